"""Captions as the embedded models read them."""

import random
from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from nodes.embedded.network import tokenize

DROPPED = 0.1  # of the captions, for guidance (Ho and Salimans 2022)


class Prompts:
    """A tokenizer and a text encoder that stays as it is."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, encoder: Any):
        self.tokenizer, self.encoder = tokenizer, encoder.eval().requires_grad_(False)

    @torch.no_grad()
    def read(self, captions: list[str]) -> Tensor:
        """(B, 77, D)."""
        ids, mask = tokenize(self.tokenizer, captions)
        embeds: Tensor = self.encoder(ids, attention_mask=mask)[0]
        return embeds

    def some_dropped(self, captions: list[str], rng: random.Random) -> Tensor:
        """As `read`, one caption in ten empty."""
        return self.read(["" if rng.random() < DROPPED else caption for caption in captions])
