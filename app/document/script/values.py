"""How a script writes values: settings, wires, and where on the sweeps a call stands."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.document.script.names import Imports, Names
from app.document.script.program import Program
from app.document.script.text import literal
from nodegraph.errors import UsageError
from nodegraph.graph import End
from nodegraph.hints import SeedHint
from nodegraph.net import Feed
from nodegraph.nodetype import NodeType
from nodegraph.sockets import conversion
from nodegraph.sweeps import Axis
from nodes.types import Image, Noise

EPSILON = conversion(Noise, Image)


class Values:
    """The variables of a script, and expressions that read them."""

    def __init__(self, program: Program, names: Names, imports: Imports):
        self.program, self.imports = program, imports
        self.net = program.net
        visits = dict.fromkeys(name for zone in program.zones for name in self._visit(zone.step))
        self.of_visit = {name: names.give(name) for name in visits}
        self.swept = {axis: names.give(axis[1], "_".join(axis)) for axis in program.axes.values}
        self.lists = {axis: names.give(name.upper()) for axis, name in self.swept.items()}
        self.own = {node: names.give(node) for node in program.home}
        kept = [node for block in range(len(program.blocks)) for node in program.kept(block)]
        self.by_sweep = {node: names.give(f"{self.own[node].rstrip('_')}_by_{self._sweep(node)}") for node in kept}

    def args(self, node: str, feeds: Sequence[Feed]) -> list[str]:
        """A call's inputs: by place as far as they go, by name after one that is left to its default."""
        given: list[str] = []
        by_name, rows = False, any(feed.parameter.growing for feed in feeds)
        for feed in feeds:
            parameter = feed.parameter
            if parameter.growing:
                given.append(self.row(feed, node)[0])
            elif feed.tail is not None:
                value = self.wire(feed, node)
                given.append(f"{parameter.name}={value}" if by_name else value)
            elif rows:
                given.append(literal(parameter.default))
            else:
                by_name = True
        return given

    def settings(self, node: str) -> list[str]:
        """A call's settings as far as they are not the defaults, seeds always; and what the engine would provide."""
        kind = self.net.kinds[node]
        given = [f"{name}={text}" for name, text in self.all_settings(node).items() if self._is_told(node, name)]
        return given + ([f"{kind.provided}={self._run(node)}"] if kind.provided else [])

    def all_settings(self, node: str) -> dict[str, str]:
        """Every setting in force."""
        fixed = {name: self._setting(node, name) for name in self.net.settings[node]}
        return fixed | {feed.parameter.name: self.wire(feed, node) for feed in self.net.driven.get(node, ())}

    def wire(self, feed: Feed, reader: str) -> str:
        """What a socket of `reader` is given."""
        assert feed.tail is not None
        return self._converted(self.tail(feed.tail, reader), feed.convert)

    def tail(self, tail: End, reader: str) -> str:
        """The value of an output, as `reader` finds it."""
        kind = self.net.kinds[tail.node]
        if kind.kind == "opens":
            return self.of_visit[tail.socket]
        return self._output(kind, tail, self._variable(tail.node, reader))

    def row(self, feed: Feed, reader: str) -> tuple[str, str]:
        """What a socket of a growing row is given, and the places of its values on the sweeps, as items of lists."""
        left = self._gathered(feed, reader)
        if not left:
            return self.wire(feed, reader), "()"
        loop = self.loop(left)
        return f"*[{self.wire(feed, reader)} {loop}]", f"*[{self.coordinates(left)} {loop}]"

    def loop(self, axes: Iterable[Axis]) -> str:
        """The head of a loop over sweeps."""
        given = list(axes)
        names = ", ".join(self.swept[axis] for axis in given)
        lists = ", ".join(self.lists[axis] for axis in given)
        if len(given) > 1:
            lists = f"{self.imports.fixed('itertools', 'product')}({lists})"
        return f"for {names} in {lists}"

    def key(self, axes: Iterable[Axis]) -> str:
        """What finds a value among those of its sweeps."""
        return ", ".join(self.swept[axis] for axis in axes)

    def coordinates(self, axes: Iterable[Axis]) -> str:
        """Axes with the values at hand: (("schedule.i_start", i_start),)"""
        pairs = [f"({literal(f'{node}.{name}')}, {self.swept[node, name]})" for node, name in axes]
        return f"({pairs[0]},)" if len(pairs) == 1 else f"({', '.join(pairs)})"

    def _setting(self, node: str, name: str) -> str:
        if (node, name) in self.swept:
            return self.swept[node, name]
        return literal(self.net.settings[node][name])

    def _is_told(self, node: str, name: str) -> bool:
        """Whether a setting is wired, a seed, or not the default."""
        parameter, fixed = self.net.kinds[node].named_settings[name], self.net.settings[node]
        is_seed = parameter.extra(SeedHint) is not None
        return is_seed or name not in fixed or bool(fixed[name] != parameter.default)

    def _run(self, node: str) -> str:
        """What a node that asks for it is told of its place on the sweeps."""
        axes = self.program.spread[node]
        items = [self.row(feed, node)[1] for feed in self.net.feeds[node] if feed.parameter.growing]
        if not axes and all(each == "()" for each in items):
            return "RUN"
        own = f", own={self.coordinates(axes)}" if axes else ""
        gathered = f", items=[{', '.join(items)}]" if any(each != "()" for each in items) else ""
        return f"at({literal(node)}{own}{gathered})"

    def _variable(self, node: str, reader: str) -> str:
        program = self.program
        if node in self.by_sweep and program.home[node] != program.home[reader]:
            return f"{self.by_sweep[node]}[{self.key(program.spread[node])}]"
        return self.own[node]

    def _output(self, kind: NodeType, tail: End, variable: str) -> str:
        return f"{variable}.{tail.socket}" if len(kind.outputs) > 1 else variable

    def _gathered(self, feed: Feed, reader: str) -> list[Axis]:
        """The sweeps that a gathering row takes in here."""
        if feed.tail is None or not feed.parameter.gathers:
            return []
        own = self.program.spread[reader]
        return [axis for axis in self.program.spread[feed.tail.node] if axis not in own]

    def _converted(self, value: str, convert: Callable[[Any], Any] | None) -> str:
        if convert is None:
            return value
        if convert is EPSILON:
            return f"{value}.epsilon"
        if convert is float:
            return f"float({value})"
        try:
            return f"{self.imports.use(convert)}({value})"
        except UsageError:
            raise UsageError(f"{value} is converted by a function without a name. Wire the type itself.") from None

    def _visit(self, step: str) -> list[str]:
        return [each.name for each in self.net.kinds[step].outputs[1:]]

    def _sweep(self, node: str) -> str:
        axes = self.program.spread[node]
        return self.swept[axes[0]] if len(axes) == 1 else "sweep"
