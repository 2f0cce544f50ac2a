"""The document that the editor shows: graph, selection, undo, and every command on them. Ordinary Python, no window."""
