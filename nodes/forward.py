"""Several predictions in one forward of the network, split again where memory asks for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from nodes.compute import current
from nodes.solver.alpha_bar import mixture
from nodes.streams import gaussian
from nodes.training.ranges import from_image, to_image
from nodes.types import Embeds, Model, Noise
from nodes.weights.residency import RESIDENCY

Call = Mapping[str, Any]
Calls = Callable[[Sequence[Call]], list[Noise]]


class Together:
    """The predictions of one visit, grouped by model and size. What comes again the next visit is kept."""

    def __init__(self, constants: Sequence[Call]):
        self._constants = constants
        self._groups: dict[Any, Group] = {}

    def __call__(self, rest: Sequence[Call]) -> list[Noise]:
        calls = [{**constant, **each} for constant, each in zip(self._constants, rest, strict=True)]
        found: dict[int, Noise] = {}
        for key, places in _grouped(calls).items():
            group = self._groups.setdefault(key, Group(calls[places[0]]["model"]))
            found.update(zip(places, group.predict([calls[k] for k in places]), strict=True))
        return [found[k] for k in range(len(calls))]


def _grouped(calls: Sequence[Call]) -> dict[Any, list[int]]:
    """The places of calls that can share a forward."""
    groups: dict[Any, list[int]] = {}
    for k, call in enumerate(calls):
        key = (call["model"], call["x_t"].shape[1:], call.get("noise_level"), call["max_batch"])
        groups.setdefault(key, []).append(k)
    return groups


class Group:
    """Calls of one model at one size."""

    def __init__(self, model: Model):
        self._model = model
        self._most = 0  # samples a forward holds, once memory has said so
        self._embeds = Kept(self._join_embeds)
        self._beside = Kept(self._join_beside)

    @torch.no_grad()
    def predict(self, calls: Sequence[Call]) -> list[Noise]:
        unet = RESIDENCY.unet(self._model)
        sizes = [len(call["x_t"]) for call in calls]
        x = torch.cat([_there(call["x_t"]) for call in calls])
        beside = self._beside([(call.get("low_res"), call.get("seed"), call["x_t"].shape) for call in calls], calls)
        embeds = self._embeds([(call.get("prompt"), size) for call, size in zip(calls, sizes, strict=True)], calls)
        inputs = [
            x if beside is None else torch.cat([x, beside], dim=1),
            _fill([call["t"] for call in calls], sizes),
            embeds,
            None if beside is None else _fill([call["noise_level"] for call in calls], sizes),
        ]
        output = self._forward(unet, inputs, calls[0]["max_batch"] or self._most)
        return [_split(each, x.shape[1]) for each in torch.split(output.float(), sizes)]

    def _forward(self, unet: Any, inputs: list[Tensor | None], most: int) -> Tensor:
        """The network's output for all samples, in pieces of `most` (0: in one).

        Out of memory lets go of other networks (T5), then halves the pieces.
        """
        most = min(most or len(inputs[0]), len(inputs[0]))  # type: ignore[arg-type]
        try:
            return torch.cat([_run(unet, piece) for piece in _pieces(inputs, most)])
        except torch.OutOfMemoryError:
            if most == 1:
                raise
        if not RESIDENCY.release(keep=unet):
            most = self._most = most // 2
        return self._forward(unet, inputs, most)

    def _join_embeds(self, calls: Sequence[Call]) -> Tensor | None:
        """The prompts of all samples, (sum of B, 77, D)."""
        width = self._model.info.embeds_width
        if width is None:
            return None
        return torch.cat([_expanded(call.get("prompt"), len(call["x_t"]), self._model) for call in calls])

    def _join_beside(self, calls: Sequence[Call]) -> Tensor | None:
        return torch.cat([_conditioning(call) for call in calls]) if "low_res" in calls[0] else None


@torch.no_grad()
def denoised(image: Tensor, model: Model) -> Tensor:
    """What a one-step denoiser makes of a picture, both in [-1, 1]."""
    unit, unet = model.info.unit, RESIDENCY.unet(model)
    output: Tensor = unet(_there(from_image(image, unit)), return_dict=False)[0]
    return to_image(output.float(), unit)


class Kept:
    """A value made from parts, and made again only when a part is another object."""

    def __init__(self, make: Callable[[Sequence[Call]], Tensor | None]):
        self._make = make
        self._parts: list[Any] | None = None
        self._place = ""
        self._value: Tensor | None = None

    def __call__(self, parts: list[Any], calls: Sequence[Call]) -> Tensor | None:
        if self._place != current().key or self._parts is None or not _identical(self._parts, parts):
            self._value, self._parts, self._place = self._make(calls), parts, current().key
        return self._value


def _identical(old: list[Any], new: list[Any]) -> bool:
    """Part by part: the same object, or the same number."""
    if len(old) != len(new):
        return False
    pairs = (pair for a, b in zip(old, new, strict=True) for pair in zip(a, b, strict=True))
    return all(a is b or (isinstance(a, int | tuple) and a == b) for a, b in pairs)


def _expanded(prompt: Embeds | None, count: int, model: Model) -> Tensor:
    """One prompt for `count` samples, (count, 77, D), as the network reads it."""
    if prompt is None:
        raise ValueError(f"{model.source} reads prompts. Wire one into prompt; an empty text is the unconditional one.")
    values, width = prompt.values, model.info.embeds_width
    if values.shape[-1] != width:
        found = f"the prompt is {values.shape[-1]} wide, {model.source} reads {width}"
        raise ValueError(f"{found}. Take it from the same model.")
    if len(values) not in (1, count):
        found = f"the prompt holds {len(values)} texts for {count} samples"
        raise ValueError(f"{found}. Use one text, or as many as samples.")
    return _there(values).expand(count, -1, -1)


def _conditioning(call: Call) -> Tensor:
    """The small picture at x_t's size, noised to the noise level."""
    x_t, level = call["x_t"], call["noise_level"]
    large = interpolate(call["low_res"].float(), x_t.shape[2:], mode="bilinear", align_corners=True)
    large = large.expand(len(x_t), -1, -1, -1)
    keep, add = mixture(level)
    return _there(keep * large + add * gaussian("low_res", call["seed"], tuple(large.shape), large.device))


def _there(x: Tensor) -> Tensor:
    compute = current()
    return x.to(compute.device, compute.torch_dtype)


def _fill(values: Sequence[float], sizes: Sequence[int]) -> Tensor:
    """One number a sample, (sum of B,), filled on the device: a copy from the host would wait for it."""
    device = current().device
    if len(set(values)) == 1:
        return torch.full((sum(sizes),), float(values[0]), device=device)
    return torch.cat([torch.full((n,), float(each), device=device) for each, n in zip(values, sizes, strict=True)])


def _pieces(inputs: list[Tensor | None], most: int) -> Iterator[list[Tensor | None]]:
    for begin in range(0, len(inputs[0]), most):  # type: ignore[arg-type]
        yield [None if each is None else each[begin : begin + most] for each in inputs]


def _run(unet: Any, inputs: list[Tensor | None]) -> Tensor:
    x, t, embeds, level = inputs
    if embeds is None:
        return unet(x, t, return_dict=False)[0]  # type: ignore[no-any-return]
    return unet(x, t, embeds, class_labels=level, return_dict=False)[0]  # type: ignore[no-any-return]


def _split(output: Tensor, channels: int) -> Noise:
    """As many channels of epsilon as x_t has, and again of variance where the network has learned it."""
    return Noise(output[:, :channels], output[:, channels:] if output.shape[1] > channels else None)
