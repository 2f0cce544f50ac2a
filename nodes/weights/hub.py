"""Models by their Hugging Face id: the local cache, and the download that only the user may start."""

from dataclasses import dataclass
from pathlib import Path

from nodes.oneline import one_line
from nodes.weights.describe import describe
from nodes.weights.errors import ModelError
from nodes.weights.files import verify

_CONFIGS = ("model_index.json", "*/*.json", "*.json", "tokenizer/*")
_WEIGHTS = ("unet", "text_encoder")
_FILES = (*_CONFIGS, *(f"{part}/*.safetensors" for part in _WEIGHTS), "diffusion_pytorch_model*.safetensors")
_HALF = (*_CONFIGS, *(f"{part}/*.fp16*.safetensors" for part in _WEIGHTS))


@dataclass(frozen=True)
class Known:
    """Size in parameters, and in GB of 16-bit weights."""

    parameters: str
    unet: float
    text_encoder: float = 11.0
    licence: str = "DeepFloyd IF licence"


KNOWN = {
    "DeepFloyd/IF-I-M-v1.0": Known("0.4 B", 0.8),
    "DeepFloyd/IF-I-L-v1.0": Known("0.9 B", 1.9),
    "DeepFloyd/IF-I-XL-v1.0": Known("4.3 B", 8.6),
    "DeepFloyd/IF-II-M-v1.0": Known("0.45 B", 0.9),
    "DeepFloyd/IF-II-L-v1.0": Known("1.2 B", 2.5),
}


def cached(repository: str, revision: str = "") -> Path | None:
    """The snapshot's folder in the local Hugging Face cache."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(repository, "model_index.json", revision=revision or None)
    return Path(found).parent if isinstance(found, str) else None


def complete(folder: Path) -> bool:
    """Whether nothing that a run reads is missing or cut short."""
    try:
        info = describe(folder)
        for part in ("unet", "text_encoder")[: 1 if info.embeds_width is None else 2]:
            verify(folder, part)
    except ModelError:
        return False
    return True


def absent(repository: str) -> ModelError:
    """The error for a model that is not on this machine: its size, its licence, the command."""
    known = KNOWN.get(repository)
    todo = "To download it: anagraph run GRAPH --download"
    if known is None:
        return ModelError(f"{repository}: not on this machine", f"See its licence at {_page(repository)}. {todo}")
    size = f"about {known.unet:g} GB and {known.text_encoder:g} GB for its T5 text encoder, in fp16"
    accept = f"Accept the licence at {_page(repository)}, log in with `hf auth login`."
    found = f"{repository}: not on this machine ({known.parameters} parameters, {size}; {known.licence})"
    return ModelError(found, f"{accept} {todo}")


def download(repository: str, revision: str = "") -> Path:
    """Fetch what a run reads, safetensors only. Raises ModelError where the hub refuses or cannot be reached."""
    from huggingface_hub import snapshot_download

    try:
        files = _HALF if repository in KNOWN else _FILES
        return Path(snapshot_download(repository, revision=revision or None, allow_patterns=list(files)))
    except Exception as error:
        raise refused(repository, revision, error) from error


def refused(repository: str, revision: str, error: Exception) -> ModelError:
    """Why a download failed, as the user has to know it."""
    from huggingface_hub import errors

    page = _page(repository)
    if isinstance(error, errors.GatedRepoError):
        todo = f"Accept its licence at {page} and log in with `hf auth login`, then run again."
        return ModelError(f"{repository}: gated, and this machine's token gives no access to it", todo)
    if isinstance(error, errors.RepositoryNotFoundError):
        found = f"{repository}: the hub has no such model, or it is private"
        return ModelError(found, "Check its name, or log in with `hf auth login`.")
    if isinstance(error, errors.RevisionNotFoundError):
        return ModelError(f"{repository}: it has no revision {revision!r}", f"Choose one that {page} lists.")
    if isinstance(error, errors.OfflineModeIsEnabled | errors.LocalEntryNotFoundError | ConnectionError):
        todo = "Connect, unset HF_HUB_OFFLINE, or name a folder that holds it."
        return ModelError(f"{repository}: not on this machine, and huggingface.co cannot be reached", todo)
    found = f"{repository}: the download failed ({type(error).__name__}: {one_line(error)})"
    return ModelError(found, "Run again: it resumes.")


def _page(repository: str) -> str:
    return f"https://huggingface.co/{repository}"
