"""The old page, going: a copy of its column above the new page and under the rail. It must never hold anything private.

The copy is taken while a finger still presses, not when the page changes: in software rendering it takes 10 ms, for which the new page would wait.
"""

from __future__ import annotations

from kivy.graphics import Callback, Color, InstructionGroup, Rectangle
from kivy.graphics.opengl import GL_TEXTURE_2D, glCopyTexSubImage2D
from kivy.graphics.texture import Texture

from kiosk.tablet.senses.sight import motion


class Fade:
    """width, height: dots of the column, which starts at the left edge of the glass.

    camera: takes the copy when it is first drawn; to be put above the page. taken: it has done so. veil: the copy; to be put between the new
    page and the rail.
    """

    def __init__(self, width: int, height: int) -> None:
        # without alpha: a window may have none to be copied
        self._texture = Texture.create(size=(width, height), colorfmt="rgb", bufferfmt="ubyte")
        self.taken = False
        self.camera = Callback(self._take)
        self.veil = InstructionGroup()
        self._tint = Color(1, 1, 1, 1)
        self.veil.add(self._tint)
        self.veil.add(Rectangle(size=(width, height), texture=self._texture))
        self._began: float | None = None
        self._stand(motion.FADE_FRAME)  # the first frame shows the new page already

    def drawn(self, now: float) -> None:
        """A frame with the veil was handed to the display. The first one begins the fade, however long the new page took to draw."""
        if self._began is None:
            self._began = now - motion.FADE_FRAME

    def move(self, now: float) -> bool:
        """Stand where it is now (seconds). Returns whether anything of it is left."""
        return self._began is None or self._stand(now - self._began)

    def _take(self, _: object) -> None:
        if not self.taken:
            self._texture.bind()
            glCopyTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 0, 0, *self._texture.size)
            self.taken = True

    def _stand(self, seconds: float) -> bool:
        opacity = motion.opacity(seconds)
        self._tint.rgba = (opacity,) * 4  # colours here are multiplied by their alpha
        return opacity > 0
