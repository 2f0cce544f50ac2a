"""Times and steps as the canvas writes them: a number, a space, its unit."""

from app.running.state import ZoneState


def duration(seconds: float) -> str:
    """ "0.6 ms", "38 ms", "4.7 s", "2 min 5 s"."""
    if seconds < 0.00005:
        return "0 ms"
    if seconds < 0.01:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def left(seconds: float) -> str:
    """How long something still takes; whole seconds are enough."""
    if seconds < 1:
        return "less than 1 s left"
    whole = round(seconds)
    return f"{whole} s left" if whole < 60 else f"{whole // 60} min {whole % 60} s left"


def zone_step(state: ZoneState | None) -> str:
    """ "step 17 of 30" while it runs, "30 steps" afterwards."""
    if state is None or not (state.visit or state.count):
        return ""
    if state.over:
        return _count(state.visit or state.count or 0)
    now = min(state.visit + 1, state.count or state.visit + 1)
    return f"step {now} of {state.count}" if state.count else f"step {now}"


def zone_pace(state: ZoneState | None, running: bool) -> str:
    """ "156 ms a step, 2 s left"; afterwards "last run 4.7 s, 156 ms a step"."""
    if state is None or not (state.visit or state.cached):
        return ""
    if state.cached:
        return "cached"
    pace = f"{duration(state.seconds_per_step)} a step"
    if state.over or not running:
        return f"last run {duration(state.seconds)}, {pace}"
    return pace if state.seconds_left is None else f"{pace}, {left(state.seconds_left)}"


def _count(steps: int) -> str:
    return "1 step" if steps == 1 else f"{steps} steps"
