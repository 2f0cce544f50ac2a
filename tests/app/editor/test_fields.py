"""What fields say, that every field has a widget, and how they behave under the mouse."""

from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import pytest

from app.document.commands.edits import seed_mode, set_value
from app.document.document import Selection
from app.document.fields import FIELDS, Number, field_of
from app.editor.fields import WIDGETS, build_field
from app.editor.fields.files import written
from app.editor.fields.wording import (
    cut,
    label,
    number_text,
    read_sweep,
    short_label,
    snapped,
    sweep_text,
    unwrapped,
    value_text,
    wrapped,
)
from nodegraph.errors import UsageError
from nodegraph.graph import End
from nodegraph.nodetype import Parameter
from nodegraph.registry import Registry

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.editor.fields import FieldView
    from tests.app.editor.driver import Driver


def letters(text: str) -> float:
    """A measure by which every letter is one wide."""
    return len(text)


def test_every_field_class_has_a_widget_in_nodes_and_in_panels():
    assert set(WIDGETS) == set(FIELDS)
    assert all(len(pair) == 2 for pair in WIDGETS.values())


def test_every_setting_of_every_node_has_a_widget(registry: Registry):
    settings = [(kind.name, each) for kind in registry for each in kind.settings]
    assert len(settings) > 40
    assert [name for name, each in settings if type(field_of(each)) not in WIDGETS] == []


def test_every_setting_has_a_label_that_says_something(registry: Registry):
    labels = {label(each) for kind in registry for each in kind.settings}
    assert "Guidance scale" in labels
    assert "Start at" in labels
    assert not any("_" in each or not each for each in labels)


@pytest.mark.parametrize(("room", "said"), [(20, "guidance scale"), (13, "scale"), (5, "scale"), (4, "sca…"), (0, "")])
def test_the_name_in_a_field_is_as_long_as_there_is_room(room: float, said: str):
    assert short_label(Parameter("guidance_scale", float), letters, room) == said


def test_a_cut_text_says_so_and_fits():
    assert cut("visual anagram", letters, 8) == "visual…"
    assert letters(cut("visual anagram", letters, 8)) <= 8


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (Number(0, 30, 0.5), 7.0, "7.0"),
        (Number(0, 30, 0.5), 7.25, "7.25"),
        (Number(0.5, 1, 0.005), 0.95, "0.950"),
        (Number(1, 1000, whole=True), 30, "30"),
        (Number(0, 1, 0.1), 1e-7, "1e-07"),
    ],
)
def test_a_number_shows_the_digits_of_its_step_and_never_fewer_than_it_has(field: Number, value: float, text: str):
    assert number_text(field, value) == text


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (Number(0, 30, 0.5), 7.3, 7.5),
        (Number(0, 30, 0.5), 99, 30.0),
        (Number(0.1, 20, 0.1), 0.1 + 0.2, 0.3),
        (Number(1, 1000, whole=True), 30.4, 30),
        (Number(-10, 10, 0.05), -20, -10.0),
    ],
)
def test_dragging_lands_on_the_grain_and_within_the_bounds(field: Number, raw: float, value: float):
    assert snapped(field, raw) == value
    assert type(snapped(field, raw)) is (int if field.whole else float)


@pytest.mark.parametrize(
    ("hint", "values", "text"),
    [
        (float, [1.0, 3.0, 5.5], "1, 3, 5.5"),
        (int, [1, 20], "1, 20"),
        (bool, [True, False], "true, false"),
        (str, ["an owl", "a tree"], "an owl, a tree"),
        (str, ["an owl, a tree", "a fox"], '["an owl, a tree", "a fox"]'),
        (str, ["", "a fox"], '["", "a fox"]'),
        (str, ["one\ntwo"], '["one\\ntwo"]'),
        (str, ["[a]", "b"], '["[a]", "b"]'),
        (tuple[int, ...], [(990, 960), (500,)], "[[990, 960], [500]]"),
    ],
)
def test_a_sweep_reads_as_one_types_it_and_back(hint: object, values: list[object], text: str):
    assert sweep_text(values) == text
    assert read_sweep(Parameter("it", hint), text) == values


