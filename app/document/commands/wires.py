"""Wires: made, moved, taken away; which socket of a node a wire goes to."""

from app.document.decoration import Place, via_points
from app.document.document import Document
from nodegraph.errors import EditError
from nodegraph.graph import End, Graph, Link
from nodegraph.nodetype import Parameter, place_in_row
from nodegraph.sockets import conversion, keep, type_name
from nodegraph.wiring import source_type, wanted_type


def connect(doc: Document, source: End, target: End) -> Link:
    """Wire an output to an input; a wire already there gives way. The same wire again changes nothing."""
    same = next((link for link in doc.graph.links if (link.source, link.target) == (source, target)), None)
    if same is not None:
        return same
    with doc.edit("connect") as graph:
        made = graph.link(source, target)
    return made


def connect_to_node(doc: Document, source: End, node: str) -> Link:
    """Wire an output to the first free input of a node that takes it."""
    with doc.edit("connect") as graph:
        made = wire_to(graph, source, node)
    return made


def connect_from_node(doc: Document, node: str, target: End) -> Link:
    """Wire the first output of a node that fits to an input."""
    with doc.edit("connect") as graph:
        made = wire_from(graph, node, target)
    return made


def disconnect(doc: Document, target: End) -> None:
    """Take away the wire into an input."""
    with doc.edit("disconnect") as graph:
        graph.unlink(target)


def reconnect_end(doc: Document, old_target: End, new_target: End) -> Link:
    """Detach the end of a wire and plug it in elsewhere; its dots stay."""
    source = doc.graph.source(old_target)
    if source is None:
        raise EditError(f"{old_target} has no wire.")
    if old_target == new_target:
        return next(link for link in doc.graph.links if link.target == old_target)
    with doc.edit("reconnect") as graph:
        extra = next(link.extra for link in graph.links if link.target == old_target)
        graph.unlink(old_target)
        made = graph.link(source, _after_closing(old_target, new_target))
        made.extra = extra
    return made


def insert_on_link(doc: Document, node: str, target: End, *, merge: str = "") -> bool:
    """Put a node into the wire that leads to `target`. False, and nothing changes, where it does not fit."""
    source = doc.graph.source(target)
    if source is None or node not in doc.graph.nodes or node in (source.node, target.node):
        return False
    try:
        with doc.edit("insert", merge=merge) as graph:
            _insert(graph, source, node, target)
    except EditError:
        return False
    return True


def wire_to(graph: Graph, source: End, node: str) -> Link:
    """Wire `source` to the first free input of `node` that takes it. Raises EditError with the reason."""
    target = first_input(graph, source, node)
    if target is None:
        given = type_name(source_type(graph, source))
        raise EditError(f"{node} has no free input that takes {given}. Drop {source} on a pin to replace its wire.")
    return graph.link(source, target)


def wire_from(graph: Graph, node: str, target: End) -> Link:
    """Wire the first output of `node` that fits to `target`. Raises EditError with the reason."""
    source = first_output(graph, node, target)
    if source is None:
        raise EditError(f"{node} has no output that {target} takes. Wire another node.")
    return graph.link(source, target)


def first_input(graph: Graph, source: End, node: str) -> End | None:
    """The first free input or setting of a node that takes `source` as it is; else the first that converts it."""
    kind = graph.type_of(node) if node in graph.nodes else None
    if kind is None:
        return None
    given, wired = source_type(graph, source), {link.target.socket for link in graph.into(node)}
    ends = (_free(graph, node, each) for each in (*kind.inputs, *kind.settings) if each.name not in wired)
    found = [(conversion(given, wanted_type(graph, end, hint)), end) for end, hint in ends]
    fit = [(convert is not keep, place, end) for place, (convert, end) in enumerate(found) if convert is not None]
    return min(fit)[-1] if fit else None


def first_output(graph: Graph, node: str, target: End) -> End | None:
    """The first output of a node that `target` takes."""
    kind = graph.type_of(node) if node in graph.nodes else None
    taker = graph.type_of(target.node) if target.node in graph.nodes else None
    found = taker.parameter(target.socket) if taker else None
    if kind is None or found is None:
        return None
    wanted = wanted_type(graph, target, found.hint)
    ends = (End(node, each.name) for each in kind.outputs)
    return next((end for end in ends if conversion(source_type(graph, end), wanted) is not None), None)


def _free(graph: Graph, node: str, parameter: Parameter) -> tuple[End, object]:
    end = graph.grow(node, parameter.name) if parameter.growing else End(node, parameter.name)
    return end, parameter.hint


def _after_closing(old: End, new: End) -> End:
    """Where a socket is once the gap that another one of its row left is closed."""
    gap, place = place_in_row(old.socket), place_in_row(new.socket)
    if gap is None or place is None or (old.node, gap[0]) != (new.node, place[0]) or place[1] < gap[1]:
        return new
    return End(new.node, f"{place[0]}[{place[1] - 1}]")


def _insert(graph: Graph, source: End, node: str, target: End) -> None:
    before, after = _split(graph, node, target)
    wire_to(graph, source, node).extra = before
    wire_from(graph, node, target).extra = after


def _split(graph: Graph, node: str, target: End) -> tuple[dict[str, object], dict[str, object]]:
    """What the two halves of a wire keep of it: dots left of the node on the first, the others on the second."""
    link = next(each for each in graph.links if each.target == target)
    x = (graph.nodes[node].at or (0, 0))[0]
    points = via_points(link)
    return _bent(link, [each for each in points if each[0] < x]), _bent(link, [each for each in points if each[0] >= x])


def _bent(link: Link, points: list[Place]) -> dict[str, object]:
    kept = {key: each for key, each in link.extra.items() if key != "via"}
    return kept | ({"via": [list(each) for each in points]} if points else {})
