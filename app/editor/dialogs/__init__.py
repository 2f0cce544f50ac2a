"""What asks the user for something over the dimmed window: files, questions, shortcuts, what the program is."""

from app.editor.dialogs.manager import Dialogs

__all__ = ["Dialogs"]
