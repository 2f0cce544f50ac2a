"""A diffusers scheduler from a rule and the model's own settings, and the visits that it asks for."""

from collections.abc import Mapping
from typing import Any

import diffusers

from nodes.solver.rules import Rule
from nodes.solver.schedule import Schedule
from nodes.weights.read import quiet


def scheduler(schedule: Schedule) -> Any:
    """A fresh scheduler with its timesteps and coefficients on the host, ready for the i_start-th step."""
    rule = schedule.rule
    with quiet():
        made = _make(rule, schedule.config)
        if schedule.timesteps:
            made.set_timesteps(timesteps=list(schedule.timesteps))
        else:
            made.set_timesteps(schedule.steps)
    if rule.scaled:
        made.is_scale_input_called = True  # else Euler reminds us each step of what the solver does itself
    if hasattr(made, "set_begin_index"):
        made.set_begin_index(schedule.i_start * made.order)
    return made


def visits(schedule: Schedule, repeats: int = 1) -> tuple[float, ...]:
    """Each visit's t. With `repeats` every t but the last is visited so often (RePaint, Lugmayr et al. 2022)."""
    made = scheduler(schedule)
    times = [float(t) for t in made.timesteps.tolist()]
    rest = times[schedule.i_start * made.order :]
    if schedule.name == "pndm":
        rest = list(dict.fromkeys(times))[schedule.i_start :]
        rest = rest[:2] + rest[1:]  # its start-up visits the second t twice
    return tuple(t for t in rest[:-1] for _ in range(repeats)) + tuple(rest[-1:])


def _make(rule: Rule, config: Mapping[str, Any]) -> Any:
    # Left out of IF's file, the spacing would be each scheduler's own default: others would start elsewhere than DDPM.
    spaced = {"timestep_spacing": "leading"} | dict(config) | dict(rule.options)
    return getattr(diffusers, rule.scheduler).from_config(spaced)
