"""Graph files: nothing is lost, and every way to be wrong is one line."""

import json
import os
import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nodegraph import file, strict
from nodegraph.errors import EditError, FileError
from nodegraph.file import as_json, dumps, load, loads, rebased, save
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from tests.nodegraph.tools import GRAPHS, graph_of, read


def head(**rest: Any) -> str:
    return json.dumps({"format": "anagraph", "version": 1} | rest)


def with_node(**fields: Any) -> str:
    return head(nodes={"a": {"type": "times"} | fields})


def complaint(text: str, registry: Registry) -> str:
    with pytest.raises(FileError) as raised:
        loads(text, registry, name="g.json")
    return str(raised.value)


def some_value(draw: random.Random, depth: int = 3) -> Any:
    kinds = ["number", "text", "flag", "none"] + ["list", "object"] * (depth > 0)
    kind = draw.choice(kinds)
    if kind == "number":
        return draw.choice([0, -1, 7, 1.5, -2.25e-9, 1e300, 2**53])
    if kind == "text":
        return "".join(draw.choice('aZ ü€😀"\\/\n\t\x7f.[]=') for _ in range(draw.randrange(8)))
    if kind == "list":
        return [some_value(draw, depth - 1) for _ in range(draw.randrange(4))]
    if kind == "object":
        return {f"k{k}": some_value(draw, depth - 1) for k in range(draw.randrange(4))}
    return None if kind == "none" else draw.choice([True, False])


def some_file(draw: random.Random) -> dict[str, Any]:
    """A graph file as some other version may have written it: known and unknown types, settings, fields, extras."""
    types = ["number", "times", "total", "grown", "telepathy", "nodes of tomorrow"]
    names = [f"n{k}" if draw.random() < 0.7 else f"knöten-{k}" for k in range(draw.randrange(1, 9))]
    nodes = {}
    for name in names:
        node: dict[str, Any] = {"type": draw.choice(types), "version": draw.randrange(3, 9)}
        node["params"] = {f"p{k}": some_value(draw) for k in range(draw.randrange(3))}
        if draw.random() < 0.5:
            node["at"] = [draw.randrange(500), draw.random() * 500]
        if draw.random() < 0.3:
            node["mode"] = draw.choice(["mute", "bypass"])
        node |= {f"field{k}": some_value(draw) for k in range(draw.randrange(3))}
        nodes[name] = node
    links: list[Any] = []
    for _ in range(draw.randrange(12)):
        ends = [f"{draw.choice(names)}.out", f"{draw.choice(names)}.{draw.choice(['x', 'values[3]', 'ü'])}"]
        links.append([*ends, {"reroutes": [[1, 2]], "x": some_value(draw)}] if draw.random() < 0.4 else ends)
    rest = {f"more{k}": some_value(draw) for k in range(draw.randrange(3))}
    return {"format": "anagraph", "version": 1, "nodes": nodes, "links": links} | rest


@pytest.mark.parametrize("seed", range(60))
def test_a_round_trip_loses_nothing_that_it_does_not_know(registry: Registry, seed: int) -> None:
    data = some_file(random.Random(seed))
    text = dumps(loads(json.dumps(data), registry))
    back = json.loads(text)
    for node in back["nodes"].values():
        node.pop("pack", None)
    assert back == data
    assert list(back["nodes"]) == list(data["nodes"])
    assert dumps(loads(text, registry)) == text


def random_edits(registry: Registry, draw: random.Random) -> Graph:
    """A graph as somebody clicks it together; what is refused is left out."""
    graph = Graph(registry)
    types = [
        "number",
        "whole",
        "word",
        "paint",
        "times",
        "total",
        "join",
        "halves",
        "repeat",
        "until",
        "collect",
        "keep",
    ]
    settings = [("by", 3), ("value", {"each": [1, 2]}), ("text", "ü\n"), ("color", "#00FF7f"), ("stops", [1, 2.5])]
    for _ in range(40):
        nodes = list(graph.nodes) or [""]
        one, two = draw.choice(nodes), draw.choice(nodes)
        edits = [
            lambda: graph.add(draw.choice(types), at=(draw.randrange(9), draw.random())),
            lambda one=one: graph.set(one, *draw.choice(settings)),
            lambda one=one, two=two: graph.link(
                f"{one}.out", f"{two}.{draw.choice(['x', 'value', 'values[0]', 'start'])}"
            ),
            lambda one=one, two=two: graph.link(f"{one}.loop", f"{two}.loop"),
            lambda one=one: graph.unlink(f"{one}.values[0]"),
            lambda one=one: graph.rename(one, f"{one}_"),
        ]
        try:
            draw.choice(edits)()
        except EditError:
            continue
    return graph


