"""Modes of torch that tests run code under."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode


class Randn(TorchFunctionMode):
    """torch.randn gives these tensors one after the other: how a reference gets the noise that the streams drew."""

    def __init__(self, given: Sequence[Tensor]):
        super().__init__()
        self.given = list(given)

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if function is torch.randn:
            return self.given.pop(0)
        return function(*args, **(kwargs or {}))


_READS = (torch.ops.aten._local_scalar_dense.default, torch.ops.aten.nonzero.default, torch.ops.aten.equal.default)


class NoHostReads(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """A read of a device tensor by the host fails; "meta" stands for the device, for it has nothing to read."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.seen = 0

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen += 1
        tensors = [each for each in args if isinstance(each, Tensor)]
        if any(each.is_meta for each in tensors) and function in _READS:
            raise AssertionError(f"the host reads a device tensor: {function}")
        return function(*args, **(kwargs or {}))
