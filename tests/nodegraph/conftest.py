"""The pack of the core's tests, its counters set back before each test."""

from pathlib import Path

import pytest

from nodegraph.registry import Registry
from tests.nodegraph import pack

PACK = "tests.nodegraph.pack"


@pytest.fixture(scope="session")
def registry() -> Registry:
    found = Registry()
    found.add_pack("tests", PACK)
    assert found.broken == []
    return found


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    pack.calls.clear()
    pack.closed.clear()
    pack.batches.clear()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
