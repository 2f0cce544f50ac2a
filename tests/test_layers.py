"""Imports go one way, and what has to start quickly loads nothing heavy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("torch", "diffusers", "transformers", "accelerate", "numpy", "PIL")


def loaded_after(code: str, *names: str) -> list[str]:
    """Which of these modules are loaded once a fresh interpreter has run the code."""
    told = f"{code}\nimport sys\nprint('LOADED', *[name for name in {names!r} if name in sys.modules])"
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", told], env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "nodegraph").glob("[!_]*.py")))
def test_nodegraph_loads_no_torch_and_no_other_layer(module: str) -> None:
    assert loaded_after(f"import nodegraph.{module}", *HEAVY, "nodes", "app") == []


def test_reading_the_hints_of_nodes_loads_no_torch() -> None:
    assert loaded_after("import nodes", *HEAVY, "app") == []


def test_the_registry_of_all_own_nodes_loads_no_torch() -> None:
    code = "from app.reference import own_pack\nassert len(own_pack()) > 20"
    assert loaded_after(code, *HEAVY) == []


@pytest.mark.parametrize("arguments", [["nodes"], ["nodes", "--json"], ["schema"], ["--help"], ["run", "--help"]])
def test_commands_that_compute_nothing_load_no_torch(arguments: list[str]) -> None:
    code = f"from app.main import main\ntry:\n    main({arguments!r})\nexcept SystemExit:\n    pass"
    assert loaded_after(code, *HEAVY) == []


@pytest.mark.parametrize("command", ["check", "plan"])
def test_checking_and_planning_the_ready_graphs_loads_no_torch(command: str) -> None:
    graphs = sorted(f"graphs/{path.name}" for path in (ROOT / "graphs").glob("*.json"))
    code = f"from app.main import main\nassert [each for each in {graphs} if main([{command!r}, each]) != 0] == []"
    assert loaded_after(code, "torch", "diffusers", "transformers", "accelerate") == []


def test_a_run_loads_no_toolkit() -> None:
    code = (
        "from app.main import main\n"
        "import tempfile\n"
        "with tempfile.TemporaryDirectory() as out:\n"
        "    assert main(['run', 'tests/app/graphs/picture.json', '--out', out, '--quiet']) == 0"
    )
    assert loaded_after(code, "dearpygui", "torch") == ["torch"]


def test_the_import_contracts_hold() -> None:
    pytest.importorskip("importlinter")
    code = "from importlinter.cli import lint_imports\nraise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "4 kept, 0 broken" in done.stdout
