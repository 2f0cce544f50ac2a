"""Dialogs: folders and typed paths, what a file picker answers, thumbnails, the table of shortcuts, questions."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from app.editor.dialogs import folders
from app.editor.dialogs.crumbs import fitting
from app.editor.dialogs.folders import Item, Place
from app.editor.dialogs.lists import Heading, Key, columns, lines
from app.editor.dialogs.picking import Picking
from app.editor.dialogs.thumbnails import Thumbnails, picture_of, small
from app.editor.toasts import Pile
from app.session import Notice

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("run_10.json", "run_2.json", "Owl.PNG", "notes.txt", ".hidden.json"):
        (tmp_path / name).write_bytes(b"12345")
    (tmp_path / "zoo").mkdir()
    (tmp_path / "zoo" / "cat.json").touch()
    return tmp_path


def names(items: list[Item]) -> list[str]:
    return [each.name for each in items]


# folders


def test_folders_come_first_then_files_as_people_count(folder: Path) -> None:
    assert names(folders.listing(folder)[0]) == ["zoo", "notes.txt", "Owl.PNG", "run_2.json", "run_10.json"]


def test_only_files_with_a_suffix_are_listed_whatever_its_case(folder: Path) -> None:
    assert names(folders.listing(folder, (".png",))[0]) == ["zoo", "Owl.PNG"]


def test_a_folder_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    items, fault = folders.listing(tmp_path / "gone")
    assert items == []
    assert fault == f"{tmp_path / 'gone'}: no such file or directory."


def test_a_link_to_nowhere_is_listed_and_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "lost.json").symlink_to(tmp_path / "gone.json")
    assert names(folders.listing(tmp_path)[0]) == ["lost.json"]


def test_what_starts_with_the_text_comes_before_what_holds_it(tmp_path: Path) -> None:
    items = [Item(tmp_path / name, False) for name in ("big_owl", "owl", "cat")]
    assert names(folders.narrowed(items, "OWL")) == ["owl", "big_owl"]


@pytest.mark.parametrize(
    ("typed", "goal"),
    [("a/b", "/base/a/b"), ("../c", "/c"), ("/x/y", "/x/y"), ("~", "HOME"), ("~/z", "HOME/z")],
)
def test_typed_paths_start_from_the_folder_or_from_home(typed: str, goal: str) -> None:
    assert folders.as_path(typed, Path("/base")) == Path(goal.replace("HOME", str(Path.home())))


def test_a_path_goes_on_as_what_begins_like_it(folder: Path) -> None:
    assert names(folders.completions("./run", folder)) == ["run_2.json", "run_10.json"]
    assert names(folders.completions("zoo/", folder)) == ["cat.json"]
    assert names(folders.completions("./.hid", folder)) == [".hidden.json"]


def test_saving_adds_the_suffix_that_is_missing() -> None:
    assert folders.with_suffix(Path("a/b.c"), (".json",)) == Path("a/b.c.json")
    assert folders.with_suffix(Path("a/b.JSON"), (".json",)) == Path("a/b.JSON")
    assert folders.with_suffix(Path("a/b"), ()) == Path("a/b")


def test_the_way_to_a_folder_starts_at_the_root_or_at_home() -> None:
    assert folders.crumbs(Path("/a/b")) == [("/", Path("/")), ("a", Path("/a")), ("b", Path("/a/b"))]
    home = Path.home()
    assert folders.crumbs(home / "x")[0] == (home.name or str(home), home)


def test_places_are_folders_that_exist_each_once(folder: Path) -> None:
    own = [Place("here", folder, "folder")]
    found = folders.places([folder, folder / "zoo", folder / "gone"], own)
    assert [each.path for each in found].count(folder) == 1
    assert found[-1] == Place("zoo", folder / "zoo", "history")
    assert len(folders.places([], own * 3)) == len(folders.places([], own))


def test_the_nearest_folder_of_a_path_that_is_gone(folder: Path) -> None:
    assert folders.nearest(folder / "zoo" / "gone" / "x.json") == folder / "zoo"


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (999, "999 B"), (84_000, "84 kB"), (2_500_000, "2.5 MB")])
def test_sizes_in_words(size: int, text: str) -> None:
    assert folders.size_text(size) == text


def test_times_are_as_near_as_one_cares() -> None:
    now = datetime(2026, 3, 2, 12, 0)
    told = [datetime(2026, 3, 2, 9, 5), datetime(2026, 3, 1, 9, 5), datetime(2026, 1, 9), datetime(2024, 1, 9)]
    expected = ["09:05", "yesterday", "9 Jan", "9 Jan 2024"]
    assert [folders.time_text(each.timestamp(), now) for each in told] == expected


# picking


def test_typing_narrows_and_enter_takes_the_first(folder: Path) -> None:
    picking = Picking(folder, (".json",))
    picking.type("10")
    assert names(picking.items) == ["run_10.json"]
    assert picking.accept() == ("file", folder / "run_10.json")


def test_enter_on_a_folder_goes_into_it_and_up_comes_back_to_it(folder: Path) -> None:
    picking = Picking(folder)
    picking.choose(0)
    assert picking.accept().kind == "stay"
    assert picking.folder == folder / "zoo"
    picking.up()
    assert picking.folder == folder
    assert picking.items[picking.chosen or 0].name == "zoo"
    picking.back()
    assert picking.folder == folder / "zoo"


def test_a_typed_path_lists_what_it_can_be_and_opens_the_file(folder: Path) -> None:
    picking = Picking(folder, (".json",))
    picking.type("zoo/c")
    assert names(picking.items) == ["cat.json"]
    picking.type("zoo/cat.json")
    assert picking.accept() == ("file", folder / "zoo" / "cat.json")


def test_tab_goes_into_the_only_folder_that_a_path_can_mean(folder: Path) -> None:
    picking = Picking(folder)
    picking.type("./z")
    picking.enter()
    assert picking.folder == folder / "zoo"
    assert picking.text == ""


def test_a_path_to_nothing_is_a_fault_in_one_line(folder: Path) -> None:
    picking = Picking(folder)
    picking.type("zoo/dog.json")
    assert picking.accept().kind == "stay"
    assert picking.fault == f"There is no file {folder / 'zoo' / 'dog.json'}. Check the path."
    picking.type("zoo/do")
    assert picking.fault == ""


def test_a_file_of_another_kind_is_refused(folder: Path) -> None:
    picking = Picking(folder, (".json",))
    picking.type("./notes.txt")
    picking.accept()
    assert picking.fault == "notes.txt is not one of .json. Choose another file."


def test_nothing_typed_and_nothing_chosen_stays(folder: Path) -> None:
    picking = Picking(folder)
    assert picking.accept().kind == "stay"
    assert picking.fault == "Choose a file."


def test_opening_starts_at_the_file_itself(folder: Path) -> None:
    picking = Picking.starting_at(folder / "run_2.json", (".json",), saving=False)
    assert picking.items[picking.chosen or 0].name == "run_2.json"


def test_saving_proposes_the_name_and_asks_before_it_replaces(folder: Path) -> None:
    picking = Picking.starting_at(folder / "run_2.json", (".json",), saving=True)
    assert picking.text == "run_2.json"
    assert picking.accept() == ("replace", folder / "run_2.json")
    picking.type("new")
    assert picking.accept() == ("file", folder / "new.json")


def test_saving_under_a_name_lists_the_files_unnarrowed_and_a_click_takes_a_name(folder: Path) -> None:
    picking = Picking.starting_at(folder / "new.json", (".json",), saving=True)
    assert names(picking.items) == ["zoo", "run_2.json", "run_10.json"]
    picking.choose(1)
    assert picking.text == "run_2.json"


def test_saving_into_a_folder_that_is_not_there_asks_to_create_it(folder: Path) -> None:
    picking = Picking.starting_at(folder / "new.json", (".json",), saving=True)
    picking.type("deep/er/x")
    assert picking.accept() == ("create", folder / "deep" / "er" / "x.json")


def test_a_typed_folder_is_entered_and_the_proposed_name_is_kept(folder: Path) -> None:
    picking = Picking.starting_at(folder / "new.json", (".json",), saving=True)
    picking.type("zoo/")
    assert picking.accept().kind == "stay"
    assert (picking.folder, picking.text) == (folder / "zoo", "new.json")


def test_saving_without_a_name_says_so(folder: Path) -> None:
    picking = Picking(folder, (".json",), saving=True)
    picking.accept()
    assert picking.fault == "The file has no name. Type one."


def test_a_folder_that_cannot_be_entered_leaves_the_list(folder: Path) -> None:
    picking = Picking(folder)
    before = names(picking.items)
    picking.go(folder / "gone")
    assert picking.folder == folder
    assert names(picking.items) == before
    assert picking.fault.startswith(str(folder / "gone"))


# crumbs, thumbnails, shortcuts, toasts


def test_a_long_way_loses_its_beginning() -> None:
    steps = [(name, Path("/", name)) for name in ("first", "second", "third", "fourth")]
    shown = fitting(steps, 150)
    assert shown[0][0] == "…"
    assert shown[-1] == steps[-1]
    assert fitting(steps, 2000) == steps


def test_a_thumbnail_keeps_the_shape_and_small_pictures_stay_sharp(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((50, 200, 3), np.uint8)).save(tmp_path / "wide.png")
    wide = small(tmp_path / "wide.png", 40)
    assert wide is not None
    assert wide.shape == (10, 40, 4)
    Image.fromarray(np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)).save(tmp_path / "two.png")
    two = small(tmp_path / "two.png", 20)
    assert two is not None
    assert set(np.unique(two[..., :3])) == {0, 255}


def test_what_is_no_picture_has_no_thumbnail(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    assert small(tmp_path / "broken.png", 20) is None
    assert small(tmp_path / "gone.png", 20) is None


def test_a_graph_has_the_picture_that_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "owl.png").touch()
    assert picture_of(tmp_path / "owl.json") == tmp_path / "pictures" / "owl.png"
    assert picture_of(tmp_path / "cat.json") is None
    assert picture_of(tmp_path / "fox.JPG") == tmp_path / "fox.JPG"


def test_thumbnails_come_from_a_thread_each_once(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (4, 4)).save(path)
    thumbnails = Thumbnails()
    for _ in range(3):
        thumbnails.ask(path, 8)
    thumbnails.ask(tmp_path / "gone.png", 8)
    thumbnails.close()
    found = thumbnails.drain()
    assert [key for key, picture in found if picture is not None] == [(path, 8)]
    assert len(found) <= 2


@dataclass(frozen=True)
class FakeAction:
    menu: tuple[str, ...]
    keys: tuple[str, ...]


def test_the_table_of_shortcuts_has_a_block_for_each_menu_and_one_for_the_mouse() -> None:
    actions = [
        ("Open…", FakeAction(("File",), ("Ctrl+O",))),
        ("Redo", FakeAction(("Edit",), ("Ctrl+Shift+Z", "Ctrl+Y"))),
        ("About", FakeAction(("Help",), ())),
    ]
    blocks = lines(actions)
    assert blocks[0] == [Heading("File"), Key("Open", "Ctrl+O")]
    assert blocks[1] == [Heading("Edit"), Key("Redo", "Ctrl+Shift+Z, Ctrl+Y")]
    assert [block[0] for block in blocks] == [Heading("File"), Heading("Edit"), Heading("Mouse")]


def test_two_columns_are_about_as_high_and_lose_nothing() -> None:
    blocks = [[Heading(str(number)), *[Key("a", "b")] * number] for number in (3, 9, 2, 5, 4)]
    left, right = columns(blocks)
    assert abs(len(left) - len(right)) <= 10
    assert [each for each in (*left, *right) if each] == [line for block in blocks for line in block]


def test_only_faults_and_warnings_are_piled_up_and_go_with_time() -> None:
    pile = Pile()
    pile.notice(Notice("Saved", "ok", 10))
    assert pile.toasts == []
    fault = Notice("not saved", "error", 10)
    pile.notice(fault)
    pile.notice(fault)
    pile.notice(Notice("odd", "warn", 12))
    pile.notice(Notice("not saved", "error", 14))
    assert [(each.text, each.until) for each in pile.toasts] == [("odd", 12), ("not saved", 14)]
    pile.expire(13)
    assert [each.text for each in pile.toasts] == ["not saved"]


def test_a_pile_stays_low() -> None:
    pile = Pile()
    for number in range(9):
        pile.notice(Notice(f"fault {number}", "error", 10))
    assert [each.text for each in pile.toasts] == ["fault 6", "fault 7", "fault 8"]


# in a window


def test_a_file_is_found_by_typing_and_opened_with_enter(editor: "Editor", driver: "Driver", folder: Path) -> None:
    done: list[Path] = []
    editor.dialogs.open_file((".json",), folder, done.append)
    driver.frames()
    driver.type("run")
    driver.key("Down", "Return")
    assert done == [folder / "run_10.json"]
    assert not editor.dialogs.is_open
    assert editor.session.preferences.last_folder == str(folder)


def test_backspace_in_the_empty_field_goes_up_and_escape_opens_nothing(
    editor: "Editor", driver: "Driver", folder: Path
) -> None:
    done: list[Path] = []
    editor.dialogs.open_file((".json",), folder / "zoo", done.append)
    driver.frames()
    driver.key("BackSpace")
    driver.type("run_2")
    driver.key("Escape")
    assert done == []
    assert not editor.dialogs.is_open
    editor.dialogs.open_file((".json",), folder / "zoo", done.append)
    driver.frames()
    driver.key("BackSpace")
    driver.type("run_2")
    driver.key("Return")
    assert done == [folder / "run_2.json"]


def test_the_folder_that_is_shown_is_chosen_though_it_holds_no_file(
    editor: "Editor", driver: "Driver", folder: Path
) -> None:
    done: list[Path] = []
    (folder / "zoo" / "bears").mkdir()
    editor.dialogs.open_folder(folder, done.append)
    driver.frames()
    driver.key("Down", "Return")
    driver.frames()
    driver.press_button("Use this folder")
    driver.frames()
    assert done == [folder / "zoo"]
    assert not editor.dialogs.is_open


def test_about_is_closed_by_its_button(editor: "Editor", driver: "Driver") -> None:
    editor.dialogs.about()
    driver.frames()
    driver.press_button("Close")
    driver.frames()
    assert not editor.dialogs.is_open


def test_the_pickers_buttons_and_crumbs_take_clicks(editor: "Editor", driver: "Driver", folder: Path) -> None:
    done: list[Path] = []
    editor.dialogs.open_file((".json",), folder / "zoo", done.append)
    driver.frames()
    driver.press_button(folder.name)
    driver.frames()
    assert editor.dialogs._files.picking.folder == folder
    driver.press_button("Cancel")
    driver.frames()
    assert not editor.dialogs.is_open
    editor.dialogs.open_file((".json",), folder / "run_2.json", done.append)
    driver.frames()
    driver.press_button("Open")
    driver.frames()
    assert done == [folder / "run_2.json"]


def test_saving_over_a_file_asks_and_cancel_comes_back_to_the_name(
    editor: "Editor", driver: "Driver", folder: Path
) -> None:
    done: list[Path] = []
    editor.dialogs.save_file((".json",), folder / "run_2.json", done.append)
    driver.frames()
    driver.key("Return")
    driver.key("Escape")
    assert done == []
    assert editor.dialogs.is_open
    driver.key("ctrl+a")
    driver.type("fresh")
    driver.key("Return")
    assert done == [folder / "fresh.json"]


def test_saving_over_a_file_goes_on_after_the_answer(editor: "Editor", driver: "Driver", folder: Path) -> None:
    done: list[Path] = []
    editor.dialogs.save_file((".json",), folder / "run_2.json", done.append)
    driver.frames()
    driver.key("Return", "Return")
    assert done == [folder / "run_2.json"]
    assert not editor.dialogs.is_open


def test_the_sessions_question_is_asked_and_answered_once(editor: "Editor", driver: "Driver") -> None:
    answers: list[str] = []
    choices = [(each, lambda each=each: answers.append(each)) for each in ("Save", "Do not save", "Cancel")]
    editor.session.ask("Save owl.json?", *choices)
    driver.frames()
    driver.press_button("Do not save")
    driver.frames()
    assert answers == ["Do not save"]
    assert editor.session.question is None
    assert not editor.dialogs.is_open


def test_escape_is_the_last_choice_and_enter_the_first(editor: "Editor", driver: "Driver") -> None:
    answers: list[str] = []
    for key in ("Escape", "Return"):
        editor.session.ask("Sure?", ("Yes", lambda: answers.append("yes")), ("No", lambda: answers.append("no")))
        driver.frames()
        driver.key(key)
    assert answers == ["no", "yes"]


def test_shortcuts_rest_while_a_dialog_is_open(editor: "Editor", driver: "Driver") -> None:
    editor.dialogs.about()
    driver.frames()
    driver.move((700, 400))
    driver.key("space")
    assert not editor.palette.shown
    driver.key("Escape")
    assert not editor.dialogs.is_open
    driver.key("space")
    assert editor.palette.shown


def test_every_shortcut_is_in_the_table(editor: "Editor", driver: "Driver") -> None:
    editor.dialogs.shortcuts()
    driver.frames()
    listed = lines((each.words(editor), each) for each in editor.actions)
    shown = {line.keys for block in listed for line in block if isinstance(line, Key)}
    assert {", ".join(each.keys) for each in editor.actions if each.keys} <= shown
    assert editor.dialogs.is_open
    driver.key("Return")
    assert not editor.dialogs.is_open
