"""From a node at one place of the sweeps to the op that calls it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from nodegraph.context import NOWHERE, Coordinates, Origin
from nodegraph.errors import CheckError, NodegraphError
from nodegraph.graph import End
from nodegraph.net import Feed, Net
from nodegraph.nodetype import NodeType
from nodegraph.plan import Arg, Fixed, Op, Wire
from nodegraph.scope import Scope
from nodegraph.sweeps import At, Axes, Spread


class Refused(Exception):
    """A hook found a fault. It is noted, and the node and what stands on it are left out."""


class Site(NamedTuple):
    """Where a call is made: its scope, its place on the sweeps, and how a wire's slot is found from there."""

    scope: Scope
    place: At
    find: Callable[[End, At], int]


class Calls:
    """Makes ops. `table` holds the slots of what lies outside of loops."""

    def __init__(self, net: Net, axes: Axes, table: dict[str, Spread]):
        self.net, self.axes, self.table = net, axes, table

    def add(self, node: str, site: Site) -> Op:
        """The op for a node, in the site's scope; one that is there already where an equal call can be shared."""
        op, scope = self.make(node, site, self.net.feeds[node]), site.scope
        if op.kind.hooks.warn is not None:
            self.warn(node, op.kind, op.settings | scope.known(op), frozenset(self.net.wires[node]))
        if op.kind.kind != "node":
            return self._place(op, scope)
        likeness = _likeness(op)
        same = scope.shared.get(likeness)
        if same is None:
            same = scope.shared[likeness] = self._place(op, scope)
        elif node not in same.nodes:
            same.nodes.append(node)
        return same

    def make(self, node: str, site: Site, feeds: Iterable[Feed]) -> Op:
        """The op alone, in no scope yet and without results."""
        kind, scope = self.net.kinds[node], site.scope
        settings = self.net.settings[node]
        if site.place:
            settings = self.axes.chosen(node, settings, site.place)
        names, args, places = self._args(feeds, site)
        wired = {feed.parameter.name: self._wire(feed, site) for feed in self.net.driven.get(node, ())}
        origin = self._origin(site.place, places) if site.place or places else NOWHERE
        op = Op([node], kind, names, args, settings, wired, origin=origin)
        op.reads = tuple([arg.slot for arg in (*args, *wired.values()) if type(arg) is Wire])
        op.level = scope.level_of(op.reads) if op.reads else 0
        return op

    def _place(self, op: Op, scope: Scope) -> Op:
        hooks = op.kind.hooks
        facts = None if hooks.check is None else self.check(op, scope)
        scope.fill(op, op.kind.output_hints, facts, op.level + (hooks.batched is not None))
        scope.ops.append(op)
        return op

    def check(self, op: Op, scope: Scope) -> Any:
        """What the node's own check knows of its outputs."""
        hook = op.kind.hooks.check
        return None if hook is None else self.ask(op.node, "check", partial(hook, scope.known(op), op.settings))

    def warn(self, node: str, kind: NodeType, known: dict[str, Any], wired: frozenset[str]) -> None:
        hook = kind.hooks.warn
        text = hook and self.ask(node, "warn", partial(hook, known, wired))
        if text:
            self.net.warn(node, None, text)

    def ask(self, node: str, name: str, hook: Callable[[], Any]) -> Any:
        """What a hook answers. Raises Refused where it has a fault to tell, or is at fault itself."""
        try:
            return hook()
        except CheckError as error:
            self.net.fault(node, error.socket, error.found, error.todo)
        except NodegraphError as error:
            self.net.fault(node, None, str(error))
        except Exception as error:  # a pack's own mistake must not hide the other faults
            self.net.fault(
                node, None, f"its {name} failed ({type(error).__name__}: {error})", "Tell the pack's author."
            )
        raise Refused

    def _origin(self, place: At, places: list[Coordinates]) -> Origin:
        gathered = tuple(places) if any(places) else ()
        return Origin(self.axes.coordinates(place), gathered) if place or gathered else NOWHERE

    def _args(self, feeds: Iterable[Feed], site: Site) -> tuple[tuple[str, ...], tuple[Arg, ...], list[Coordinates]]:
        """Names and arguments of the inputs, and of a growing row's values their places on gathered sweeps."""
        names: list[str] = []
        args: list[Arg] = []
        places: list[Coordinates] = []
        for feed in feeds:
            parameter, tail, convert = feed
            if parameter.growing:
                for arg, place in self._gathered(feed, site):
                    names.append(f"{parameter.name}[{len(places)}]")
                    args.append(arg)
                    places.append(place)
            else:
                names.append(parameter.name)
                args.append(Fixed(parameter.default) if tail is None else Wire(site.find(tail, site.place), convert))
        return tuple(names), tuple(args), places

    def _gathered(self, feed: Feed, site: Site) -> Iterator[tuple[Arg, Coordinates]]:
        """One socket of a row: one value, or on a gathering row all values of the sweeps above it."""
        gathers = feed.tail and self.axes.values and feed.parameter.gathers
        spread = self.table.get(feed.tail.node) if feed.tail and gathers else None
        if spread is None:
            yield self._wire(feed, site), ()
            return
        for each in self.axes.places(tuple(axis for axis in spread.axes if axis not in site.place)):
            inner = site._replace(place=site.place | each)
            yield self._wire(feed, inner), self.axes.coordinates(each)

    def _wire(self, feed: Feed, site: Site) -> Wire:
        assert feed.tail is not None
        return Wire(site.find(feed.tail, site.place), feed.convert)


def _likeness(op: Op) -> tuple[Any, ...]:
    """What two calls of one scope have in common when one can stand for both."""
    wired = tuple(op.wired.items()) if op.wired else ()
    return op.kind.family, repr(op.settings), op.args, wired, op.origin if op.kind.provided else None