@pytest.mark.parametrize("seed", range(40))
def test_what_was_edited_comes_back_as_it_was(registry: Registry, seed: int) -> None:
    graph = random_edits(registry, random.Random(seed))
    text = dumps(graph)
    assert dumps(loads(text, registry)) == text
    assert json.loads(text) == json.loads(json.dumps(as_json(graph)))


def test_unknown_types_settings_fields_and_link_extras_survive_byte_for_byte(registry: Registry) -> None:
    text = (GRAPHS / "unknown.json").read_text(encoding="utf-8")
    assert dumps(read(registry, "unknown")) == text


def test_one_node_and_one_link_a_line(registry: Registry) -> None:
    graph = graph_of(registry, {"n": "number", "t": "times"}, "n.out t.x")
    assert dumps(graph) == (
        '{"format": "anagraph", "version": 1,\n'
        ' "nodes": {\n'
        '  "n": {"type": "number", "version": 1, "pack": "tests", "params": {}},\n'
        '  "t": {"type": "times", "version": 1, "pack": "tests", "params": {}}\n'
        " },\n"
        ' "links": [\n'
        '  ["n.out", "t.x"]\n'
        " ]}\n"
    )


def test_a_small_file_may_leave_out_what_it_does_not_need(registry: Registry) -> None:
    assert loads(head(), registry).nodes == {}
    node = loads(with_node(), registry).nodes["a"]
    assert (node.version, node.params, node.at, node.mode, node.extra) == (1, {}, None, "", {})


def test_older_node_versions_are_migrated_step_by_step(registry: Registry) -> None:
    text = head(nodes={"a": {"type": "grown", "version": 1, "params": {"width": 4}}, "b": {"type": "grown"}})
    graph = loads(text, registry)
    assert graph.nodes["a"].params == {"rows": 4}
    assert graph.nodes["a"].version == graph.nodes["b"].version == 3
    assert graph.nodes["b"].params == {"rows": 1}
    newer = loads(head(nodes={"a": {"type": "grown", "version": 9, "params": {"cubits": 4}}}), registry).nodes["a"]
    assert (newer.version, newer.params) == (9, {"cubits": 4})


def test_a_migration_that_fails_names_the_node(registry: Registry) -> None:
    text = head(nodes={"a": {"type": "grown", "version": 2, "params": {}}})
    wanted = "g.json: node 'a' cannot be brought from version 2 of grown to 3 (KeyError('size')). Correct its params."
    assert complaint(text, registry) == wanted


