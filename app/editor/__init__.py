"""The window, in DearPyGui. Its widgets follow the document, never the other way round."""
