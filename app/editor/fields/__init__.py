"""The one table from a setting's field to the widget that edits it, in nodes and in the inspector."""

from app.editor.fields.view import WIDGETS, FieldView, build_field
from app.editor.fields.watch import is_editing, watch

__all__ = ["WIDGETS", "FieldView", "build_field", "is_editing", "watch"]
