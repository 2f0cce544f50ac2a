import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Running = subprocess.Popen[str]


@pytest.fixture
def running(
    environment: dict[str, str], graphs: Path, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a run of the loop and do not wait for it; what is still running at the end is killed."""
    started = []

    def start(*options: str) -> Running:
        command = [sys.executable, "-m", "app.entry", "run", str(graphs / "loop.json"), "--json", *options]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def read_until(process: Running, event: str) -> list[str]:
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(json.loads(line)["event"])
        if seen[-1] == event:
            return seen
    raise AssertionError(f"no {event} in {seen}: {process.stderr and process.stderr.read()}")


def test_a_run_writes_its_files_and_names_them(anagraph, graphs: Path, tmp_path: Path) -> None:
    done = anagraph("run", graphs / "letters.json", "--device", "cpu")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "wrote out/word.txt\n"
    assert (tmp_path / "out" / "word.txt").read_text() == "anaana"
    assert "done in" in done.stderr


def test_settings_and_the_folder_come_from_the_command_line(anagraph, graphs: Path, tmp_path: Path) -> None:
    options = ("--set", "word.text=a=b", "--set", "twice.case=upper", "--out", "there", "--quiet")
    done = anagraph("run", graphs / "letters.json", *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "there" / "word.txt").read_text() == "A=BA=B"


def test_a_loop_tells_of_its_steps_on_stderr(anagraph, graphs: Path, tmp_path: Path) -> None:
    done = anagraph("run", graphs / "loop.json")
    assert done.returncode == 0, done.stderr
    assert "end: 5/5" in done.stderr
    assert "ms a step" in done.stderr
    assert sorted(done.stdout.split()) == ["out/kept.txt", "out/loop.txt", "wrote", "wrote"]
    assert (tmp_path / "out" / "loop.txt").read_text() == " ".join(["kept"] * 6)


def test_only_one_node_is_run(anagraph, graphs: Path, tmp_path: Path) -> None:
    done = anagraph("run", graphs / "loop.json", "--only", "kept")
    assert (done.returncode, done.stdout) == (0, "wrote out/kept.txt\n")


def test_json_events_are_all_that_stdout_holds(anagraph, graphs: Path) -> None:
    done = anagraph("run", graphs / "loop.json", "--json")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert (events[0], events[-1]) == ("started", "finished")
    assert events.count("visited") == 5
    assert events.count("written") == 2
    assert done.stderr == ""


def test_a_warning_of_a_node_goes_to_stderr(anagraph, graphs: Path) -> None:
    done = anagraph("run", graphs / "letters.json", "--set", "word.text=", "--quiet")
    assert (done.returncode, done.stderr) == (0, "warning: file: the text is empty\n")


def test_a_failed_node_is_exit_1_with_its_name_and_no_traceback(anagraph, graphs: Path) -> None:
    done = anagraph("run", graphs / "failing.json", "--quiet")
    assert done.returncode == 1
    assert done.stderr.startswith("picky: 'no' is not to my liking. Say something else.")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("how", [{"options": ["--debug"]}, {"environment": {"ANAGRAPH_DEBUG": "1"}}])
def test_debug_shows_the_traceback(anagraph, graphs: Path, how: dict) -> None:
    done = anagraph("run", graphs / "failing.json", *how.get("options", ()), **how.get("environment", {}))
    assert done.returncode == 1
    assert "Traceback" in done.stderr


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (["--set", "wrod.text=x"], "there is no node 'wrod'. Did you mean word?"),
        (["--set", "twice.tims=3"], "has no setting 'tims'. Did you mean times?"),
        (["--set", "twice.times=99"], "--set twice.times: times is 99. Choose from 1 to 9."),
        (["--set", "twice.times"], "NODE.SETTING=VALUE"),
        (["--only", "fiel"], "there is no node 'fiel'. Did you mean file?"),
    ],
)
def test_a_wrong_command_line_is_exit_2_with_the_way_out(anagraph, graphs: Path, options, answer: str) -> None:
    done = anagraph("run", graphs / "letters.json", *options)
    assert done.returncode == 2
    assert answer in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_an_output_folder_that_is_a_file_is_exit_2(anagraph, graphs: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    done = anagraph("run", graphs / "letters.json", "--out", "taken")
    assert (done.returncode, done.stderr) == (2, "--out taken: a file is there. Name a folder.\n")


@pytest.mark.parametrize("out", ["x" * 300, "taken/sub", "/dev/null/sub"])
def test_an_output_folder_that_cannot_be_written_is_exit_2_before_anything_runs(
    anagraph, graphs: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "taken").touch()
    done = anagraph("run", graphs / "failing.json", "--out", out)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("--out ")
    assert line.endswith(". Name a folder that can be written.")


def test_only_a_node_that_writes_nothing_tells_what_it_gave(anagraph, graphs: Path) -> None:
    done = anagraph("run", graphs / "loop.json", "--only", "first", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "nothing was written; first gave 'kept'\n", "")
    done = anagraph("run", graphs / "loop.json", "--only", "first", "--quiet", "--json")
    assert done.stderr == "nothing was written; first gave 'kept'\n"
    assert "nothing was written" not in done.stdout


def test_the_value_of_a_sweep_is_told_for_each_place(anagraph, graphs: Path) -> None:
    done = anagraph("run", graphs / "loop.json", "--only", "first", "--set", "first.text=each:a,b", "--quiet")
    assert done.stdout == "nothing was written; first gave ('a', 'b')\n"


def test_ctrl_c_stops_within_a_step_and_keeps_what_was_finished(running, tmp_path: Path) -> None:
    process = running("--set", "begin.count=100000", "--set", "begin.pause=0.01")
    read_until(process, "visited")
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "cancelled\n"
    assert json.loads(rest.splitlines()[-1])["event"] == "partial"
    assert (tmp_path / "out" / "kept.txt").read_text() == "kept"
    assert not (tmp_path / "out" / "loop.txt").exists()


def test_a_second_ctrl_c_does_not_wait_for_the_step(running) -> None:
    process = running("--set", "begin.pause=600")
    read_until(process, "zonestarted")
    for _ in range(100):
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            continue
    _, errors = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT)  # a shell calls both 130
    assert "Traceback" not in errors
