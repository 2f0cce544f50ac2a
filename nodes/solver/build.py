"""A diffusers scheduler from a rule and the model's own settings, and the visits that it asks for."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import diffusers

from nodes.solver.rules import Rule
from nodes.solver.schedule import Schedule
from nodes.weights.quiet import quiet


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
    _check_falling(schedule, rest)
    return tuple(t for t in rest[:-1] for _ in range(repeats)) + tuple(rest[-1:])


def _check_falling(schedule: Schedule, times: list[float]) -> None:
    rising = next(((a, b) for a, b in pairwise(times) if a <= b), None)
    if rising and not schedule.rule.revisits:
        found = f"{schedule.name} would visit t = {rising[1]:g} after t = {rising[0]:g}"
        raise ValueError(f"{found} with {len(schedule.timesteps) or schedule.steps} steps. Choose fewer steps.")


def _make(rule: Rule, config: Mapping[str, Any]) -> Any:
    # Left out of IF's file, the spacing would be each scheduler's own default: others would start elsewhere than DDPM.
    spaced = {"timestep_spacing": "leading"} | dict(config) | dict(rule.options)
    try:
        return getattr(diffusers, rule.scheduler).from_config(spaced)
    except NotImplementedError:  # of a beta schedule that DDPM knows and this one does not
        found = f"{rule.scheduler} does not know the model's beta_schedule {config.get('beta_schedule')!r}"
        raise ValueError(f"{found}. Use ddpm.") from None
