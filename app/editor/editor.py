"""The editor: the session, and every view of it in one window."""

from pathlib import Path
from typing import Protocol

import dearpygui.dearpygui as dpg

from app.editor import filing
from app.editor.action import Actions
from app.editor.actions import table
from app.editor.canvas import Canvas
from app.editor.dialogs import Dialogs
from app.editor.fonts import Fonts
from app.editor.loop import Loop
from app.editor.menus import Menus
from app.editor.painter import Painter
from app.editor.palette import Palette
from app.editor.panels.history import History
from app.editor.panels.inspector import Inspector
from app.editor.panels.library import LibraryPanel
from app.editor.panels.runbar import RunBar
from app.editor.panels.scrubber import Scrubber
from app.editor.panels.status import Status
from app.editor.panels.toolbar import Toolbar
from app.editor.panels.viewer import Viewer
from app.editor.shell import Shell, open_viewport
from app.editor.shortcuts import Shortcuts, is_typing
from app.editor.textures import Textures
from app.editor.theme import Theme
from app.editor.toasts import Toasts
from app.editor.tooltips import Tooltips
from app.editor.welcome import Welcome
from app.session import Session


class View(Protocol):
    """Follows the session: compares what it shows with what there is, every frame; where they agree it does nothing."""

    def update(self) -> None: ...


class Editor:
    """One window. Views find each other and the session here."""

    def __init__(self, session: Session, size: tuple[int, int] | None = None) -> None:
        self.session = session
        preferences = session.preferences
        dpg.create_context()
        dpg.configure_app(manual_callback_management=True)
        open_viewport("anagraph", size or preferences.window)
        self.theme = Theme(preferences.theme, preferences.scale)
        self.fonts = Fonts(preferences.scale)
        self.textures = Textures()
        self.theme.bind_all()
        self._build()
        self.loop = Loop(self)
        dpg.set_exit_callback(lambda: filing.close(self))
        dpg.setup_dearpygui()
        dpg.show_viewport()

    def _build(self) -> None:
        """The views, what lies above first: of windows that never come to the front the last made lies lowest."""
        self.actions = Actions(self, table())
        self.tooltips = Tooltips(self)
        self.shell = shell = Shell(self)
        self.menus = Menus(self, shell.menu)
        self.toolbar = Toolbar(self, shell.toolbar)
        self.library = LibraryPanel(self, shell.library)
        self.viewer = Viewer(self, shell.viewer)
        self.scrubber = Scrubber(self, shell.scrubber)
        self.inspector = Inspector(self, shell.inspector)
        self.history = History(self, shell.history)
        self.run_bar = RunBar(self, shell.run_bar)
        self.status = Status(self, shell.status)
        self.toasts = Toasts(self)
        self.canvas = Canvas(self, shell.build_canvas())
        self.palette = Palette(self)
        self.dialogs = Dialogs(self)
        self.painter = Painter(self)
        self.welcome = Welcome(self)
        self.shortcuts = Shortcuts(self)

    @property
    def views(self) -> list[View]:
        """In the order in which they follow."""
        return [self.shell, self.canvas, self.menus, self.toolbar, self.library, self.viewer, self.scrubber,
                self.inspector, self.history, self.run_bar, self.status, self.toasts, self.palette, self.dialogs,
                self.painter, self.welcome, self.tooltips, self.shortcuts]  # fmt: skip

    @property
    def is_asking(self) -> bool:
        """Whether a dialog waits for an answer, so that shortcuts rest."""
        asking = (self.dialogs, self.welcome, self.painter)
        return self.session.question is not None or any(each.is_open for each in asking)

    @property
    def is_engaged(self) -> bool:
        """Whether the user is in the middle of something: types, chooses a node, drags."""
        pressed = any(dpg.is_mouse_button_down(each) for each in range(3))
        return pressed or self.palette.shown or self.painter.is_open or is_typing()

    def run(self) -> None:
        """Show the window until it is closed."""
        self.session.runner.warm()
        try:
            self.loop.run()
        finally:
            self.close()

    def close(self) -> None:
        """End the runs and the window."""
        width, height = dpg.get_viewport_client_width(), dpg.get_viewport_client_height()
        if min(width, height) > 0:
            self.session.preferences.window = (width, height)
            self.session.keep_preferences()
        for view in (self.inspector, self.library, self.dialogs, self.welcome):
            view.close()
        self.session.close(asked=self.loop.ended)
        dpg.destroy_context()


def edit(session: Session, file: Path | None = None) -> None:
    """Open the window, on a file or on the welcome list, and come back when it is closed."""
    editor = Editor(session)
    if file is None or not session.open(file):
        editor.welcome.open()
    editor.run()
