"""What can be wrong with a model, in one line: what was found, what to do."""

from pathlib import Path

from nodegraph.errors import UsageError

PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")


class ModelError(UsageError):
    """A model that is absent, gated, offline, damaged, or of another kind."""

    def __init__(self, found: str, todo: str):
        super().__init__(f"{found}. {todo}")
        self.found, self.todo = found, todo


def pickled(path: Path) -> ModelError:
    """The refusal of weights whose reading could run code."""
    todo = "Get the model as safetensors (save_pretrained writes them)."
    return ModelError(f"{path}: pickled weights can run code, so they are refused", todo)
