"""The floor: the smallest Kivy application. `python -m kiosk.bench.bare_kivy FD [swap]` tells a file descriptor what happened and when.

    F SECONDS    the first frame is drawn (seconds on the machine's monotonic clock)
    D SECONDS    a touch has led to the next screen, and it is drawn

With `swap` it has two screens, and a touch anywhere goes to the other.
"""

from __future__ import annotations

import os
import sys
import time

os.environ["KIVY_NO_ARGS"] = "1"
os.environ["KIVY_NO_CONSOLELOG"] = "1"
os.environ["KIVY_NO_FILELOG"] = "1"


def main() -> None:
    """Run until killed."""
    from kivy.config import Config

    Config.set("graphics", "width", "1280")
    Config.set("graphics", "height", "800")
    from kivy.app import App
    from kivy.core.window import Window
    from kivy.factory import Factory
    from kivy.uix.screenmanager import NoTransition, Screen, ScreenManager

    out = int(sys.argv[1])
    swapping = len(sys.argv) > 2
    pending = ["F"]

    flip = Window.flip

    def flip_and_tell() -> None:
        flip()
        while pending:
            os.write(out, f"{pending.pop()} {time.monotonic():.6f}\n".encode())

    Window.flip = flip_and_tell

    class Hello(App):  # type: ignore[misc]
        def build(self) -> object:
            if not swapping:
                return Factory.Label(text="Hello")
            manager = ScreenManager(transition=NoTransition())
            for name in ("one", "two"):
                screen = Screen(name=name)
                screen.add_widget(Factory.Label(text=name))
                manager.add_widget(screen)

            def swap(_: object, touch: object) -> None:
                manager.current = "two" if manager.current == "one" else "one"
                pending.append("D")

            Window.bind(on_touch_up=swap)
            return manager

    Hello().run()


if __name__ == "__main__":
    main()