def test_a_sweep_that_does_not_fit_says_why():
    with pytest.raises(UsageError, match="steps is 'many'"):
        read_sweep(Parameter("steps", int), "1, many")
    with pytest.raises(UsageError, match="sweeps over nothing"):
        read_sweep(Parameter("steps", int), " ")


def test_values_read_as_one_types_them():
    assert [value_text(each) for each in (None, True, 7.0, 0.1, 5, "a fox", (990, 960))] == [
        "", "true", "7.0", "0.1", "5", "a fox", "990, 960",
    ]  # fmt: skip


def test_wrapping_changes_spaces_only():
    text = "a very long prompt about an owl\nand a second line"
    shown = wrapped(text, letters, 12)
    assert max(map(len, shown.split("\n"))) <= 12
    assert len(shown) == len(text)
    assert shown.replace("\n", " ") == text.replace("\n", " ")


def test_a_word_that_is_too_long_stays_whole():
    assert wrapped("an extraordinarily long", letters, 6) == "an\nextraordinarily\nlong"


TEXT = "a very long prompt about an owl\nand a second line"


@pytest.mark.parametrize(
    ("place", "gone", "typed"),
    [
        (0, 0, "see "),
        (11, 0, "est"),
        (18, 1, ""),
        (18, 1, " big "),
        (31, 1, " "),
        (49, 0, "!"),
        (0, 49, ""),
        (6, 5, "x\ny"),
    ],
)
def test_what_is_typed_into_the_wrapped_text_lands_in_the_text(place: int, gone: int, typed: str):
    shown = wrapped(TEXT, letters, 12)
    edited = shown[:place] + typed + shown[place + gone :]
    assert unwrapped(TEXT, shown, edited) == TEXT[:place] + typed + TEXT[place + gone :]


def test_a_chosen_file_is_kept_relative_to_the_graph(tmp_path: Path):
    assert written(tmp_path / "images" / "fox.png", tmp_path) == "images/fox.png"
    assert written(tmp_path / "fox.png", tmp_path / "graphs") == str(tmp_path / "fox.png")


# in the window

NOWHERE = 900, 1000  # within the run bar, on nothing


def placed(editor: "Editor", driver: "Driver", type: str, **values: object) -> dict[str, "FieldView"]:
    """A node on the canvas and selected; its fields in the inspector, by setting."""
    with editor.session.document.edit("begin") as graph:
        graph.add(type, "it", at=(100, 100), **values)
    editor.session.document.select(Selection(nodes=frozenset({"it"})))
    driver.frames(8)
    return {view.parameter.name: view for view in editor.inspector.fields}


def middle(item: int, share: float = 0.5) -> tuple[float, float]:
    state = dpg.get_item_state(item)
    (x, y), (width, height) = state["rect_min"], state["rect_size"]
    return x + width * share, y + height / 2


def held(editor: "Editor", setting: str) -> object:
    return editor.session.document.graph.nodes["it"].params.get(setting)


def steps(editor: "Editor") -> int:
    """How many undo steps there are after placing the node. Takes them all back."""
    count = 0
    while editor.session.document.undo_label != "begin":
        editor.session.document.undo()
        count += 1
    return count


def test_a_typed_number_is_one_undo_step(editor: "Editor", driver: "Driver"):
    fields = placed(editor, driver, "schedule")
    driver.click(middle(fields["steps"].widget.text.item))
    driver.type("125")
    driver.until(lambda: held(editor, "steps") == 125, what="steps")
    driver.key("Return")
    assert steps(editor) == 1
    assert held(editor, "steps") is None
    driver.frames()
    assert dpg.get_value(fields["steps"].widget.text.item) == "30"


