"""Progress glides forwards within 120 ms and jumps backwards."""

import pytest

from app.editor.panels.glide import Glide


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_glides_to_a_greater_value() -> None:
    clock = Clock()
    glide = Glide(clock)
    glide.to(0.2)
    assert glide.to(0.6)
    clock.now += 0.06
    assert glide.to(0.6)
    assert glide.at == pytest.approx(0.4)
    clock.now += 0.07
    assert not glide.to(0.6)
    assert glide.at == 0.6


def test_it_jumps_back_and_to_nothing() -> None:
    glide = Glide(Clock())
    glide.to(0.8)
    assert not glide.to(0.1)
    assert glide.at == 0.1
    assert not glide.to(None)
    assert glide.at is None


def test_a_new_goal_starts_from_where_it_is() -> None:
    clock = Clock()
    glide = Glide(clock)
    glide.to(0.0)
    glide.to(0.4)
    clock.now += 0.06
    glide.to(0.4)
    glide.to(1.0)
    assert glide.at == pytest.approx(0.2)


def test_it_keeps_up_with_a_goal_that_moves_every_frame() -> None:
    clock = Clock()
    glide = Glide(clock)
    glide.to(0.0)
    for frame in range(1, 11):
        clock.now += 0.1
        glide.to(frame / 10)
    assert glide.at is not None
    assert glide.at > 0.8
