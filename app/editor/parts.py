"""What a look says of one kind of widget."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import dearpygui.dearpygui as dpg

Tint = str | tuple[str, float]  # a token, or a token and its opacity
Sizes = Mapping[int, tuple[float, float] | float]


@dataclass(frozen=True)
class Part:
    """What a theme says of one kind of widget. Sizes are in pixels at scale 1."""

    component: int = dpg.mvAll
    colours: Mapping[int, Tint] = field(default_factory=dict)
    styles: Sizes = field(default_factory=dict)
    node_colours: Mapping[int, Tint] = field(default_factory=dict)
    node_styles: Sizes = field(default_factory=dict)
    enabled: bool = True
