"""The look of the interface: DearPyGui themes made from the colour tokens, which follow a switch of the theme.

A look is named ("button", "accent", "field", …; see `looks.py`) or made of parts (`Theme.custom`). Either way its
colours are tokens, so that `switch` recolours every widget at once and nothing has to be bound again. What is drawn
by hand compares `revision` and draws itself anew.
"""

from collections.abc import Callable, Hashable, Mapping

import dearpygui.dearpygui as dpg

from app.editor import colours
from app.editor.colours import Colour, ThemeName
from app.editor.looks import LOOKS
from app.editor.parts import Part, Sizes, Tint

__all__ = ["Part", "Theme", "Tint"]


class Theme:
    """The theme in use. `scale` enlarges the whole interface; `revision` grows when the colours change."""

    def __init__(self, name: ThemeName = "dark", scale: float = 1.0) -> None:
        self.name, self.scale, self.revision = name, scale, 0
        self._made: dict[Hashable, int] = {}
        self._tinted: list[tuple[int, Callable[[], Colour]]] = []

    def colour(self, token: str, opacity: float = 1.0) -> Colour:
        """A token's, socket type's ("Image") or node category's ("loop") colour as (red, green, blue, opacity)."""
        return colours.colour(token, self.name, opacity)

    def link_colour(self, type_name: str) -> Colour:
        """The colour of a link that carries a type."""
        return self.colour(type_name, colours.link_opacity(type_name, self.name))

    def px(self, pixels: float) -> int:
        """A measure at scale 1 as pixels on this screen."""
        return round(pixels * self.scale)

    def switch(self, name: ThemeName) -> None:
        """Recolour everything."""
        self.name = name
        self.revision += 1
        for item, tint in self._tinted:
            dpg.set_value(item, tint())

    def item(self, look: str) -> int:
        """The DearPyGui theme of a named look, to be bound to items.

        Raises:
            KeyError: no look has this name; `looks.LOOKS` lists them.
        """
        return self.custom(look, *LOOKS[look])

    def bind(self, item: int, look: str) -> int:
        """Give an item a named look, and return the item."""
        dpg.bind_item_theme(item, self.item(look))
        return item

    def text(self, token: str) -> int:
        """The theme that colours texts and the words on widgets."""
        return self.custom(("text", token), Part(dpg.mvAll, {dpg.mvThemeCol_Text: token}))

    def tinted(self, item: int, token: str) -> int:
        """Colour an item's words, and return the item."""
        dpg.bind_item_theme(item, self.text(token))
        return item

    def custom(self, key: Hashable, *parts: Part) -> int:
        """The theme made of these parts; made once for each key."""
        if key not in self._made:
            self._made[key] = self._make(parts)
        return self._made[key]

    def bind_all(self) -> None:
        """Make this the look of everything that has none of its own."""
        dpg.bind_theme(self.item("base"))

    def _make(self, parts: tuple[Part, ...]) -> int:
        made = int(dpg.add_theme())
        for part in parts:
            parent = dpg.add_theme_component(part.component, parent=made, enabled_state=part.enabled)
            self._add_colours(parent, part.colours, dpg.mvThemeCat_Core)
            self._add_colours(parent, part.node_colours, dpg.mvThemeCat_Nodes)
            self._add_styles(parent, part.styles, dpg.mvThemeCat_Core)
            self._add_styles(parent, part.node_styles, dpg.mvThemeCat_Nodes)
        return made

    def _add_colours(self, parent: int | str, tints: Mapping[int, Tint], category: int) -> None:
        for target, tint in tints.items():
            look = self._reader(tint)
            item = int(dpg.add_theme_color(target, look(), category=category, parent=parent))
            self._tinted.append((item, look))

    def _add_styles(self, parent: int | str, sizes: Sizes, category: int) -> None:
        for target, size in sizes.items():
            x, y = size if isinstance(size, tuple) else (size, -1.0)
            scale = 1.0 if target in _RATIOS and category == dpg.mvThemeCat_Core else self.scale
            dpg.add_theme_style(target, x * scale, y * scale, category=category, parent=parent)

    def _reader(self, tint: Tint) -> Callable[[], Colour]:
        token, opacity = tint if isinstance(tint, tuple) else (tint, 1.0)
        return lambda: self.colour(token, opacity)


_RATIOS = {
    dpg.mvStyleVar_Alpha,
    dpg.mvStyleVar_DisabledAlpha,
    dpg.mvStyleVar_ButtonTextAlign,
    dpg.mvStyleVar_SelectableTextAlign,
    dpg.mvStyleVar_WindowTitleAlign,
    dpg.mvStyleVar_FrameBorderSize,
    dpg.mvStyleVar_ChildBorderSize,
    dpg.mvStyleVar_PopupBorderSize,
    dpg.mvStyleVar_WindowBorderSize,
}
