"""Every way a graph can be wrong: exit 2, one clear line a fault, no traceback."""

from pathlib import Path

import pytest

from app.main import main

BAD = Path(__file__).parents[1] / "graphs" / "bad"
FAULTS = {
    "cycle": ["mirror", "mix"],
    "missing_type": ["dream", "telepathy"],
    "type_clash": ["file", "images", "Mask"],
    "unset_input": ["mirror", "value"],
    "unset_setting": ["picture", "file"],
    "out_of_range": ["hole", "left", "1.5"],
    "leak": ["mirror"],
    "nan": ["NaN"],
    "infinity": ["Infinity"],
    "truncated": ["not JSON", "line 4"],
}


def test_every_file_has_its_expectation() -> None:
    assert {path.stem for path in BAD.glob("*.json")} == FAULTS.keys() | {"four_faults"}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_one_line_that_names_it(anagraph, name: str) -> None:
    done = anagraph("run", BAD / f"{name}.json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    (line,) = without_packs(done.stderr)
    assert all(word in line for word in FAULTS[name]), line


@pytest.mark.parametrize("command", ["check", "plan"])
@pytest.mark.parametrize("name", FAULTS)
def test_check_and_plan_say_the_same(capsys: pytest.CaptureFixture[str], name: str, command: str) -> None:
    assert main([command, str(BAD / f"{name}.json")]) == 2
    shown = capsys.readouterr()
    told = {"check": shown.out.splitlines()[:-1], "plan": without_packs(shown.err)}
    (line,) = told[command]
    assert all(word in line for word in FAULTS[name]), line
    assert command == "plan" or shown.out.endswith(f"{name}.json: 1 fault\n")


def test_check_names_all_faults_at_once_and_counts_them(anagraph) -> None:
    done = anagraph("check", BAD / "four_faults.json")
    *lines, count = done.stdout.splitlines()
    assert done.returncode == 2
    assert count.endswith("four_faults.json: 4 faults")
    assert [line.partition(":")[0] for line in lines] == ["picture", "soft", "dream", "blend"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("binary", bytes(range(256)) * 40, "not text"),
        ("deep", b"[" * 10_000 + b"]" * 10_000, "nested too deeply"),
        (
            "deep_node",
            b'{"format": "anagraph", "version": 1, "nodes": ' + b'{"a":' * 10_000 + b"1",
            "nested too deeply",
        ),
        ("empty", b"", "not JSON"),
        ("list", b"[]", "A graph is a JSON object."),
        ("other", b'{"format": "comfy"}', "format is 'comfy'"),
        ("png", b"\x89PNG\r\n\x1a\n", "damaged PNG"),
    ],
)
def test_what_is_no_graph_is_one_line(anagraph, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = anagraph("run", name)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{name}: ")
    assert words in line


def test_an_unknown_file_is_one_line(anagraph) -> None:
    done = anagraph("run", "nowhere.json")
    line = "nowhere.json: cannot be read (No such file or directory). Check the path."
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line + "\n")


def test_check_counts_an_unreadable_file_as_a_fault(anagraph) -> None:
    done = anagraph("check", "nowhere.json")
    assert done.returncode == 2
    assert done.stdout.endswith("Check the path.\nnowhere.json: 1 fault\n")


def without_packs(text: str) -> list[str]:
    """The lines that are not about the broken pack, which is named where a node type is missing."""
    return [line for line in text.splitlines() if not line.startswith("warning: node pack")]