def test_two_visits_to_a_field_are_two_steps(editor: "Editor", driver: "Driver"):
    fields = placed(editor, driver, "schedule")
    for text in ("12", "13"):
        driver.click(middle(fields["steps"].widget.text.item))
        driver.type(text)
        driver.key("Return")
    driver.until(lambda: held(editor, "steps") == 13, what="steps")
    assert steps(editor) == 2


def test_what_does_not_fit_is_told_and_taken_back(editor: "Editor", driver: "Driver"):
    fields = placed(editor, driver, "schedule", steps=40)
    driver.click(middle(fields["steps"].widget.text.item))
    driver.type("0")
    driver.key("Return")
    driver.until(lambda: held(editor, "steps") == 40, what="steps")
    driver.until(lambda: "Choose from 1 to 1000" in driver.said, what="Choose from 1 to 1000")
    assert dpg.get_value(fields["steps"].widget.text.item) == "40"


def test_a_dragged_slider_is_one_step_on_the_grain(editor: "Editor", driver: "Driver"):
    fields = placed(editor, driver, "cfg_combine")
    slider = fields["guidance_scale"].widget.slider
    driver.drag(middle(slider, 0.3), middle(slider, 0.8))
    driver.until(lambda: held(editor, "guidance_scale"), what="the drag")
    value = held(editor, "guidance_scale")
    assert isinstance(value, float)
    assert value > 15
    assert value % 0.5 == 0
    assert dpg.get_value(fields["guidance_scale"].widget.text.item) == f"{value:.1f}"
    assert steps(editor) == 1


def test_a_number_in_a_node_is_dragged_by_its_step(editor: "Editor", driver: "Driver"):
    placed(editor, driver, "cfg_combine")
    editor.canvas.frame_all()
    driver.frames(6)
    view = in_node(editor, "it", "guidance_scale")
    x, y = middle(view.widget.item)
    driver.drag((x, y), (x + 40, y))
    driver.until(lambda: held(editor, "guidance_scale"), what="the drag")
    value = held(editor, "guidance_scale")
    assert isinstance(value, float)
    assert value > 7
    assert value % 0.5 == 0
    assert steps(editor) == 1


def test_a_click_with_ctrl_types_into_a_node(editor: "Editor", driver: "Driver"):
    placed(editor, driver, "cfg_combine")
    editor.canvas.frame_all()
    driver.frames(6)
    driver.move(middle(in_node(editor, "it", "guidance_scale").widget.item))
    driver.key_down("ctrl")
    driver.click()
    driver.key_up("ctrl")
    driver.type("3.25")
    driver.key("Return")
    driver.until(lambda: held(editor, "guidance_scale") == 3.25, what="guidance_scale")


def test_a_prompt_is_wrapped_once_it_is_let_go_and_kept_as_it_was_typed(editor: "Editor", driver: "Driver"):
    fields = placed(editor, driver, "prompt")
    text = "an owl in the style of an old oil painting with trees"
    driver.click(middle(fields["text"].widget.item))
    driver.type(text)
    driver.click(NOWHERE)
    driver.until(lambda: held(editor, "text") == text, what="text")
    shown = dpg.get_value(fields["text"].widget.item)
    assert "\n" in shown
    assert shown.replace("\n", " ") == text


def test_a_sweep_is_switched_on_typed_and_switched_off(editor: "Editor", driver: "Driver"):
    view = placed(editor, driver, "cfg_combine", guidance_scale=3.0)["guidance_scale"]
    driver.click(switch(view))
    driver.until(lambda: held(editor, "guidance_scale") == {"each": [3.0]}, what="guidance_scale")
    driver.key("ctrl+a")
    driver.type("1, 3, 5")
    driver.key("Return")
    driver.until(lambda: held(editor, "guidance_scale") == {"each": [1.0, 3.0, 5.0]}, what="guidance_scale")
    driver.click(switch(view))
    driver.until(lambda: held(editor, "guidance_scale") == 1.0, what="guidance_scale")


