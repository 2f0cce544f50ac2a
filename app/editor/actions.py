"""The table of all commands. Menus, shortcuts, buttons and the list of shortcuts are made from it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import dearpygui.dearpygui as dpg

from app.document.commands import arrange, clips, decor, looks, removal, select
from app.document.document import Document, Selection
from app.editor import filing
from app.editor.action import Action, Actions

if TYPE_CHECKING:
    from app.editor.editor import Editor

__all__ = ["Action", "Actions", "table"]

SCALES = (1.0, 1.25, 1.5, 2.0)
COLOURS = {
    "Violet": "#4B3F73", "Blue": "#2B4C85", "Teal": "#1F5960", "Green": "#3C5528", "Olive": "#4A4F21",
    "Amber": "#67431F", "Rose": "#6D2F4C", "Grey": "#454D5C",
}  # fmt: skip
EDGES: dict[str, Literal["left", "right", "top", "bottom", "centre", "middle"]] = {
    "Left": "left", "Centre": "centre", "Right": "right", "Top": "top", "Middle": "middle", "Bottom": "bottom",
}  # fmt: skip


def table() -> Iterator[Action]:
    """All commands in the order of the menus."""
    yield from _file()
    yield from _edit()
    yield from _view()
    yield from _node()
    yield from _run()
    yield from _help()


def _file() -> Iterator[Action]:
    menu = ("File",)
    yield Action("new", "New", menu, filing.new, ("Ctrl+N",))
    yield Action("open", "Open…", menu, filing.open_file, ("Ctrl+O",))
    yield Action("welcome", "Ready graphs and recent files…", menu, lambda e: e.welcome.open())
    yield Action("save", "Save", menu, filing.save, ("Ctrl+S",), begins_group=True)
    yield Action("save as", "Save as…", menu, filing.save_as, ("Ctrl+Shift+S",))
    yield Action("export python", "Export as Python…", menu, filing.export_python, enabled=_has_nodes)
    yield Action("close", "Close", menu, filing.close, ("Ctrl+Q",), begins_group=True)


def _edit() -> Iterator[Action]:
    menu = ("Edit",)
    undo: Callable[[Editor], str] = lambda e: f"Undo {e.session.document.undo_label}".rstrip()  # noqa: E731
    redo: Callable[[Editor], str] = lambda e: f"Redo {e.session.document.redo_label}".rstrip()  # noqa: E731
    yield Action(
        "undo", undo, menu, lambda e: e.session.document.undo(), ("Ctrl+Z",),
        enabled=lambda e: bool(e.session.document.undo_label), repeats=True,
    )  # fmt: skip
    yield Action(
        "redo", redo, menu, lambda e: e.session.document.redo(), ("Ctrl+Shift+Z", "Ctrl+Y"),
        enabled=lambda e: bool(e.session.document.redo_label), repeats=True,
    )  # fmt: skip
    yield Action("cut", "Cut", menu, _cut, ("Ctrl+X",), _has_selection, begins_group=True)
    yield Action("copy", "Copy", menu, _copy, ("Ctrl+C",), _has_selection)
    yield Action("paste", "Paste", menu, lambda e: _paste(e, False), ("Ctrl+V",))
    yield Action("paste linked", "Paste with incoming links", menu, lambda e: _paste(e, True), ("Ctrl+Shift+V",))
    yield Action("duplicate", "Duplicate", menu, _on(clips.duplicate), ("Ctrl+D",), _has_selection)
    yield Action(
        "duplicate linked", "Duplicate with incoming links", menu, _on(lambda d: clips.duplicate(d, incoming=True)),
        ("Ctrl+Shift+D",), _has_selection,
    )  # fmt: skip
    yield Action("delete", "Delete", menu, _on(removal.delete), ("Delete", "Backspace"), _has_selection)
    yield Action(
        "delete reconnect", "Delete and reconnect", menu, _on(lambda d: removal.delete(d, reconnect=True)),
        ("Ctrl+Delete", "Ctrl+Backspace"), _has_selection,
    )  # fmt: skip
    yield Action("select all", "Select all", menu, _on(select.select_all), ("Ctrl+A",), begins_group=True)
    yield Action("select none", "Select none", menu, _on(select.select_none), ("Ctrl+Shift+A",), _has_selection)
    yield Action("invert", "Invert selection", menu, _on(select.invert), ("Ctrl+I",))
    yield Action("select upstream", "Select upstream", menu, _on(select.select_upstream), ("U",), _has_nodes_chosen)
    yield Action(
        "select downstream", "Select downstream", menu, _on(select.select_downstream), ("Shift+U",), _has_nodes_chosen
    )
    yield Action("select linked", "Select all linked", menu, _on(select.select_linked), ("L",), _has_nodes_chosen)


def _view() -> Iterator[Action]:
    menu = ("View",)
    yield Action(
        "zoom in", "Zoom in", menu, lambda e: e.canvas.zoom_by(1), ("Ctrl+Plus", "Ctrl+Shift+Plus"), repeats=True
    )
    yield Action("zoom out", "Zoom out", menu, lambda e: e.canvas.zoom_by(-1), ("Ctrl+Minus",), repeats=True)
    yield Action("zoom reset", "Zoom to 100%", menu, lambda e: e.canvas.zoom_to(1.0), ("Ctrl+0",))
    yield Action("frame all", "Zoom to all", menu, lambda e: e.canvas.frame_all(), ("F", "Home"))
    yield Action(
        "frame selection",
        "Zoom to the selection",
        menu,
        lambda e: e.canvas.frame_selection(),
        ("Shift+F",),
        _has_selection,
    )
    yield Action(
        "minimap", "Minimap", menu, lambda e: _turn(e, "minimap"), checked=lambda e: e.session.preferences.minimap,
        begins_group=True,
    )  # fmt: skip
    yield Action(
        "left panel", "Nodes and graphs", menu, lambda e: e.shell.fold("left"), ("Ctrl+B",),
        checked=lambda e: not e.shell.folded.left,
    )  # fmt: skip
    yield Action(
        "right panel", "Viewer and settings", menu, lambda e: e.shell.fold("right"), ("Ctrl+Shift+B",),
        checked=lambda e: not e.shell.folded.right,
    )  # fmt: skip
    yield Action("large viewer", "Large viewer", menu, lambda e: e.viewer.open_large(), ("V",))
    yield Action(
        "light", "Light theme", menu, _switch_theme, checked=lambda e: e.theme.name == "light", begins_group=True
    )
    yield from (_scale(scale) for scale in SCALES)


def _scale(scale: float) -> Action:
    name = f"{scale:.0%}"
    return Action(
        f"scale {name}", name, ("View", "Interface size"), _to_scale(scale),
        checked=lambda e: e.session.preferences.scale == scale,
    )  # fmt: skip


def _node() -> Iterator[Action]:
    menu = ("Node",)
    yield Action("add node", "Add node…", menu, _add_node, ("Space", "Shift+A"))
    yield Action("add note", "Add note", menu, lambda e: decor.add_note(_document(e), _mouse(e), "Note"), ("N",))
    yield Action("add frame", "Frame around the selection", menu, _add_frame, ("Ctrl+G",))
    yield Action("add dot", "Reroute dot", menu, _add_dot, ("R",), lambda e: bool(_chosen(e).links))
    yield Action("rename", "Rename", menu, lambda e: e.inspector.rename(), ("F2",), _has_one_node, begins_group=True)
    yield Action(
        "mute", "Mute", menu, _on(lambda d: looks.set_mode(d, "mute")), ("M",), _has_nodes_chosen,
        checked=lambda e: _all_have_mode(e, "mute"),
    )  # fmt: skip
    yield Action(
        "bypass", "Bypass", menu, _on(lambda d: looks.set_mode(d, "bypass")), ("B",), _has_nodes_chosen,
        checked=lambda e: _all_have_mode(e, "bypass"),
    )  # fmt: skip
    yield Action("collapse", "Collapse", menu, _on(looks.toggle_collapsed), ("C",), _has_nodes_chosen)
    yield Action("picture", "Show its picture", menu, _on(looks.toggle_picture), ("P",), _has_nodes_chosen)
    yield Action("no colour", "As its category", (*menu, "Colour"), _colouring(None), enabled=_has_selection)
    for name, colour in COLOURS.items():
        yield Action(f"colour {name}", name, (*menu, "Colour"), _colouring(colour), enabled=_has_selection)
    for label, edge in EDGES.items():
        yield Action(
            f"align {edge}", label, (*menu, "Align"), _aligning(edge), enabled=lambda e: len(_chosen(e).nodes) > 1,
            begins_group=label == "Top",
        )  # fmt: skip
    yield Action(
        "distribute across", "Across", (*menu, "Distribute"), _on(lambda d: arrange.distribute(d, "across")),
        enabled=lambda e: len(_chosen(e).nodes) > 2,
    )  # fmt: skip
    yield Action(
        "distribute down", "Down", (*menu, "Distribute"), _on(lambda d: arrange.distribute(d, "down")),
        enabled=lambda e: len(_chosen(e).nodes) > 2,
    )  # fmt: skip
    yield Action("layout", "Lay out the graph", menu, _lay_out, ("Ctrl+L",), _has_nodes, begins_group=True)
    yield Action(
        "layout selection", "Lay out the selection", menu, _on(lambda d: arrange.layout(d, only_selected=True)),
        ("Ctrl+Shift+L",), _has_nodes_chosen,
    )  # fmt: skip
    yield Action(
        "snap", "Snap to the grid", menu, lambda e: _turn(e, "snap"), checked=lambda e: e.session.preferences.snap
    )
    yield Action("paint mask", "Paint a mask…", menu, lambda e: e.painter.open("mask"), begins_group=True)
    yield Action("draw image", "Draw an image…", menu, lambda e: e.painter.open("image"))


def _run() -> Iterator[Action]:
    menu = ("Run",)
    yield Action("run", "Run", menu, lambda e: e.session.start(), ("Ctrl+Enter",), _has_nodes, ends_typing=True)
    yield Action(
        "run to node", "Run to node", menu, _run_to_node, ("Ctrl+Shift+Enter",), _has_one_node, ends_typing=True
    )
    yield Action("stop", "Stop", menu, _stop, ("Esc",), _is_busy, begins_group=True)
    yield Action(
        "auto-run", "Auto-run", menu, lambda e: e.session.set_auto_run(not e.session.preferences.auto_run),
        ("Ctrl+R",), checked=lambda e: e.session.preferences.auto_run,
    )  # fmt: skip
    yield Action("check", "Check for faults", menu, _check, ("F7",), _has_nodes, begins_group=True)
    yield Action("next fault", "Go to the next fault", menu, go_to_fault, ("F8",), lambda e: bool(e.session.faults))


def _help() -> Iterator[Action]:
    menu = ("Help",)
    yield Action("shortcuts", "Shortcuts", menu, lambda e: e.dialogs.shortcuts(), ("F1",))
    yield Action("about", "About anagraph", menu, lambda e: e.dialogs.about())


def _document(editor: "Editor") -> Document:
    return editor.session.document


def _chosen(editor: "Editor") -> Selection:
    return editor.session.document.selection


def _has_selection(editor: "Editor") -> bool:
    return bool(_chosen(editor))


def _has_nodes_chosen(editor: "Editor") -> bool:
    return bool(_chosen(editor).nodes)


def _has_one_node(editor: "Editor") -> bool:
    return len(_chosen(editor).nodes) == 1


def _has_nodes(editor: "Editor") -> bool:
    return bool(_document(editor).graph.nodes)


def _is_busy(editor: "Editor") -> bool:
    return editor.session.runner.is_busy


def _all_have_mode(editor: "Editor", mode: str) -> bool:
    nodes = [_document(editor).graph.nodes[each] for each in _chosen(editor).nodes]
    return bool(nodes) and all(node.mode == mode for node in nodes)


def _on(command: Callable[[Document], object]) -> Callable[["Editor"], object]:
    """A command on the document as an action."""
    return lambda editor: command(_document(editor))


def _mouse(editor: "Editor") -> tuple[float, float]:
    """The canvas point under the mouse; its middle where the mouse is elsewhere."""
    return editor.canvas.to_canvas(_screen(editor))


def _screen(editor: "Editor") -> tuple[float, float]:
    x, y = dpg.get_mouse_pos(local=False)
    rect = editor.shell.canvas_rect
    inside = rect.x <= x < rect.x + rect.width and rect.y <= y < rect.y + rect.height
    return (x, y) if inside else (rect.x + rect.width / 2, rect.y + rect.height / 2)


def _copy(editor: "Editor") -> None:
    dpg.set_clipboard_text(clips.copied(_document(editor)))


def _cut(editor: "Editor") -> None:
    dpg.set_clipboard_text(clips.cut(_document(editor)))


def _paste(editor: "Editor", incoming: bool) -> None:
    editor.session.paste(dpg.get_clipboard_text() or "", _mouse(editor), incoming=incoming)


def _turn(editor: "Editor", preference: Literal["minimap", "snap"]) -> None:
    preferences = editor.session.preferences
    setattr(preferences, preference, not getattr(preferences, preference))
    editor.session.keep_preferences()


def _switch_theme(editor: "Editor") -> None:
    name: Literal["dark", "light"] = "light" if editor.theme.name == "dark" else "dark"
    editor.theme.switch(name)
    editor.session.preferences.theme = name
    editor.session.keep_preferences()


def _to_scale(scale: float) -> Callable[["Editor"], None]:
    def act(editor: "Editor") -> None:
        editor.session.preferences.scale = scale
        editor.session.keep_preferences()
        editor.session.say(f"The interface will be {scale:.0%} large when the editor is opened again.")

    return act


def _add_node(editor: "Editor") -> None:
    at = _screen(editor)
    editor.palette.open(editor.canvas.to_canvas(at), at)


def _add_frame(editor: "Editor") -> None:
    decor.add_frame(_document(editor), "Frame", _mouse(editor))


def _add_dot(editor: "Editor") -> None:
    at = _mouse(editor)
    for target in sorted(_chosen(editor).links):
        decor.add_dot(_document(editor), target, at)


def _colouring(colour: str | None) -> Callable[["Editor"], object]:
    return _on(lambda document: looks.set_colour(document, colour))


def _aligning(edge: Literal["left", "right", "top", "bottom", "centre", "middle"]) -> Callable[["Editor"], object]:
    return _on(lambda document: arrange.align(document, edge))


def _lay_out(editor: "Editor") -> None:
    arrange.layout(_document(editor))
    editor.canvas.frame_all()


def _run_to_node(editor: "Editor") -> None:
    editor.session.start(only=next(iter(_chosen(editor).nodes)))


def _stop(editor: "Editor") -> None:
    """Esc first gives up what the mouse is at, or closes what is open above the canvas (which hears it itself)."""
    if not editor.canvas.cancel() and not editor.viewer.large.is_open and not editor.shortcuts.had_popup:
        editor.session.stop()


def _check(editor: "Editor") -> None:
    if editor.session.check():
        editor.session.say("No faults", "ok")


def go_to_fault(editor: "Editor") -> None:
    """Select the next node that has a fault, and bring it into the middle."""
    nodes = list(dict.fromkeys(fault.node for fault in editor.session.faults if fault.node))
    if not nodes:
        return
    chosen = _chosen(editor).nodes
    at = next((place for place, node in enumerate(nodes) if node in chosen), -1)
    node = nodes[(at + 1) % len(nodes)]
    edits_node = _document(editor).graph.nodes.get(node)
    if edits_node is not None:
        select.select_nodes(_document(editor), [node])
        editor.canvas.centre_on(node)
