"""Combining: epsilons as the node says, variances by their mean, and a blend that is exact outside its mask."""

import pytest
import torch

from nodegraph.errors import CheckError
from nodes.combine import _blended, _turn, add, alternate, average, balance, mask_blend, scale
from nodes.shapes import common, same_row
from nodes.types import Mask, Noise


def noise(variance: bool = True) -> Noise:
    return Noise(torch.randn(2, 3, 4, 4), torch.rand(2, 3, 4, 4) if variance else None)


def test_add_sums_images():
    a, b, c = torch.randn(3, 1, 3, 4, 4)
    assert torch.equal(add(a, b, c), a + b + c)


def test_add_sums_epsilons_and_takes_the_mean_variance():
    a, b = noise(), noise()
    total = add(a, b)
    assert torch.equal(total.epsilon, a.epsilon + b.epsilon)
    assert torch.equal(total.variance, (a.variance + b.variance) / 2)


def test_average_is_the_mean_of_a_stack():
    values = [noise() for _ in range(3)]
    mean = average(*values)
    torch.testing.assert_close(mean.epsilon, torch.stack([each.epsilon for each in values]).mean(0))
    torch.testing.assert_close(mean.variance, torch.stack([each.variance for each in values]).mean(0))


def test_the_mean_variance_is_of_those_that_have_one():
    a, b, c = noise(), noise(variance=False), noise()
    assert torch.equal(average(a, b, c).variance, (a.variance + c.variance) / 2)
    assert average(b, b).variance is None


def test_a_batch_of_one_goes_with_any():
    one, four = torch.randn(1, 3, 4, 4), torch.randn(4, 3, 4, 4)
    assert torch.equal(add(one, four), one + four)


@pytest.mark.parametrize("combine", [add, average])
def test_values_of_two_sizes_are_refused_with_both_shapes(combine):
    with pytest.raises(ValueError, match=r"values\[1\] is 1 x 3 x 1 x 4, but values\[0\] is 1 x 3 x 4 x 4\. Bring"):
        combine(torch.zeros(1, 3, 4, 4), torch.zeros(1, 3, 1, 4))


def test_balance_gives_every_side_the_same_length():
    ground, a, b = noise(), noise(), noise()
    strong = Noise(ground.epsilon + 7 * (a.epsilon - ground.epsilon), a.variance)
    found = balance(ground, strong, b).epsilon - ground.epsilon
    for k in range(2):  # each picture of the batch for itself
        pushes = [(each.epsilon - ground.epsilon)[k].flatten() for each in (strong, b)]
        mean = sum(push.norm() for push in pushes) / 2
        expected = mean * sum(push / push.norm() for push in pushes) / 2
        torch.testing.assert_close(found[k].flatten(), expected)


def test_balance_by_nothing_is_the_average_and_of_equal_sides_too():
    ground, a, b = noise(), noise(), noise()
    torch.testing.assert_close(balance(ground, a, b, amount=0.0).epsilon, average(a, b).epsilon)
    torch.testing.assert_close(balance(ground, a, a).epsilon, a.epsilon)
    assert torch.equal(balance(ground, a, b).variance, average(a, b).variance)


def test_balance_of_a_side_that_wants_nothing_is_finite():
    ground, a = torch.randn(2, 1, 3, 4, 4)
    torch.testing.assert_close(balance(ground, ground, a), ground + (a - ground) / 4)


def test_balance_refuses_another_size():
    with pytest.raises(ValueError, match=r"around is 1 x 3 x 1 x 4"):
        balance(torch.zeros(1, 3, 1, 4), torch.zeros(1, 3, 4, 4))


def test_scale_leaves_the_variance_alone():
    value = noise()
    scaled = scale(value, factor=-2.5)
    assert torch.equal(scaled.epsilon, value.epsilon * -2.5)
    assert scaled.variance is value.variance


