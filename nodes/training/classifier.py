"""A small convolutional classifier: what judges pictures, and what features for a Fréchet distance come from."""

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn


class Classifier(ModelMixin, ConfigMixin):  # type: ignore[misc]
    """Pictures (B, C, H, W) in [-1, 1] to logits (B, classes).

    Four levels of two 3 x 3 convolutions with batch normalisation, halved between levels, then the mean over the
    picture. Saved and loaded as every diffusers model: safetensors and a config, which names the classes.
    """

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(self, classes: list[str], in_channels: int = 3, channels: tuple[int, ...] = (32, 64, 128, 256)):
        super().__init__()
        widths = [in_channels, *channels]
        levels = [
            nn.Sequential(_layer(widths[i], widths[i + 1], 1 if i == 0 else 2), _layer(widths[i + 1], widths[i + 1], 1))
            for i in range(len(channels))
        ]
        self.levels = nn.Sequential(*levels)
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(channels[-1], len(classes)))

    def features(self, pictures: Tensor) -> Tensor:
        """The mean of the last level, (B, channels[-1])."""
        found: Tensor = self.levels(pictures).mean(dim=(2, 3))
        return found

    def forward(self, pictures: Tensor) -> Tensor:
        logits: Tensor = self.head(self.features(pictures))
        return logits

    @torch.no_grad()
    def among(self, pictures: Tensor, labels: Tensor, top: int) -> Tensor:
        """Whether each label (B,) is among the `top` likeliest for its picture: bool (B,)."""
        best = self(pictures).topk(top, dim=1).indices
        hits: Tensor = (best == labels[:, None]).any(dim=1)
        return hits


def _layer(before: int, after: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(after), nn.SiLU(inplace=True)
    )
