"""What stands on stdout, and what happens where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

INTERRUPTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background ignores it
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == "app.main":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
from app.entry import main
sys.exit(main())
"""


@pytest.fixture
def talkative(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment with one more pack, which prints while it loads and while its node runs."""
    (tmp_path / "talk.py").write_text(
        'from nodegraph.declare import node\nprint("loading")\n\n\n'
        '@node()\ndef talk(text: str) -> str:\n    """Ü: talks."""\n    print("running")\n    return text\n'
    )
    told = tmp_path / "talk-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: talk\nVersion: 1\n")
    (told / "entry_points.txt").write_text("[anagraph.nodes]\ntalk = talk\n")
    return environment | {"PYTHONPATH": f"{tmp_path}:{environment['PYTHONPATH']}"}


@pytest.fixture
def talking_graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.json"
    nodes = {"word": {"type": "letters_say", "params": {"text": "a"}}, "talk": {"type": "talk", "params": {}}}
    graph = {"format": "anagraph", "version": 1, "nodes": nodes, "links": [["word.out", "talk.text"]]}
    path.write_text(json.dumps(graph))
    return path


@pytest.mark.parametrize(
    "arguments",
    [["run", "GRAPH", "--only", "talk", "--json"], ["plan", "GRAPH", "--only", "talk", "--json"], ["nodes", "--json"],
     ["schema"]],
)  # fmt: skip
def test_what_packs_and_nodes_print_is_not_on_stdout(
    talkative: dict[str, str], talking_graph: Path, tmp_path: Path, arguments: list[str]
) -> None:
    command = [sys.executable, "-m", "app.entry", *(each.replace("GRAPH", str(talking_graph)) for each in arguments)]
    done = subprocess.run(command, env=talkative, cwd=tmp_path, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines() if arguments[0] == "run" else [done.stdout]
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert "loading\n" in done.stderr
    assert ("running\n" in done.stderr) == (arguments[0] == "run")


def test_json_is_ascii_where_stdout_is_not_utf_8(talkative: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.entry", "nodes", "talk", "--json"]
    latin = talkative | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, env=latin, cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(done.stdout.decode("ascii"))["nodes"][0]["doc"] == "Ü: talks."


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_crash(environment: dict[str, str], graphs: Path, tmp_path: Path, closed: str) -> None:
    command = f"{sys.executable} -m app.entry run {graphs / 'letters.json'} {closed}"
    assert subprocess.run(command, shell=True, env=environment, cwd=tmp_path, check=False).returncode == 0
    assert (tmp_path / "out" / "word.txt").read_text() == "anaana"


def test_ctrl_c_while_modules_are_read_is_exit_130_without_a_word(environment: dict[str, str]) -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
