"""The text encoder as a training task: from a caption alone, what thing, what style, and what picture."""

import random

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, interpolate, mse_loss

from nodegraph.errors import UsageError
from nodes.embedded.network import WIDTH, make_text_encoder, make_tokenizer, tokenize
from nodes.embedded.pictures import as_tensor
from nodes.training.loop import Batch
from nodes.training.source import Example, Source

COARSE = 16  # side of the picture that a caption shall tell
PICTURE = 30.0  # weight of its error beside the classes' cross-entropy
_SEEN = 3000  # examples that the picture's components are found from
_LENGTH = 24  # tokens of most batches; longer ones only take time


class Reader(nn.Module):
    """A text encoder and what reads its outputs, which is not shipped."""

    def __init__(self, encoder: nn.Module, components: int, classes: tuple[int, ...]):
        super().__init__()
        self.text_encoder = encoder
        self.sorts = nn.ModuleList(nn.Linear(WIDTH, count) for count in classes)
        self.picture = nn.Linear(WIDTH, components)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Token ids and their mask (B, L) -> a picture's components (B, K), and logits for each way of sorting."""
        pooled = self.text_encoder(ids, attention_mask=mask)[0].mean(dim=1)
        return self.picture(pooled), *(sort(pooled) for sort in self.sorts)


class Reading:
    """Gives the encoder, before any denoising, what IF's T5 brings along: codes that say what a caption means.

    Trained through a denoiser alone, an encoder gives up its prompts before the denoiser has learned to use them (their
    spread over captions fell from 0.99 to 0.05 in 11,000 images). With codes that tell the picture, what a denoiser
    learns to draw for one thing serves all that share its parts.
    """

    def __init__(self, source: Source, seed: int = 0):
        torch.manual_seed(seed)
        self.source, self.seed = source, seed
        self.tokenizer = make_tokenizer(source.captions)
        rng = random.Random(f"components/{seed}")
        self.components = Components(_rough([source.draw(rng) for _ in range(_SEEN)]))
        self.model = Reader(make_text_encoder(self.tokenizer), self.components.count, source.classes)

    def batch(self, step: int, size: int) -> Batch:
        """Token ids, mask (B, L), the pictures' components (B, K), labels (B, sorts). Every eighth L is 77."""
        rng = random.Random(f"reading/{self.seed}/{step}")
        examples = [self.source.draw(rng) for _ in range(size)]
        ids, mask = tokenize(self.tokenizer, [each.caption for each in examples])
        length = ids.shape[1] if step % 8 == 0 else max(_LENGTH, int(mask.sum(dim=1).max()))
        labels = torch.tensor([each.labels for each in examples])
        return ids[:, :length], mask[:, :length], self.components(_rough(examples)), labels

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        ids, mask, parts, labels = batch
        picture, *sorts = model(ids, mask)
        reading = sum(cross_entropy(each.float(), labels[:, place]) for place, each in enumerate(sorts))
        return PICTURE * mse_loss(picture.float(), parts) + reading

    def sheet(self, model: nn.Module) -> Image.Image | None:
        return None


class Components:
    """Principal components of pictures (N, 3, H, W), scaled halfway to equal variance: fine parts count beside coarse
    ones. `count` is at most `WIDTH`."""

    def __init__(self, pictures: Tensor):
        flat = pictures.flatten(1)
        self.mean = flat.mean(dim=0)
        _, sigma, rows = torch.linalg.svd(flat - self.mean, full_matrices=False)
        sigma = sigma / len(flat) ** 0.5
        self.count = int((sigma[:WIDTH] > 1e-3 * sigma[0]).sum())
        if self.count == 0:
            raise UsageError("all pictures are the same. Give some that differ.")
        self.rows, self.scale = rows[: self.count], (sigma[0] * sigma[: self.count]) ** 0.5

    def __call__(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) -> (B, K)."""
        parts: Tensor = (pictures.flatten(1) - self.mean) @ self.rows.T / self.scale
        return parts

    def pictures(self, parts: Tensor) -> Tensor:
        """(B, K) -> (B, 3, 16, 16), as much of the picture as the components hold."""
        flat: Tensor = parts * self.scale @ self.rows + self.mean
        return flat.view(-1, 3, COARSE, COARSE)


def _rough(examples: list[Example]) -> Tensor:
    return interpolate(as_tensor(examples), (COARSE, COARSE), mode="area")
