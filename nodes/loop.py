"""The sampling loop: its schedule, its two ends, and what is kept of it."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

from nodegraph.declare import collector, node, zone
from nodegraph.errors import CheckError
from nodegraph.hints import Doc, Range, Seed
from nodes.compute import current
from nodes.shapes import Facts, check_sides
from nodes.solver.rules import RULES, Name, first_t
from nodes.solver.schedule import Schedule
from nodes.types import Frames, Image, Model, ModelInfo, Noise, Timestep, Visit
from nodes.weights.describe import scheduler_config
from nodes.weights.errors import ModelError

LAST = 999
_HIGH = 0.9  # of T: above it a picture is noise to the eye
_MAX = 1.5  # IF stage I's sample_max_value


class Scheduled(NamedTuple):
    schedule: Schedule
    t_start: Annotated[Timestep, Doc("the t at which a picture enters")]


@dataclass(frozen=True)
class ScheduleFacts:
    """What is known of a schedule before anything runs."""

    rule: str | None
    info: ModelInfo | None


class Prediction(NamedTuple):
    """Close the loop: the schedule's rule takes the predicted noise away from x_t, and the next step begins.

    Gives the picture after the last step, (B, 3, H, W).
    """

    noise: Noise
    x_t: Annotated[Image | None, Doc("x_t as the graph edited it (inpainting); left unwired, Step's own")] = None


class Kept(NamedTuple):
    value: Image | Noise
    t: Annotated[Timestep | None, Doc("named in the frame's label")] = None


def _check_schedule(facts: Facts, settings: Facts) -> dict[str, Any]:
    rule, steps, i_start = settings.get("rule"), settings.get("steps"), settings.get("i_start")
    total = _total(facts.get("model"))
    listed = _listed(settings.get("stride") or 0, tuple(settings.get("timesteps") or ()), total)
    if listed and rule is not None and not RULES[rule].takes_list:
        able = ", ".join(name for name, each in RULES.items() if each.takes_list)
        raise CheckError("rule", f"{rule} takes no list and no stride", f"Set steps instead, or use {able}.")
    _check_list(listed, total - 1)
    if not listed and steps and rule is not None and first_t(RULES[rule], steps, total) < 0:
        raise CheckError("steps", f"is {steps}, more than {rule} can space", f"Choose from 1 to {total - 1}.")
    if (settings.get("repeats") or 1) > 1 and rule is not None and not RULES[rule].single_step:
        able = ", ".join(name for name, each in RULES.items() if each.single_step)
        raise CheckError("repeats", f"{rule} remembers its steps, so it visits no t again", f"Use {able}.")
    count = len(listed) or steps
    if count is not None and i_start is not None and i_start >= count:
        raise CheckError("i_start", f"is {i_start}, but there are {count} steps", f"Choose from 0 to {count - 1}.")
    return {"schedule": ScheduleFacts(rule, _readable(facts.get("model")))}


def _readable(info: ModelInfo | None) -> ModelInfo | None:
    """The model, whose scheduler's settings are seen to be there."""
    if info is not None and info.folder is not None:
        try:
            scheduler_config(info.folder)
        except ModelError as error:
            raise CheckError("model", error.found, error.todo) from None
    return info


def _total(info: ModelInfo | None) -> int:
    """T, where the model is known; else what most have."""
    return info.steps if info else LAST + 1


def _check_list(listed: tuple[int, ...], last: int) -> None:
    falling = all(a > b for a, b in pairwise(listed))
    if listed and not (falling and listed[0] <= last and listed[-1] >= 0):
        raise CheckError("timesteps", f"does not fall from {last} to 0 at most", "Write such as 990, 960, 930.")


