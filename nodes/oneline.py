"""Errors of libraries, told in one line."""


def one_line(error: Exception) -> str:
    """The first line that says anything, or the error's class."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
