"""The digits: as many as asked, the same for a seed, each its own, and told apart by what they are."""

import torch

from nodes.training.digits import digits


def test_a_seed_gives_the_same_digits_and_another_seed_others() -> None:
    one, labels = digits("train", 3, 50)
    again, same = digits("train", 3, 50)
    other, _ = digits("train", 4, 50)
    assert torch.equal(one, again)
    assert torch.equal(labels, same)
    assert not torch.equal(one, other)


def test_the_first_digits_do_not_depend_on_how_many_follow_in_whole_parts() -> None:
    few, _ = digits("train", 0, 2000)
    more, _ = digits("train", 0, 4000)
    assert torch.equal(few, more[:2000])


def test_train_and_test_have_no_picture_in_common() -> None:
    train, _ = digits("train", 0, 300)
    test, _ = digits("test", 0, 300)
    known = {bytes(each.flatten().tolist()) for each in train}
    assert not known & {bytes(each.flatten().tolist()) for each in test}


def test_they_are_white_on_black_centred_and_of_every_class() -> None:
    pictures, labels = digits("test", 1, 400)
    assert pictures.shape == (400, 28, 28)
    assert pictures.dtype == torch.uint8
    assert labels.unique().tolist() == list(range(10))
    assert pictures[:, :1].float().mean() < 4
    assert (pictures.flatten(1).max(dim=1).values > 200).all()
    levels = pictures.float().mean(dim=0)
    middle = (levels.sum(dim=1) * torch.arange(28)).sum() / levels.sum()
    assert abs(float(middle) - 13.5) < 1


def test_the_mean_pictures_of_the_classes_differ() -> None:
    pictures, labels = digits("train", 0, 1000)
    means = torch.stack([pictures[labels == k].float().mean(dim=0).flatten() for k in range(10)])
    near = (pictures.float().flatten(1)[:, None] - means[None]).square().sum(dim=2).argmin(dim=1)
    assert (near == labels).float().mean() > 0.5
