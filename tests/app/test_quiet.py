import subprocess
import sys

import pytest

from app.quiet import NO_DOWNLOADS, SILENT

CHATTY = """
from app.quiet import hush
hush(downloads=False)
import diffusers, transformers, tqdm, warnings
transformers.CLIPImageProcessor
transformers.logging.get_logger("transformers.x").warning("advice")
diffusers.utils.logging.get_logger("diffusers.x").warning("advice")
warnings.warn("old", FutureWarning)
for _ in transformers.logging.tqdm([1, 2]): pass
for _ in tqdm.tqdm([1, 2]): pass
from huggingface_hub import constants
print(constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_TELEMETRY)
"""


@pytest.fixture
def calm(environment: dict[str, str]) -> dict[str, str]:
    """An environment in which the user has not overridden anything."""
    return {name: value for name, value in environment.items() if name not in SILENT | NO_DOWNLOADS}


def test_libraries_say_nothing_and_do_not_call_home(calm: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", CHATTY], env=calm, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("True True\n", "")


@pytest.mark.parametrize(("downloads", "offline"), [(True, "None"), (False, "1")])
def test_only_downloads_leave_the_hub_reachable(calm: dict[str, str], downloads: bool, offline: str) -> None:
    code = (
        f"from app.quiet import hush\nhush(downloads={downloads})\nimport os\nprint(os.environ.get('HF_HUB_OFFLINE'))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=calm, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == offline