def _listed(stride: int, timesteps: tuple[int, ...], total: int) -> tuple[int, ...]:
    """The t to visit: the list, or a stride's multiples from the top down to 0 (30 of 1000: 990, 960, …, 0)."""
    return timesteps or (tuple(range((total - 1) // stride * stride, -1, -stride)) if stride else ())


def _warn_schedule(settings: Facts, wired: frozenset[str]) -> str | None:
    rule = settings.get("rule")
    if rule is None:
        return None
    texts = [_low_start(rule, settings)]
    if not RULES[rule].thresholds:
        texts.append(f"{rule} does not threshold the predicted x_0, so strong guidance may saturate. Use ddpm there.")
    return " ".join(filter(None, texts)) or None


def _low_start(rule: Name, settings: Facts) -> str:
    """Evenly spaced steps need not begin near the top: 5 of them are at t = 800, 600, …, 0."""
    steps, habits = settings.get("steps"), RULES[rule]
    if not steps or settings.get("stride") or settings.get("timesteps") or settings.get("i_start") != 0:
        return ""
    total = _total(settings.get("model"))
    high, t = _HIGH * total, first_t(habits, steps, total)
    if t >= high or not _spaced_evenly(settings.get("model")):
        return ""
    better = min((n for n in range(1, total) if first_t(habits, n, total) >= high), key=lambda n: abs(n - steps))
    listed = f", or timesteps that begin at {total - 1}" if habits.takes_list else ""
    begins = "1 step begins" if steps == 1 else f"{steps} steps begin"
    return f"{begins} at t = {t}, not at pure noise. Set {better} steps{listed}."


def _spaced_evenly(info: ModelInfo | None) -> bool:
    """Whether the model's own spacing is the one that `first_t` knows."""
    config = scheduler_config(info.folder) if info and info.folder else {}
    return bool(config.get("timestep_spacing", "leading") == "leading")


@node(check=_check_schedule, warn=_warn_schedule)
def schedule(
    model: Annotated[Model, Doc("gives the noise schedule that it was trained with")],
    *,
    rule: Annotated[Name, Doc("how x_{t-1} follows from x_t and epsilon")] = "ddpm",
    steps: Annotated[int, Range(1, 1000), Doc("evenly spaced; not used with a stride or a list")] = 30,
    stride: Annotated[int, Range(0, LAST), Doc("30 visits 990, 960, …, 0; 0 for steps")] = 0,
    timesteps: Annotated[tuple[int, ...], Doc("a falling list of t, such as 990, 960, 930")] = (),
    i_start: Annotated[int, Range(0, LAST), Doc("which of them comes first; higher stays closer to the picture")] = 0,
    variance: Annotated[
        Literal["model", "fixed_small", "fixed_large"], Doc("of ddpm's step noise: learned by the model, or fixed")
    ] = "model",
    thresholding: Annotated[
        Literal["model", "dynamic", "clip", "off"], Doc("of the predicted x_0; model keeps what the model came with")
    ] = "model",
    threshold_ratio: Annotated[float, Range(0.5, 1, step=0.005), Doc("the quantile of dynamic thresholding")] = 0.95,
    repeats: Annotated[int, Range(1, 50), Doc("visits of each t, with noise in between (RePaint)")] = 1,
) -> Scheduled:
    """Choose the sampling rule and the t that it visits.

    Rules are diffusers schedulers with the model's own settings: ddpm (Ho et al. 2020), ddim (Song et al. 2020),
    dpm-solver++ (Lu et al. 2022), deis, unipc, sasolver, euler and heun (Karras et al. 2022), pndm. A list or stride
    goes with ddpm, dpm-solver++, euler and heun. Dynamic thresholding is Saharia et al. 2022, section 2.3, up to the
    model's own sample_max_value where that is above 1, else IF's 1.5; repeats are Lugmayr et al. 2022, algorithm 1. The
    variance counts for ddpm, thresholding for all but euler, heun and pndm. Raises ValueError for an i_start beyond the
    last step, and for visits that do not fall.
    """
    from nodes.solver.build import visits

    own = scheduler_config(model.folder)
    config = own | _overrides(variance, thresholding, threshold_ratio, own.get("sample_max_value", 0))
    made = Schedule(rule, config, steps, _listed(stride, timesteps, model.info.steps), i_start)
    times = visits(made, repeats)
    if not times:
        raise ValueError(f"i_start is {i_start}, beyond the last step. Choose a smaller one.")
    return Scheduled(replace(made, visits=times), Timestep(times[0]))


def _overrides(variance: str, thresholding: str, ratio: float, most: float) -> dict[str, Any]:
    """The scheduler settings that differ from the model's. `most` is its own sample_max_value."""
    choices: dict[str, dict[str, Any]] = {
        "dynamic": {
            "thresholding": True,
            "dynamic_thresholding_ratio": ratio,
            "sample_max_value": most if most > 1 else _MAX,  # 1 would be clipping
        },
        "clip": {"thresholding": True, "sample_max_value": 1.0, "clip_sample": True},
        "off": {"thresholding": False, "clip_sample": False},
    }
    fixed = {} if variance == "model" else {"variance_type": variance}
    return choices.get(thresholding, {}) | fixed


def _check_start(facts: Facts, settings: Facts) -> dict[str, Any]:
    shape = facts.get("start")
    known: ScheduleFacts | None = facts.get("schedule")
    check_sides("start", shape, known.info.factor if known and known.info else 1)
    return {"x_t": shape}


def _warn_edits(settings: Facts, wired: frozenset[str]) -> str | None:
    known = settings.get("schedule")
    rule = known.rule if isinstance(known, ScheduleFacts) else None
    when = RULES[rule].ignores_edits if rule else ""
    if not when or "x_t" not in wired:
        return None
    return f"{rule} ignores the edited x_t {when}. Use ddpm, ddim or dpm-solver++."


@zone(
    opens="step", closes="sampler", version=1, check=_check_start, warn=_warn_edits,
    count=lambda inputs: len(inputs["schedule"].visits) if "schedule" in inputs else None,
)  # fmt: skip
def sample(
    start: Annotated[Image, Doc("x at the schedule's first t: noise, or a noised picture")],
    schedule: Schedule,
    *,
    seed: Annotated[Seed, Doc("of the noise that the rule adds; sample j of the batch uses seed + j")] = 0,
) -> Generator[Visit, Prediction, Image]:
    """Open the sampling loop: the nodes between Step and Sampler run at every step, and predict the noise in x_t.

    x_t is (B, 3, H, W) and variance-preserving under every rule; t is a number from T - 1 to 0; i counts visits from 0.
    Each sample of a batch gets what its own seed gives alone. What enters the loop from outside stays the same.
    """
    solver = schedule.solver()
    x = start.to(current().device).float()
    for i, t in enumerate(schedule.visits):
        noise, edited = yield Visit(x_t=x, t=Timestep(t), i=i)
        x = solver.update(x if edited is None else edited, noise, i, seed)
    return x


@collector()
def collect(
    *,
    every: Annotated[int, Range(1, 1000), Doc("keep one visit in so many")] = 1,
    first: Annotated[int, Range(0, 1000), Doc("the first visit to keep")] = 0,
    last: Annotated[bool, Doc("keep the last visit as well")] = False,
) -> Generator[None, Kept | None, Frames]:
    """Keep values of a loop's visits as frames, for a sheet or an animation.

    Each frame is (B, 3, H, W), labelled with its t, or its visit where t is not wired. Of a noise, epsilon is kept.
    """
    frames: list[tuple[Any, str]] = []
    visit, final = 0, None
    while (kept := (yield)) is not None:
        final = None
        frame = _frame(kept, visit)
        if visit >= first and (visit - first) % every == 0:
            frames.append(frame)
        else:
            final = frame
        visit += 1
    frames += [final] if last and final else []
    return Frames(tuple(image for image, _ in frames), tuple(label for _, label in frames))


def _frame(kept: Kept, visit: int) -> tuple[Any, str]:
    image = kept.value.epsilon if isinstance(kept.value, Noise) else kept.value
    return image, f"visit {visit}" if kept.t is None else f"t = {kept.t:g}"
