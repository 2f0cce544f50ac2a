"""alpha_bar_t, the share of the clean image's variance that is left at t (Ho et al. 2020, section 2)."""

import json
from collections.abc import Mapping
from functools import lru_cache
from math import sqrt
from typing import Any

from nodes.types import Model
from nodes.weights.describe import scheduler_config

IF_SCHEDULE = {"beta_schedule": "squaredcos_cap_v2", "num_train_timesteps": 1000}


def alpha_bar(model: Model | None = None) -> tuple[float, ...]:
    """alpha_bar for t = 0, 1, …, T - 1 of a model, or of DeepFloyd IF where there is none. Host floats."""
    return _of_model(model) if model else of_config(IF_SCHEDULE)


def of_config(config: Mapping[str, Any]) -> tuple[float, ...]:
    """alpha_bar of a diffusers scheduler's configuration."""
    return _of_json(json.dumps(dict(config), sort_keys=True))


def at(values: tuple[float, ...], t: float) -> float:
    """alpha_bar at the whole t nearest to this one. Raises ValueError beyond the schedule."""
    nearest = round(t)
    if not 0 <= nearest < len(values):
        raise ValueError(f"t is {t:g}. Choose from 0 to {len(values) - 1}.")
    return values[nearest]


def mixture(t: float, model: Model | None = None) -> tuple[float, float]:
    """(sqrt(alpha_bar_t), sqrt(1 - alpha_bar_t)): how much image and how much noise x_t holds."""
    share = at(alpha_bar(model), t)
    return sqrt(share), sqrt(1 - share)


@lru_cache(maxsize=64)
def _of_model(model: Model) -> tuple[float, ...]:
    return of_config(scheduler_config(model.folder))


@lru_cache(maxsize=64)
def _of_json(config: str) -> tuple[float, ...]:
    from diffusers import DDPMScheduler

    return tuple(DDPMScheduler.from_config(json.loads(config)).alphas_cumprod.tolist())
