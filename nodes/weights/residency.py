"""Who holds the weights: networks are read when they are first needed and let go when memory asks for it."""

from collections import OrderedDict
from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any

from nodes.compute import current
from nodes.types import Model
from nodes.weights import read
from nodes.weights.describe import part
from nodes.weights.files import choose_variant, parameters, weight_files
from nodes.weights.memory import free_bytes, give_back

if TYPE_CHECKING:
    from diffusers import IFPipeline, UNet2DConditionModel

_Key = tuple[str, ...]


class Residency:
    """Networks in memory, the least recently used first."""

    def __init__(self, free: Callable[[str], int] = free_bytes):
        self._free = free
        self._held: OrderedDict[_Key, Any] = OrderedDict()
        self._lock = RLock()

    def unet(self, model: Model) -> "UNet2DConditionModel":
        """The model's UNet on the run's device and in its dtype, in eval mode."""
        return self._get(model, "unet", read.unet)

    def text(self, model: Model) -> "IFPipeline":
        """The model's tokenizer and T5 encoder, as an IFPipeline without a UNet."""
        return self._get(model, "text_encoder", read.text)

    def release(self, keep: Any = None) -> bool:
        """Let everything go but `keep`, one of the networks held. Says whether there was anything."""
        with self._lock:
            others = [key for key, held in self._held.items() if held is not keep]
            for key in others:
                del self._held[key]
        give_back()
        return bool(others)

    def __len__(self) -> int:
        return len(self._held)

    def _get(self, model: Model, name: str, make: Callable[[Model, str, int], Any]) -> Any:
        compute = current()
        key = (str(model.folder), model.identity, model.variant, name, compute.device, compute.dtype)
        with self._lock:
            if key not in self._held:
                variant = choose_variant(part(model.folder, name), model.variant, compute.dtype)
                self._make_room(need(model, name, variant), compute.device)
                self._held[key] = make(model, variant, self._free(compute.device))
            self._held.move_to_end(key)
            return self._held[key]

    def _make_room(self, wanted: int, device: str) -> None:
        while self._held and self._free(device) < wanted:
            self._held.popitem(last=False)
            give_back()


def need(model: Model, name: str, variant: str) -> int:
    """About how many bytes a component takes with room to work. Raises ModelError where a file is damaged."""
    numbers = sum(parameters(path) for path in weight_files(part(model.folder, name), variant))
    return int(1.4 * numbers * current().torch_dtype.itemsize)


RESIDENCY = Residency()
"""The process's own."""