def test_older_files_are_migrated(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def to_two(data: dict[str, Any]) -> dict[str, Any]:
        return data | {"nodes": data.pop("boxes")}

    monkeypatch.setattr(file, "VERSION", 3)
    monkeypatch.setattr(file, "MIGRATIONS", {1: to_two, 2: lambda data: data | {"seen": 2}})
    graph = loads(head(boxes={"a": {"type": "times"}}), registry)
    assert list(graph.nodes) == ["a"]
    assert graph.extra == {"seen": 2}
    assert json.loads(dumps(graph))["version"] == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON at line 1, column 1 (Expecting value)."),
        (
            '{"format": "anagraph",',
            "not JSON at line 1, column 23 (Expecting property name enclosed in double quotes).",
        ),
        ("[1, 2]", "holds a list. A graph is a JSON object."),
        ("null", "holds null. A graph is a JSON object."),
        ("3", "holds a number. A graph is a JSON object."),
        ("{}", 'format is None. A graph says "format": "anagraph".'),
        ('{"format": "comfy"}', 'format is \'comfy\'. A graph says "format": "anagraph".'),
        ('{"format": "anagraph"}', "version is None. It has to be a whole number from 1 on."),
        ('{"format": "anagraph", "version": true}', "version is True. It has to be a whole number from 1 on."),
        ('{"format": "anagraph", "version": 0}', "version is 0. It has to be a whole number from 1 on."),
        ('{"format": "anagraph", "version": 99}', "made by a newer anagraph (file version 99, known 1). Update."),
        ("[" * 10_000 + "]" * 10_000, "nested too deeply to be a graph."),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "nested too deeply to be a graph."),
        ('{"a":' + "[" * 200 + "]" * 200 + "}", "nested too deeply to be a graph."),
        ('{"x": NaN}', "NaN is not a number that JSON knows. Write a finite one."),
        ('{"x": -Infinity}', "-Infinity is not a number that JSON knows. Write a finite one."),
        ('{"x": 1e999}', "1e999 is too large for a number. Write a smaller one."),
        ('{"x": {"a": 1, "b": 2, "a": 3}}', "'a' stands twice in one object. Rename one of them."),
        ('{"x": "\\ud83d"}', "holds half a character (a lone \\ud800 to \\udfff). Write the whole one."),
        ('{"x": "\ud83d"}', "holds half a character (a lone \\ud800 to \\udfff). Write the whole one."),
        (head(nodes=[]), "nodes is a list. It has to be an object of nodes by id."),
        (head(links={}), "links is an object. It has to be a list of [from, to]."),
        (head(nodes={"a": 3}), "node 'a' is a number. It has to be an object."),
        (head(nodes={"a": {}}), "node 'a' has no type. Name its node type."),
        (
            head(nodes={"a b": {"type": "x"}}),
            "'a b' is no node id. Leave out spaces, dots, brackets, colons, quotes and =.",
        ),
        (with_node(type=3), "type of node 'a' is 3. Name its node type."),
        (with_node(version="1"), "version of node 'a' is \"1\". It has to be a whole number from 1 on."),
        (with_node(params=[1]), "params of node 'a' is [1]. It has to be an object."),
        (with_node(at=[1]), "at of node 'a' is [1]. Write [x, y]."),
        (with_node(at=["1", 2]), "at of node 'a' is [\"1\", 2]. Write [x, y]."),
        (with_node(mode="off"), "mode of node 'a' is \"off\". Use mute or bypass."),
        (with_node(mode=["mute"]), "mode of node 'a' is [\"mute\"]. Use mute or bypass."),
        (head(links=["a.b"]), 'link "a.b" is none. Write ["node.output", "node.input"].'),
        (head(links=[["a.b"]]), 'link ["a.b"] is none. Write ["node.output", "node.input"].'),
        (head(links=[["a.b", "c"]]), 'link ["a.b", "c"] is none. Write ["node.output", "node.input"].'),
        (head(links=[["a.b", "c.d.e"]]), 'link ["a.b", "c.d.e"] is none. Write ["node.output", "node.input"].'),
        (head(links=[["a.b", 3]]), 'link ["a.b", 3] is none. Write ["node.output", "node.input"].'),
        (head(links=[["a.b", "c.d", 3]]), 'link ["a.b", "c.d", 3] is none. Write ["node.output", "node.input"].'),
    ],
)
def test_what_is_no_graph_is_told_in_one_line(registry: Registry, text: str, told: str) -> None:
    assert complaint(text, registry) == f"g.json: {told}"


