"""Packs of nodes: what loads, what is broken, whose name it is."""

import sys
from collections.abc import Iterator
from importlib import invalidate_caches
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from nodegraph import registry as module
from nodegraph.registry import Registry, installed

NODE = "from nodegraph.declare import node\n@node()\ndef {name}(x: float) -> float:\n    return x\n"
ZONE = """
from collections.abc import Generator
from typing import NamedTuple
from nodegraph.declare import zone
class Turn(NamedTuple):
    x: float
@zone(opens="{opens}", closes="{closes}")
def turn(x: float) -> Generator[Turn, Turn, float]:
    yield Turn(x)
    return x
"""


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def pack(folder: Path, name: str, code: str) -> str:
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    invalidate_caches()
    return name


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import a_module_that_is_not_there", "ModuleNotFoundError: No module named 'a_module_that_is_not_there'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def f(:", "SyntaxError: invalid syntax"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise ValueError('one\\n  two')", "ValueError: one two"),
        (NODE.format(name="f").replace("x: float", "x"), "DeclarationError: broken.f: parameter 'x' has no type hint"),
    ],
)
def test_a_pack_that_fails_to_import_is_named_and_the_rest_loads(packs: Path, code: str, reason: str) -> None:
    found, own = Registry(), f"nodes_{abs(hash(reason))}"
    found.add_pack("bad", pack(packs, "broken", code))
    found.add_pack("good", pack(packs, own, NODE.format(name="g")))
    assert [each.name for each in found.broken] == ["bad"]
    assert found.broken[0].reason.startswith(reason)
    assert "\n" not in found.broken[0].reason
    assert [each.name for each in found] == ["g"]


def test_a_name_belongs_to_the_first_pack_and_the_second_is_reported(packs: Path) -> None:
    found = Registry()
    found.add_pack("first", pack(packs, "one", NODE.format(name="f")))
    found.add_pack("second", pack(packs, "two", NODE.format(name="f") + NODE.format(name="g")))
    assert found["f"].pack == "first"
    assert found["g"].pack == "second"
    assert [(each.name, each.reason) for each in found.broken] == [
        ("second", "node 'f' is already in pack 'first'. Rename it.")
    ]


def test_a_name_twice_in_one_pack_is_reported(packs: Path) -> None:
    found = Registry()
    found.add_pack("first", pack(packs, "twice", NODE.format(name="f") * 2))
    assert len(found) == 1
    assert [each.reason for each in found.broken] == ["node 'f' is already in pack 'first'. Rename it."]


def test_of_a_loop_both_ends_are_taken_or_none(packs: Path) -> None:
    found = Registry()
    found.add_pack("first", pack(packs, "three", ZONE.format(opens="a", closes="b")))
    found.add_pack("second", pack(packs, "four", ZONE.format(opens="c", closes="b")))
    assert sorted(each.name for each in found) == ["a", "b"]
    assert found["a"].pack == found["b"].pack == "first"


def test_the_same_pack_twice_is_no_clash(packs: Path) -> None:
    found = Registry()
    name = pack(packs, "five", NODE.format(name="f"))
    found.add_pack("first", name)
    found.add_pack("first", name)
    assert found.broken == []


def test_nodes_of_submodules_belong_to_the_pack(packs: Path) -> None:
    (packs / "whole").mkdir()
    pack(packs / "whole", "__init__", "from whole import part")
    pack(packs / "whole", "part", NODE.format(name="f"))
    found = Registry()
    found.add_pack("whole", "whole")
    assert found["f"].category == "Part"


def test_installed_packs_come_by_entry_point_the_core_first(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"zebra": NODE.format(name="f"), "core": NODE.format(name="f"), "absent": None}
    points = [EntryPoint(name, f"point_{name}:nodes", module.GROUP) for name in names]
    for name, code in names.items():
        if code:
            pack(packs, f"point_{name}", code)
    monkeypatch.setattr(module, "entry_points", lambda group: points if group == "anagraph.nodes" else [])
    found = installed()
    assert found["f"].pack == "core"
    assert [each.name for each in found.broken] == ["absent", "zebra"]


def test_near_names_are_offered(registry: Registry) -> None:
    assert registry.near("tims") == ["times"]
    assert registry.near("qqqq") == []
    assert "times" in registry
    assert registry.get("tims") is None
