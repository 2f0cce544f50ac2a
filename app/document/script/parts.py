"""What every script holds beside its statements."""

from typing import NamedTuple


class Helper(NamedTuple):
    """A definition that a script gets where it uses the name, and what that needs imported."""

    text: str
    needs: tuple[tuple[str, str], ...] = ()


ALWAYS = (
    ("pathlib", "Path"),
    ("nodegraph.context", "Context"),
    ("nodes.compute", "choose"),
    ("nodes.compute", "using"),
)

START = '''\
def tell(kind, data):
    """Say what was written, and what a node warns of."""
    if kind != "previewed":
        print(kind, *data.values())


RUN = Context(out=OUT, emit=tell)
'''

HELPERS = {
    "at": Helper(
        '''\
def at(node, own=(), items=()):
    """Where a node stands on the sweeps: its files are named, and its pictures labelled, by that."""
    return replace(RUN, node=node, origin=Origin(tuple(own), tuple(items)))
''',
        (("dataclasses", "replace"), ("nodegraph.context", "Origin")),
    ),
    "Loop": Helper(
        '''\
class Loop:
    """A sampling loop as a plain `for`: each visit gives it an answer, and at the end there is a result."""

    def __init__(self, visits):
        self.visits, self.answer, self.result = visits, None, None

    def __iter__(self):
        try:
            while True:
                yield self.visits.send(self.answer)
        except StopIteration as end:
            self.result = end.value
'''
    ),
    "finished": Helper(
        '''\
def finished(generator):
    """What a generator returns at its end."""
    try:
        while True:
            next(generator)
    except StopIteration as end:
        return end.value
'''
    ),
}

FIXED_NAMES = (
    "main",
    "tell",
    "OUT",
    "RUN",
    "replace",
    "product",
    "Origin",
    "Together",
    *HELPERS,
    *(name for _, name in ALWAYS),
)

END = """\
if __name__ == "__main__":
    main()
"""