def test_alternate_takes_the_values_in_turn():
    values = [noise() for _ in range(3)]
    assert all(alternate(*values, i=i) is values[k] for i, k in enumerate([0, 1, 2, 0, 1]))


def test_alternate_says_when_its_value_was_not_computed():
    with pytest.raises(ValueError, match=r"values\[1\] was not computed in this visit, but i is 3\. Wire Step's i"):
        alternate(noise(), None, i=3)


def test_alternate_needs_one_value_a_visit():
    assert _turn(4, 10, {"values": 3}) == {"i", "values[1]"}
    assert _turn(4, 10, {"values": 3, "i": 2}) == {"i", "values[2]"}
    assert _turn(4, 10, {}) is None


def test_mask_blend_is_the_formula_inside():
    inside, outside, m = torch.randn(1, 3, 8, 8), torch.randn(1, 3, 8, 8), torch.rand(1, 1, 8, 8)
    torch.testing.assert_close(mask_blend(inside, outside, Mask(m)), m * inside + (1 - m) * outside)


def test_mask_blend_equals_outside_bit_for_bit_where_the_mask_is_0():
    outside = torch.randn(2, 3, 8, 8)
    outside[0, 0, 0, 0] = -0.0
    inside = torch.full_like(outside, torch.inf)
    m = (torch.rand(1, 1, 8, 8) > 0.5).float()
    m[..., 0, 0] = 0
    blend = mask_blend(inside, outside, Mask(m))
    where = (m == 0).expand_as(blend)
    assert torch.equal(blend[where].view(torch.int32), outside[where].view(torch.int32))


def test_mask_blend_equals_inside_where_the_mask_is_1():
    inside, outside = torch.randn(2, 1, 3, 8, 8)
    assert torch.equal(mask_blend(inside, outside, Mask(torch.ones(1, 1, 8, 8))), inside)


def test_mask_blend_spreads_batches_of_one():
    one, four = torch.randn(1, 3, 4, 4), torch.randn(4, 3, 4, 4)
    assert mask_blend(four, one, Mask(torch.rand(1, 1, 4, 4))).shape == (4, 3, 4, 4)


def test_mask_blend_refuses_a_mask_of_another_size():
    with pytest.raises(ValueError, match=r"mask is 1 x \? x 8 x 8, but inside is 1 x 3 x 4 x 4"):
        mask_blend(torch.zeros(1, 3, 4, 4), torch.zeros(1, 3, 4, 4), Mask(torch.zeros(1, 1, 8, 8)))


def test_a_clash_of_known_shapes_is_found_beforehand():
    with pytest.raises(CheckError) as caught:
        same_row("values")({"values": [(1, 3, 64, 64), None, (1, 3, 32, None)]}, {})
    assert caught.value.socket == "values[2]"
    assert caught.value.found == "is 1 x 3 x 32 x ?, but values[0] is 1 x 3 x 64 x 64"
    with pytest.raises(CheckError, match=r"is 1 x \? x 32 x 32"):
        _blended({"inside": (2, 3, 64, 64), "outside": (1, 3, 64, 64), "mask": (1, 1, 32, 32)}, {})


@pytest.mark.parametrize(
    ("shapes", "result"),
    [
        ([(1, 3, 8, 8), (4, 3, 8, 8)], (4, 3, 8, 8)),
        ([(None, 3, 8, 8), (4, 3, None, 8)], (4, 3, 8, 8)),
        ([(1, 3, 8, 8), (None, 3, 8, 8)], (None, 3, 8, 8)),
        ([(1, 3, 8, 8), None], (None, 3, 8, 8)),
        ([(4, 3, 8, 8), None], (4, 3, 8, 8)),
        ([None, None], None),
    ],
)
def test_shapes_come_together_as_far_as_they_are_known(shapes, result):
    assert common(dict(zip("ab", shapes, strict=True))) == result


def test_two_batches_that_differ_do_not_come_together():
    with pytest.raises(CheckError):
        common({"a": (2, 3, 8, 8), "b": (3, 3, 8, 8)})
