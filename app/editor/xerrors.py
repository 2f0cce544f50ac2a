"""Keeps the editor alive through errors of the X server, which by default end a process.

GLFW answers a program that asks for the clipboard without looking whether it is still there.
"""

import ctypes
import sys
from typing import Any

_ignore = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda display, event: 0)


def outlive_x_errors() -> None:
    """Have Xlib pass over refused requests. To be called before each frame: in each of them GLFW puts back the default.

    Elsewhere than under X11 nothing happens.
    """
    if _xlib is not None:
        _xlib.XSetErrorHandler(_ignore)


def _load() -> Any:
    try:
        return ctypes.CDLL("libX11.so.6") if sys.platform.startswith("linux") else None
    except OSError:
        return None


_xlib = _load()
