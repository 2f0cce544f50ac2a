"""Autosave: what is lost when an editor dies, and how it comes back."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.document.autosave import Autosave
from app.document.document import Document
from app.document.files import save_document
from nodegraph.errors import FileError
from nodegraph.file import dumps, load
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from tests.conftest import GRAPHS

EDITOR = """
import sys
from pathlib import Path
from app.document.autosave import Autosave
from app.document.document import Document
from app.document.files import open_document
from nodegraph.registry import installed
doc = open_document(Path(sys.argv[2]), installed())
autosave = Autosave(Path(sys.argv[1]))
for number in range(10**6):
    with doc.edit("seed") as work:
        work.set("noise", "seed", number + 1000)
    assert autosave.save(doc) == ""
    print(number, flush=True)
"""


def changed(registry: Registry, path: Path | None = None, seed: int = 1) -> Document:
    """A document with something to lose."""
    doc = Document(Graph(registry), path)
    with doc.edit("add") as work:
        work.add("gaussian_noise", "noise", seed=seed)
    return doc


def left_behind(folder: Path, doc: Document) -> None:
    """What an editor leaves that was killed: its file, and a lock that nobody holds."""
    autosave = Autosave(folder)
    assert autosave.save(doc) == ""
    assert autosave._lock is not None
    autosave._lock.close()


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A state folder of an editor that got SIGKILL while it saved over and over."""
    environment = os.environ | {"PYTHONPATH": str(GRAPHS.parent)}
    args = [sys.executable, "-c", EDITOR, str(tmp_path / "state"), str(GRAPHS / "sample.json")]
    with subprocess.Popen(args, stdout=subprocess.PIPE, env=environment) as editor:
        assert editor.stdout is not None
        for _ in range(25):
            editor.stdout.readline()
        assert Autosave(tmp_path / "state").found() == []  # it runs
        editor.send_signal(signal.SIGKILL)
    return tmp_path / "state"


def test_a_killed_editors_work_is_found_whole(killed: Path, registry: Registry) -> None:
    autosave = Autosave(killed)
    (orphan,) = autosave.found()
    assert (orphan.path, orphan.name) == (GRAPHS / "sample.json", "sample.json")
    assert orphan.nodes == len(load(GRAPHS / "sample.json", registry).nodes)
    graph, path, home = autosave.restore(orphan, registry)
    assert (path, home) == (GRAPHS / "sample.json", GRAPHS)
    assert graph.nodes["noise"].params["seed"] >= 1024
    graph.set("noise", "seed", 0)
    assert graph == load(GRAPHS / "sample.json", registry)


def test_two_editors_that_live_leave_each_other_alone(registry: Registry, tmp_path: Path) -> None:
    one, other = Autosave(tmp_path), Autosave(tmp_path)
    assert one.save(changed(registry)) == other.save(changed(registry)) == ""
    assert one.found() == other.found() == []
    assert len(list(one.folder.glob("*.json"))) == 2


def test_the_users_file_is_never_touched(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text("precious")
    Autosave(tmp_path / "state").save(changed(registry, path))
    assert path.read_text() == "precious"


def test_nothing_is_written_while_there_is_nothing_to_lose(registry: Registry, tmp_path: Path) -> None:
    autosave = Autosave(tmp_path)
    assert autosave.save(Document(Graph(registry))) == ""
    assert list(tmp_path.rglob("*.json")) == []
    doc = changed(registry)
    autosave.save(doc)
    (file,) = autosave.folder.glob("*.json")
    before = file.stat().st_mtime_ns
    autosave.save(doc)
    assert file.stat().st_mtime_ns == before
    doc.undo()
    autosave.save(doc)
    assert list(tmp_path.rglob("*.json")) == []


def test_an_orphan_goes_only_once_the_new_editor_has_its_own_copy(registry: Registry, tmp_path: Path) -> None:
    left_behind(tmp_path, changed(registry))
    autosave = Autosave(tmp_path)
    (orphan,) = autosave.found()
    graph, path, home = autosave.restore(orphan, registry)
    autosave.clear()
    assert orphan.file.exists()
    doc = Document(graph, path, home=home)
    doc.mark_unsaved()
    autosave.save(doc)
    assert not orphan.file.exists()
    (own,) = autosave.folder.glob("*.json")
    assert "noise" in json.loads(own.read_text())["nodes"]


def test_an_orderly_end_leaves_nothing(registry: Registry, tmp_path: Path) -> None:
    left_behind(tmp_path, changed(registry))
    autosave = Autosave(tmp_path)
    autosave.restore(autosave.found()[0], registry)
    autosave.save(changed(registry))
    autosave.close()
    assert list(autosave.folder.iterdir()) == []


def test_orphans_are_listed_newest_first_and_can_be_discarded(registry: Registry, tmp_path: Path) -> None:
    for seed in (1, 2, 3):
        left_behind(tmp_path, changed(registry, seed=seed))
    autosave = Autosave(tmp_path)
    found = autosave.found()
    assert [each.when for each in found] == sorted((each.when for each in found), reverse=True)
    seeds = [autosave.restore(each, registry)[0].nodes["noise"].params["seed"] for each in found]
    assert seeds == [3, 2, 1]
    autosave.discard(found[0])
    assert autosave.found() == found[1:]


def test_work_that_was_saved_after_all_is_not_offered(registry: Registry, tmp_path: Path) -> None:
    doc = changed(registry, tmp_path / "mine.json")
    left_behind(tmp_path / "state", doc)
    save_document(doc, tmp_path / "mine.json")
    assert Autosave(tmp_path / "state").found() == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"autosave": 3}',
        '{"autosave": {"path": 3}, "nodes": {}}',
        f'{{"autosave": {{"path": null, "home": "", "when": 1{"0" * 400}}}, "nodes": {{}}}}',
        '{"autosave": {"path": "a\\u0000b", "home": "", "when": 1}, "nodes": {}}',
    ],
)
def test_a_damaged_file_is_passed_over(content: str, registry: Registry, tmp_path: Path) -> None:
    left_behind(tmp_path, changed(registry))
    (tmp_path / "autosave" / "0-0-0.json").write_text(content)
    (tmp_path / "autosave" / ".aside.json").write_text(content)
    assert len(Autosave(tmp_path).found()) == 1


def test_one_that_another_editor_took_is_refused_in_one_line(registry: Registry, tmp_path: Path) -> None:
    left_behind(tmp_path, changed(registry))
    autosave = Autosave(tmp_path)
    (orphan,) = autosave.found()
    orphan.file.unlink()
    with pytest.raises(FileError, match="cannot be read"):
        autosave.restore(orphan, registry)


def test_the_note_is_not_part_of_the_graph(registry: Registry, tmp_path: Path) -> None:
    doc = changed(registry)
    left_behind(tmp_path, doc)
    autosave = Autosave(tmp_path)
    graph, path, _ = autosave.restore(autosave.found()[0], registry)
    assert (dumps(graph), path) == (dumps(doc.graph), None)
    assert "autosave" not in doc.graph.extra


def test_a_folder_that_cannot_be_written_is_said_not_raised(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = Autosave(tmp_path / "file").save(changed(registry))
    assert "cannot be written" in said
    assert Autosave(tmp_path / "file").found() == []


def test_work_on_a_file_whose_name_is_no_text_is_kept_without_the_name(registry: Registry, tmp_path: Path) -> None:
    left_behind(tmp_path, changed(registry, tmp_path / os.fsdecode(b"\xff.json")))
    (orphan,) = Autosave(tmp_path).found()
    assert (orphan.path, orphan.home, orphan.nodes) == (None, tmp_path, 1)
