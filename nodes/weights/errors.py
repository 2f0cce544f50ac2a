"""What can be wrong with a model, in one line: what was found, what to do."""

from nodegraph.errors import UsageError


class ModelError(UsageError):
    """A model that is absent, gated, offline, damaged, or of another kind."""

    def __init__(self, found: str, todo: str):
        super().__init__(f"{found}. {todo}")
        self.found, self.todo = found, todo
