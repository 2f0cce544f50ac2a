"""Results by key, the least recently used going first when the bytes run out."""

from collections import OrderedDict
from typing import Any

from nodegraph.inspect import size


class Cache:
    """Holds at most `limit` bytes. A value larger than that is not kept."""

    def __init__(self, limit: int):
        self.limit = limit
        self.bytes = 0
        self._found: OrderedDict[str, tuple[Any, int]] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._found

    def __len__(self) -> int:
        return len(self._found)

    def get(self, key: str) -> Any:
        """The value, now the most recently used; None where there is none."""
        if key not in self._found:
            return None
        self._found.move_to_end(key)
        return self._found[key][0]

    def peek(self, key: str) -> Any:
        """The same, and it is no more recently used than before."""
        return self._found.get(key, (None,))[0]

    def put(self, key: str, value: Any) -> None:
        self.drop(key)
        weight = size(value)
        if weight > self.limit:
            return
        self._found[key] = (value, weight)
        self.bytes += weight
        while self.bytes > self.limit:
            _, (_, freed) = self._found.popitem(last=False)
            self.bytes -= freed

    def drop(self, key: str) -> None:
        _, freed = self._found.pop(key, (None, 0))
        self.bytes -= freed

    def clear(self) -> None:
        self._found.clear()
        self.bytes = 0
