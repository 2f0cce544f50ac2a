"""Keep the libraries' own talk off the terminal, in one place.

Their progress bars, advice and deprecation notes would tear our progress bar and hide our own warnings. All of it
is steered by environment variables, which are set before a library is imported and which a user may override.
"""

import os
import warnings

SILENT = {
    "TQDM_DISABLE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "DIFFUSERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
NO_DOWNLOADS = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_OFFLINE": "1"}


def hush(*, downloads: bool) -> None:
    """Silence the libraries; with `downloads`, the bars of downloads stay (and downloading is possible at all)."""
    for name, value in (SILENT | ({} if downloads else NO_DOWNLOADS)).items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore")
