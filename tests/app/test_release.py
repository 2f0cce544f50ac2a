import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINS = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]


def test_the_changelog_tells_of_this_version_first() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(.+?)\]", changes, re.MULTILINE)[0] == PROJECT["version"]


def test_every_constraint_is_one_exact_version_from_any_index() -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", pin) for pin in PINS)
    assert "torch==2.13.0" in PINS
    assert not any(pin.startswith(("nvidia", "torchvision", "triton")) for pin in PINS)


def test_every_requirement_is_pinned() -> None:
    wanted = PROJECT["dependencies"] + [name for extra in PROJECT["optional-dependencies"].values() for name in extra]
    pinned = {pin.partition("==")[0] for pin in PINS}
    assert {re.match(r"[\w-]+", each)[0] for each in wanted} <= pinned
