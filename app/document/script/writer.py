"""The statements of a script: a call for each node, a `for` loop for each sweep and each sampling loop."""

from contextlib import nullcontext

from app.document.script.loops import LoopWriter
from app.document.script.names import Imports, Names
from app.document.script.program import SHOWN_ONLY, Block, Program
from app.document.script.text import Text, literal
from app.document.script.values import Values
from nodegraph.zones import Zone


class Writer:
    """Writes a program's statements, indented for the body of a `with` in a function."""

    def __init__(self, program: Program, names: Names, imports: Imports):
        self.program, self.names, self.imports = program, names, imports
        self.net = program.net
        for node in program.home:
            imports.reserve(self.net.kinds[node].function)
        self.values = Values(program, names, imports)
        self.text = Text(2)
        self.repeated: set[str] = set()

    def write(self) -> list[str]:
        """All of them."""
        self._share()
        for number, block in enumerate(self.program.blocks):
            self._block(block, [node for node in self.program.kept(number) if node not in self.repeated])
        return self.text.lines

    def constants(self) -> list[str]:
        """The swept values."""
        values = self.program.axes.values
        return [f"{name} = {literal(values[axis])}" for axis, name in self.values.lists.items()]

    def node(self, node: str) -> None:
        """One call. What equals an earlier call, or only shows something, is left out."""
        kind = self.net.kinds[node]
        if node in self.repeated or kind.name == SHOWN_ONLY:
            return
        function, args = self.imports.use(kind.function), self._args(node)
        if kind.kind == "output":
            self.text.call(function, args)
        elif kind.is_long:
            self.text.call(f"finished({function}", args, to=self.values.own[node], brackets="())")
        else:
            self.text.call(function, args, to=self.values.own[node])

    def _block(self, block: Block, kept: list[str]) -> None:
        values = self.values
        for node in kept:
            self.text.add(f"{values.by_sweep[node]} = {{}}")
        with self.text.inside(f"{values.loop(block.axes)}:") if block.axes else nullcontext():
            for unit in block.units:
                if isinstance(unit, Zone):
                    LoopWriter(self, unit).write()
                else:
                    self.node(unit)
            for node in kept:
                self.text.add(f"{values.by_sweep[node]}[{values.key(block.axes)}] = {values.own[node]}")

    def _share(self) -> None:
        """Let a node that would repeat an earlier call of its block, or of its loop's body, have that one's value."""
        known: dict[tuple[object, ...], str] = {}
        for number, block in enumerate(self.program.blocks):
            for unit in block.units:
                scope, nodes = (unit.step, unit.body) if isinstance(unit, Zone) else (number, [unit])
                for node in nodes:
                    self._share_one(node, scope, known)

    def _share_one(self, node: str, scope: object, known: dict[tuple[object, ...], str]) -> None:
        kind, values = self.net.kinds[node], self.values
        if kind.kind != "node":
            return
        first = known.setdefault((scope, kind.name, *self._args(node)), node)
        if first != node:
            self.repeated.add(node)
            values.own[node] = values.own[first]
            if node in values.by_sweep:
                values.by_sweep[node] = values.by_sweep.setdefault(first, values.by_sweep[node])

    def _args(self, node: str) -> list[str]:
        return self.values.args(node, self.net.feeds[node]) + self.values.settings(node)
