"""A sampling loop of a script: a plain `for` over the zone's generator, with the body's calls inside."""

from collections import defaultdict
from typing import TYPE_CHECKING

from nodegraph.net import Feed
from nodegraph.signature import sent_type
from nodegraph.zones import Zone

if TYPE_CHECKING:
    from app.document.script.writer import Writer

PREDICTIONS = ("unet_predict", "upscale_predict")


class LoopWriter:
    """Writes one loop."""

    def __init__(self, writer: "Writer", zone: Zone):
        self.writer, self.zone = writer, zone
        self.net, self.values, self.text, self.imports = writer.net, writer.values, writer.text, writer.imports
        self.step = self.values.own[zone.step]

    def write(self) -> None:
        """The loop, and what it leaves behind."""
        zone, own = self.zone, self.values.own
        entry = self.values.args(zone.step, self.net.feeds[zone.step]) + self.values.settings(zone.step)
        function = self.imports.use(self.net.kinds[zone.step].function)
        self.text.call(f"Loop({function}", entry, to=self.step, brackets="())")
        keepers = {node: self._keeper(node) for node in zone.exits}
        groups = [(group, self._prepared(group)) for group in self._groups()]
        with self.text.inside(f"for {self._visit()} in {self.step}:"):
            for group, together in groups:
                self._predict(group, together) if together else self.writer.node(group[0])
            for node, keeper in keepers.items():
                kept = self._fields(node, self.net.feeds[node])
                self.text.call(f"{keeper}.send({self._sent(node)}", kept, brackets="())")
            last = self._fields(zone.sampler, self.net.feeds[zone.sampler][1:])
            self.text.call(self._sent(zone.sampler), last, to=f"{self.step}.answer")
        self.text.add(f"{own[zone.sampler]} = {self.step}.result")
        for node, keeper in keepers.items():
            self.text.add(f"{own[node]} = finished({keeper})")

    def _keeper(self, node: str) -> str:
        """A collector at work, ready for its first value."""
        name = self.writer.names.give(f"{self.values.own[node].rstrip('_')}_kept")
        self.text.call(self.imports.use(self.net.kinds[node].function), self.values.settings(node), to=name)
        self.text.add(f"next({name})")
        return name

    def _sent(self, node: str) -> str:
        return self.imports.use(sent_type(self.net.kinds[node].function))

    def _fields(self, node: str, feeds: list[Feed]) -> list[str]:
        return [f"{feed.parameter.name}={self.values.wire(feed, node)}" for feed in feeds if feed.tail]

    def _visit(self) -> str:
        """The loop's variables, with _ for what nothing reads."""
        wires = (tail for node in self.zone.members for tail in self.net.wires[node].values())
        read = {tail.socket for tail in wires if tail.node == self.zone.step}
        names = [each.name for each in self.net.kinds[self.zone.step].outputs[1:]]
        return ", ".join(self.values.of_visit[name] if name in read else "_" for name in names)

    def _groups(self) -> list[list[str]]:
        """The body's nodes in the engine's order, those predictions together that do not wait for each other."""
        above: dict[str, int] = {}
        plain: defaultdict[int, list[list[str]]] = defaultdict(list)
        together: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
        for node in self.zone.body:
            kind = self.net.kinds[node]
            level = max((above.get(source, 0) for source in self.net.sources[node]), default=0)
            above[node] = level + (kind.hooks.batched is not None)
            if kind.name in PREDICTIONS and node not in self.writer.repeated:
                together[level].setdefault(kind.name, []).append(node)
            else:
                plain[level].append([node])
        levels = range(max(above.values(), default=0) + 1)
        return [group for level in levels for group in (*plain[level], *together[level].values())]

    def _prepared(self, group: list[str]) -> str:
        """Before the loop: what stays the same of several predictions that share a forward of the network."""
        if len(group) == 1:
            return ""
        name = self.writer.names.give("predict")
        self.text.add("# Predictions of one step that do not wait for each other share a forward of the network.")
        together = self.imports.fixed("nodes.forward", "Together")
        self.text.call(together, [self._dict(node, inside=False) for node in group], to=name, brackets="([])")
        return name

    def _predict(self, group: list[str], together: str) -> None:
        targets = ", ".join(self.values.own[node] for node in group)
        self.text.call(together, [self._dict(node, inside=True) for node in group], to=targets, brackets="([])")

    def _dict(self, node: str, *, inside: bool) -> str:
        """The inputs of a prediction that come from inside the loop; or the others, with the settings."""
        body = {self.zone.step, *self.zone.body}
        varies = {name for name, tail in self.net.wires[node].items() if tail.node in body}
        inputs = {feed.parameter.name: self.values.wire(feed, node) for feed in self.net.feeds[node] if feed.tail}
        given = inputs | self.values.all_settings(node)
        chosen = [f"{name}={text}" for name, text in given.items() if (name in varies) is inside]
        return f"dict({', '.join(chosen)})"
