"""What is known of each rule before it runs. No torch here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Name = Literal["ddpm", "ddim", "dpm-solver++", "deis", "unipc", "sasolver", "euler", "heun", "pndm"]


@dataclass(frozen=True)
class Rule:
    """A diffusers scheduler and its habits."""

    scheduler: str
    """The class's name in diffusers."""
    paper: str
    takes_list: bool = False
    """Whether it can visit any descending list of t."""
    thresholds: bool = True
    """Whether it can clip or threshold the predicted x_0."""
    ignores_edits: str = ""
    """When it goes on from its own x_t although the graph gave it another; "" for never."""
    single_step: bool = False
    """Whether it remembers nothing, so that a t can be visited again."""
    draws: bool = False
    """Whether its steps add noise."""
    scaled: bool = False
    """Whether its own x_t is x_0 + sigma epsilon rather than variance-preserving."""
    stops_short: bool = False
    """Whether evenly spaced steps end one step above t = 0, so that they divide the t by their number + 1."""
    revisits: bool = False
    """Whether it visits some t twice by itself."""
    options: Mapping[str, Any] = field(default_factory=dict)
    each_step: Mapping[str, Any] = field(default_factory=dict)
    """What its step is told beside t, x_t and the noise."""


RULES: dict[str, Rule] = {
    "ddpm": Rule("DDPMScheduler", "Ho et al. 2020, algorithm 2", takes_list=True, single_step=True, draws=True),
    # The noise that belongs to the clipped x_0: with the network's own, what was clipped away piles up in x_t.
    "ddim": Rule(
        "DDIMScheduler", "Song et al. 2020, eq. 12", single_step=True, each_step={"use_clipped_model_output": True}
    ),
    "dpm-solver++": Rule(
        "DPMSolverMultistepScheduler", "Lu et al. 2022, algorithm 2", takes_list=True, stops_short=True
    ),
    "deis": Rule("DEISMultistepScheduler", "Zhang and Chen 2022", stops_short=True),
    "unipc": Rule(
        "UniPCMultistepScheduler", "Zhao et al. 2023, algorithms 5 to 8", ignores_edits="always", stops_short=True
    ),
    "sasolver": Rule(
        "SASolverScheduler", "Xue et al. 2023, algorithm 1", ignores_edits="always", draws=True, stops_short=True
    ),
    "euler": Rule("EulerDiscreteScheduler", "Karras et al. 2022", takes_list=True, thresholds=False, scaled=True),
    "heun": Rule(
        "HeunDiscreteScheduler", "Karras et al. 2022, algorithm 1", takes_list=True, thresholds=False, scaled=True,
        ignores_edits="at every second visit", revisits=True,
    ),
    "pndm": Rule(
        "PNDMScheduler", "Liu et al. 2022, eq. 12", thresholds=False, ignores_edits="at the second visit",
        revisits=True, options={"skip_prk_steps": True, "set_alpha_to_one": True},
    ),
}  # fmt: skip


def first_t(rule: Rule, steps: int, total: int = 1000) -> int:
    """Where evenly spaced steps begin ("leading" spacing, as diffusers has it); below 0 where they do not fit."""
    last = steps if rule.stops_short else steps - 1
    stride = total // (last + 1)
    return last * stride if stride else -1