def test_the_dice_gives_another_seed_and_the_switch_makes_it_new_each_run(editor: "Editor", driver: "Driver"):
    view = placed(editor, driver, "gaussian_noise", seed=5)["seed"]
    driver.click(middle(view.widget.dice))
    driver.until(lambda: held(editor, "seed") in range(1_000_000), what="seed")
    driver.click(middle(view.widget.mode))
    driver.until(lambda: seed_mode(editor.session.document.graph, "it", "seed") == "new", what="new each run")


def test_a_choice_is_a_step_of_its_own(editor: "Editor", driver: "Driver"):
    view = placed(editor, driver, "flip")["axis"]
    x, y = middle(view.widget.item)
    driver.click((x, y))
    driver.click((x - 20, y + 60))
    driver.until(lambda: held(editor, "axis") == "horizontal", what="axis")
    assert steps(editor) == 1


def test_a_colour_is_typed(editor: "Editor", driver: "Driver"):
    view = placed(editor, driver, "grid")["background"]
    driver.click(middle(view.widget.text.item))
    driver.type("#0A6860")
    driver.key("Return")
    driver.until(lambda: held(editor, "background") == "#0A6860", what="background")
    assert [round(each) for each in dpg.get_value(view.widget.item)[:3]] == [10, 104, 96]


def test_a_wire_takes_the_fields_place_and_shows_its_value(editor: "Editor", driver: "Driver"):
    placed(editor, driver, "forward_noise")
    with editor.session.document.edit("wire") as graph:
        graph.add("timestep", "when", t=250.0)
        graph.link("when.out", "it.t")
    driver.frames()
    view = next(each for each in editor.inspector.fields if each.parameter.name == "t")
    assert "250" in dpg.get_item_label(view.widget.item)
    driver.click(middle(view.widget.item))
    driver.until(lambda: editor.session.document.selection.nodes == {"when"}, what="the way to the source")


def test_fields_follow_the_document_and_each_other(editor: "Editor", driver: "Driver"):
    view = placed(editor, driver, "cfg_combine")["guidance_scale"]
    set_value(editor.session.document, "it", "guidance_scale", 9.0)
    driver.frames()
    assert dpg.get_value(view.widget.slider) == 9.0
    assert dpg.get_value(in_node(editor, "it", "guidance_scale").widget.item) == 9.0


def test_no_field_of_any_node_fails_at_any_zoom(editor: "Editor", driver: "Driver", registry: Registry):
    window = dpg.add_window(width=400, height=300)
    try:
        for kind in registry:
            for each in kind.settings:
                for compact in (True, False):
                    value = each.default
                    view = build_field(editor, kind.name, each, value, parent=window, width=150, compact=compact)
                    for zoom in (0.4, 1.0, 2.0):
                        view.set_width(100 * zoom, zoom)
                    view.set({"each": [view.value, view.value]})
                    view.set(value)
                    view.set_wired(End("elsewhere", "out"))
                    view.set_wired(None)
                    assert not view.focused
        driver.frames(2)
    finally:
        dpg.delete_item(window)


def in_node(editor: "Editor", node: str, setting: str) -> "FieldView":
    return editor.canvas.nodes.items[node].fields[setting]


def switch(view: "FieldView") -> tuple[float, float]:
    """Where the sweep switch of a field is."""
    return middle(dpg.get_item_children(view.item, 1)[-1])


def test_letters_typed_into_a_node_are_no_shortcuts(editor: "Editor", driver: "Driver"):
    placed(editor, driver, "prompt")
    editor.canvas.frame_all()
    driver.frames(6)
    view = in_node(editor, "it", "text")
    driver.click(middle(view.widget.item))
    driver.type("an elm, from afar")
    driver.click(NOWHERE)
    driver.until(lambda: held(editor, "text") == "an elm, from afar", what="text")
    assert steps(editor) == 1
