"""The plain UNet of the diffusion exercises: two halvings, a flattening to one pixel, and the way back."""

from typing import Any

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn


class PlainUNet(ModelMixin, ConfigMixin):  # type: ignore[misc]
    """Pictures (B, C, S, S) to (B, out_channels, S, S), S a multiple of 4.

    Without `steps` it knows no time: a denoiser. With it, t / steps shifts the two deepest upward levels, and a one-hot
    class (zeros for none), where there are `classes`, scales them: h = c h + t. Each of t and class passes through two
    fully connected layers of its own for each level. Saved and loaded as every diffusers model.
    """

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(
        self,
        sample_size: int = 28,
        in_channels: int = 1,
        out_channels: int = 1,
        hidden: int = 128,
        steps: int | None = None,
        classes: list[str] | None = None,
        unit: bool = False,
    ):
        super().__init__()
        d, whole = hidden, sample_size // 4
        self.start = _block(in_channels, d)
        self.down_1 = nn.Sequential(_down(d, d), _block(d, d))
        self.down_2 = nn.Sequential(_down(d, 2 * d), _block(2 * d, 2 * d))
        self.flatten = nn.Sequential(nn.AvgPool2d(whole), nn.GELU())
        self.unflatten = _made(nn.ConvTranspose2d(2 * d, 2 * d, whole, whole), 2 * d)
        self.up_1 = nn.Sequential(_up(4 * d, d), _block(d, d))
        self.up_2 = nn.Sequential(_up(2 * d, d), _block(d, d))
        self.end = nn.Sequential(_block(2 * d, d), nn.Conv2d(d, out_channels, 3, padding=1))
        if steps is not None:
            self.time_deep, self.time_high = _connected(1, 2 * d), _connected(1, d)
        if classes is not None:
            self.class_deep, self.class_high = _connected(len(classes), 2 * d), _connected(len(classes), d)

    def forward(
        self,
        sample: Tensor,
        timestep: Tensor | None = None,
        encoder_hidden_states: Tensor | None = None,
        class_labels: Any = None,
        return_dict: bool = False,
    ) -> tuple[Tensor]:
        """`timestep` (B,) in 0 .. steps; `encoder_hidden_states` (B, 1, classes), one-hot or zeros."""
        full = self.start(sample)
        half = self.down_1(full)
        quarter = self.down_2(half)
        deep = self.unflatten(self.flatten(quarter))
        deep = self._told(deep, "deep", timestep, encoder_hidden_states)
        high = self._told(self.up_1(torch.cat([deep, quarter], dim=1)), "high", timestep, encoder_hidden_states)
        low = self.up_2(torch.cat([high, half], dim=1))
        return (self.end(torch.cat([low, full], dim=1)),)

    def _told(self, h: Tensor, level: str, t: Tensor | None, label: Tensor | None) -> Tensor:
        if self.config.classes is not None and label is not None:
            h = h * getattr(self, f"class_{level}")(label.flatten(1).to(h.dtype))[:, :, None, None]
        if self.config.steps is not None and t is not None:
            part = (t.to(h.device).float() / self.config.steps).to(h.dtype).view(-1, 1)
            h = h + getattr(self, f"time_{level}")(part)[:, :, None, None]
        return h


def _made(layer: nn.Module, width: int) -> nn.Sequential:
    return nn.Sequential(layer, nn.BatchNorm2d(width), nn.GELU())


def _block(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(
        _made(nn.Conv2d(before, after, 3, padding=1), after), _made(nn.Conv2d(after, after, 3, padding=1), after)
    )


def _down(before: int, after: int) -> nn.Sequential:
    return _made(nn.Conv2d(before, after, 3, stride=2, padding=1), after)


def _up(before: int, after: int) -> nn.Sequential:
    return _made(nn.ConvTranspose2d(before, after, 4, stride=2, padding=1), after)


def _connected(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(before, after), nn.GELU(), nn.Linear(after, after))
