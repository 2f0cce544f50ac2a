"""The command `anagraph`.

Exit status: 0 done, 1 the run failed, 2 the graph or the command line is wrong, 130 cancelled.
"""

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version

from app import check_command, edit_command, nodes_command, plan_command, run_command, schema_command, streams
from app.console import complain
from nodegraph.errors import Cancelled, NodeError, NodegraphError, PlanError

DONE, FAILED, WRONG, CANCELLED = 0, 1, 2, 130
COMMANDS = (edit_command, run_command, check_command, plan_command, nodes_command, schema_command)

EXAMPLE = """\
example:
  anagraph run graphs/visual_anagram.json --set upright.text="a skull" --out out

Say `anagraph COMMAND --help` for more on one command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status."""
    streams.prepare()
    options = parser().parse_args(arguments)
    try:
        with streams.results_alone():
            return int(options.act(options))
    except (KeyboardInterrupt, Cancelled):
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        complain("cancelled")
        return CANCELLED
    except BrokenPipeError:  # whoever read our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        return report(error, debug=options.debug or bool(os.environ.get("ANAGRAPH_DEBUG")))


def report(error: Exception, *, debug: bool) -> int:
    """Say what went wrong on stderr, a line a fault, and return the exit status that fits."""
    if debug:
        traceback.print_exception(error)
    if isinstance(error, PlanError):
        for fault in error.faults:
            complain(fault)
    elif isinstance(error, NodegraphError):
        complain(error)
    else:
        hint = "" if debug else " Add --debug to see where."
        complain(f"{type(error).__name__}: {error}.{hint}")
    expected = isinstance(error, NodegraphError) and not isinstance(error, NodeError)
    return WRONG if expected else FAILED


class Help(argparse.RawDescriptionHelpFormatter):
    """argparse's help, wide enough for one line an option."""

    def __init__(self, prog: str):
        super().__init__(prog, max_help_position=32, width=118)


def parser() -> argparse.ArgumentParser:
    """The command line with all its commands."""
    made = argparse.ArgumentParser(
        "anagraph",
        description="Turn a graph of sampling steps into pictures: visual anagrams, hybrid images, inpaintings.",
        epilog=EXAMPLE,
        formatter_class=Help,
        allow_abbrev=False,
    )
    made.add_argument("-V", "--version", action="version", version=f"anagraph {version('anagraph')}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        about = (command.__doc__ or "").strip()
        added = commands.add_parser(
            command.NAME,
            usage=f"anagraph {command.NAME} {command.USAGE}",
            help=about.partition("\n")[0].removesuffix(".").replace("%", "%%"),
            description=about,
            parents=[common],
            formatter_class=Help,
            allow_abbrev=False,
        )
        command.add_options(added)
        added.set_defaults(act=command.act)
    return made
