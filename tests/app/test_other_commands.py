import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = ["run", "check", "plan", "nodes", "schema"]


def test_check_of_a_good_graph_says_no_faults(anagraph, graphs: Path) -> None:
    done = anagraph("check", graphs / "loop.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("loop.json: no faults\n")


def test_check_sees_what_set_changes(anagraph, graphs: Path) -> None:
    assert anagraph("check", graphs / "letters.json", "--set", "twice.times=99").returncode == 2


def test_plan_shows_the_loop_and_its_body(anagraph, graphs: Path) -> None:
    done = anagraph("plan", graphs / "loop.json")
    assert done.returncode == 0, done.stderr
    assert "begin .. end" in done.stdout
    assert "longer" in done.stdout


def test_plan_as_json_has_one_entry_a_call(anagraph, graphs: Path) -> None:
    plan = json.loads(anagraph("plan", graphs / "loop.json", "--json").stdout)
    assert plan["zones"] == [
        {"step": "begin", "sampler": "end", "calls": [{"type": "letters_join", "nodes": ["longer"], "batch": 1}]}
    ]
    assert {node for call in plan["once"] for node in call["nodes"]} == {"first", "kept", "file"}


def test_nodes_lists_an_installed_pack_and_names_a_broken_one(anagraph) -> None:
    done = anagraph("nodes")
    assert done.returncode == 0
    listed = next(line for line in done.stdout.splitlines() if "letters_join" in line)
    assert listed.endswith("Texts in a row. [letters]")
    assert "save_image" in done.stdout
    assert done.stderr.splitlines() == [
        "warning: node pack 'broken_letters' did not load (ModuleNotFoundError: No module named "
        "'a_module_that_nobody_has'). Repair or uninstall it."
    ]


def test_nodes_as_json_holds_every_type_and_every_broken_pack(anagraph) -> None:
    told = json.loads(anagraph("nodes", "--json").stdout)
    names = {each["name"] for each in told["nodes"]}
    assert {"letters_say", "save_image", "flip"} <= names
    assert [each["pack"] for each in told["broken"]] == ["broken_letters"]


def test_nodes_describes_one_type(anagraph) -> None:
    done = anagraph("nodes", "letters_repeat")
    assert done.returncode == 0
    assert "Nothing is put in between." in done.stdout
    assert "times  whole number; 1 to 9; default 2" in done.stdout


def test_a_wrong_type_is_answered_with_the_nearest(anagraph) -> None:
    done = anagraph("nodes", "letters_repaet")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(
        "there is no node type 'letters_repaet'. Did you mean letters_repeat"
    )


def test_the_schema_accepts_the_graphs_and_refuses_a_wrong_value(anagraph, graphs: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(anagraph("schema").stdout)
    graph = json.loads((graphs / "letters.json").read_text())
    jsonschema.validate(graph, schema)
    graph["nodes"]["twice"]["params"]["times"] = 99
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(graph, schema)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(anagraph, command: str) -> None:
    done = anagraph(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: anagraph {command}")


def test_the_help_has_an_example_and_every_command(anagraph) -> None:
    text = anagraph("--help").stdout
    assert "anagraph run graphs/visual_anagram.json" in text
    assert all(f"\n    {command} " in text for command in COMMANDS)


def test_the_version_is_told(anagraph) -> None:
    assert anagraph("--version").stdout == "anagraph 0.1.0\n"


@pytest.mark.parametrize("arguments", [[], ["rnu"], ["run"], ["run", "x.json", "--devcie", "cpu"]])
def test_a_command_line_that_says_nothing_sensible_is_exit_2(anagraph, arguments: list[str]) -> None:
    done = anagraph(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: anagraph")


def test_a_reader_that_goes_away_is_no_crash(environment, tmp_path: Path) -> None:
    command = f"{sys.executable} -m app.entry schema | head -c 1"
    done = subprocess.run(
        command, shell=True, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "{"
    assert "BrokenPipe" not in done.stderr