def test_a_number_of_ten_thousand_digits_is_told_in_one_line(registry: Registry) -> None:
    found = complaint('{"x": ' + "9" * 10_000 + "}", registry)
    assert found.startswith("g.json: ")
    assert "\n" not in found


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff\xfe\x00binary", "not text (byte 0). Give a graph's JSON or a PNG that carries one."),
        (b'{"format": "anagraph"\x80}', "not text (byte 21). Give a graph's JSON or a PNG that carries one."),
        (b"\x00" * 50, "not JSON at line 1, column 1 (Expecting value)."),
        (b"GIF89a\x01\x00", "not JSON at line 1, column 1 (Expecting value)."),
    ],
)
def test_a_binary_file_is_told_in_one_line(registry: Registry, tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "g.json"
    path.write_bytes(data)
    with pytest.raises(FileError) as raised:
        load(path, registry)
    assert str(raised.value) == f"{path}: {told}"


def test_a_file_that_cannot_be_read_is_told_in_one_line(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(FileError) as raised:
        load(tmp_path / "none.json", registry)
    assert str(raised.value) == f"{tmp_path / 'none.json'}: cannot be read (No such file or directory). Check the path."
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(FileError, match="is no plain file"):
            load(path, registry)


def test_a_huge_file_is_refused(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "LARGEST", 2**20)
    (tmp_path / "huge.json").write_bytes(bytes(2**20 + 1))
    with pytest.raises(FileError, match="larger than 1 MiB, which no graph is"):
        load(tmp_path / "huge.json", registry)


def test_a_byte_order_mark_is_no_fault(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_bytes(b"\xef\xbb\xbf" + with_node().encode())
    assert list(load(path, registry).nodes) == ["a"]


def png(path: Path, text: str | None) -> Path:
    info = PngInfo()
    if text is not None:
        info.add_itxt("anagraph", text)
    Image.new("RGB", (4, 4)).save(path, pnginfo=info)
    return path


def test_a_png_opens_as_the_graph_that_it_carries(registry: Registry, tmp_path: Path) -> None:
    assert list(load(png(tmp_path / "x.png", with_node()), registry).nodes) == ["a"]
    with pytest.raises(FileError, match="a PNG without a graph in it"):
        load(png(tmp_path / "y.png", None), registry)
    with pytest.raises(FileError, match="not JSON"):
        load(png(tmp_path / "z.png", "{"), registry)


def test_a_damaged_png_is_told_in_one_line(registry: Registry, tmp_path: Path) -> None:
    whole = png(tmp_path / "x.png", with_node(params={"by": 1.5}, note="n" * 50)).read_bytes()
    draw, path = random.Random(0), tmp_path / "y.png"
    for _ in range(100):
        data = bytearray(whole)
        for _ in range(draw.randrange(1, 6)):
            data[draw.randrange(8, len(data))] = draw.randrange(256)
        path.write_bytes(bytes(data[: draw.choice([len(data), draw.randrange(9, len(data))])]))
        assert "\n" not in outcome(path, registry)


def outcome(path: Path, registry: Registry) -> str:
    try:
        load(path, registry)
    except FileError as error:
        return str(error)
    return "loaded"


def test_a_text_chunk_that_swells_is_refused(registry: Registry, tmp_path: Path) -> None:
    bomb = b"anagraph\0\0" + zlib.compress(b" " * 2**23, 9)
    body = b"zTXt" + bomb
    chunk = len(bomb).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    whole = png(tmp_path / "x.png", None).read_bytes()
    (tmp_path / "x.png").write_bytes(whole[:33] + chunk + whole[33:])
    with pytest.raises(FileError, match="a damaged PNG"):
        load(tmp_path / "x.png", registry)


def test_saving_is_whole_or_not_at_all(registry: Registry, tmp_path: Path) -> None:
    graph, path = graph_of(registry, {"n": "number"}), tmp_path / "g.json"
    save(graph, path)
    assert dumps(load(path, registry)) == dumps(graph)
    graph.nodes["n"].extra["broken"] = object()
    with pytest.raises(TypeError):
        save(graph, path)
    assert list(load(path, registry).nodes) == ["n"]
    assert [each.name for each in tmp_path.iterdir()] == ["g.json"]


def test_input_paths_follow_when_a_graph_moves(registry: Registry, tmp_path: Path) -> None:
    absolute = (tmp_path / "far.txt").as_posix()
    nodes = {
        "near": ("read", {"file": "pictures/a.txt"}),
        "far": ("read", {"file": absolute}),
        "each": ("read", {"file": {"each": ["a.txt", "../b.txt"]}}),
        "none": ("read", {"file": ""}),
    }
    graph = graph_of(registry, nodes)
    moved = rebased(graph, tmp_path / "graphs", tmp_path / "out" / "deep")
    found = {node: moved.nodes[node].params["file"] for node in nodes}
    assert found == {
        "near": "../../graphs/pictures/a.txt",
        "far": absolute,
        "each": {"each": ["../../graphs/a.txt", "../../b.txt"]},
        "none": "",
    }
    assert graph.nodes["near"].params["file"] == "pictures/a.txt"


@pytest.mark.parametrize("odd", [{"each": 5}, {"each": None}, {"x": 1}, {"each": [{"a": 2}]}, ["a.txt"], 5])
def test_what_is_no_path_moves_as_it_is(odd: object, registry: Registry, tmp_path: Path) -> None:
    graph = loads(with_node(type="read", params={"file": odd}), registry)
    assert rebased(graph, tmp_path / "a", tmp_path / "b").nodes["a"].params["file"] == odd
