"""Puts marks on the screen: textures for words, masks and pictures, tinted by Kivy in the colours of a theme.

All textures hold colours multiplied by their alpha, and one `Callback` sets the blending for that once a frame; so a picture's edges are as clean as
a word's, and a change of theme is a change of tint. What is private is painted from a texture of its own, which goes when its page goes.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import msgspec
from kivy.graphics import Callback, Color, InstructionGroup, Mesh, Rectangle
from kivy.graphics.opengl import (
    GL_COLOR_BUFFER_BIT,
    GL_ONE,
    GL_ONE_MINUS_SRC_ALPHA,
    GL_SCISSOR_TEST,
    glBlendFunc,
    glClear,
    glClearColor,
    glDisable,
    glEnable,
    glScissor,
)
from kivy.graphics.texture import Texture

from kiosk.tablet.senses.sight import masks
from kiosk.tablet.senses.sight.marks import Fill, Ink, Mark, Patch, Picture, Stamp
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.theme import Palette, Rgb, rgb
from kiosk.tablet.senses.sight.typesetting import Dots, Typesetter, Words

_FOUR_QUADS = [corner + 4 * quad for quad in range(4) for corner in (0, 1, 2, 2, 3, 0)]
_MOST_BYTES = 48 * 1024 * 1024  # of textures kept for pages that may come again


class _Kept:
    """Textures that may be wanted again, the least used dropped first."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._textures: OrderedDict[Any, tuple[Any, int]] = OrderedDict()

    def get(self, key: Any) -> Any:
        found = self._textures.get(key)
        if found is None:
            return None
        self._textures.move_to_end(key)
        return found[0]

    def keep(self, key: Any, value: Any, size: int) -> None:
        self._textures[key] = (value, size)
        self._size += size
        while self._size > self._most and len(self._textures) > 1:
            _, (_, gone) = self._textures.popitem(last=False)
            self._size -= gone


def blending() -> Callback:
    """The first instruction of a canvas that is painted here."""
    return Callback(lambda _: glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA))


def solid(rectangles: tuple[tuple[int, int, int, int], ...], colour: Rgb) -> Callback:
    """Plain rectangles (x, y from below, width, height; dots): cleared, not drawn. Software rendering fills a texture at 14 ns a dot."""
    inside = tuple(r for r in rectangles if r[2] > 0 and r[3] > 0)

    def clear(_: object) -> None:
        glEnable(GL_SCISSOR_TEST)
        glClearColor(*colour, 1.0)
        for rectangle in inside:
            glScissor(*rectangle)
            glClear(GL_COLOR_BUFFER_BIT)
        glDisable(GL_SCISSOR_TEST)

    return Callback(clear)


class Painter:
    """height: dots of the window (Kivy counts from below)."""

    def __init__(self, height: int, typesetter: Typesetter, gallery: Gallery) -> None:
        self._height, self._typesetter, self._gallery = height, typesetter, gallery
        self._kept = _Kept(_MOST_BYTES)
        self._colours: dict[Palette, dict[str, str]] = {}
        self._breath = Color(1, 1, 1, 1)

    def breathe(self, colour: Rgb) -> None:
        """Give what breathes another colour, without painting it again."""
        self._breath.rgb = colour

    def paint(self, marks: tuple[Mark, ...], palette: Palette) -> InstructionGroup:
        """Everything of one thing."""
        group = InstructionGroup()
        role = None
        for mark in marks:
            wanted = "" if isinstance(mark, Picture) else mark.role
            if isinstance(mark, Stamp) and mark.breathes:
                self.breathe(rgb(palette.colour(wanted)))
                group.add(self._breath)
                role = None
            elif wanted != role:
                group.add(Color(*rgb(palette.colour(wanted)), 1) if wanted else Color(1, 1, 1, 1))
                role = wanted
            group.add(self._instruction(mark, palette))
        return group

    def _instruction(self, mark: Mark, palette: Palette) -> Any:
        if isinstance(mark, Fill):
            x, y = self._low(mark.x, mark.y, mark.h)
            return solid(((x, y, mark.w, mark.h),), rgb(palette.colour(mark.role)))
        if isinstance(mark, Patch):
            return self._patch(mark, palette)
        if isinstance(mark, Stamp):
            texture = self._mask(mark.mask, mark.w, mark.h, mark.private)
            return Rectangle(pos=self._low(mark.x, mark.y, mark.h), size=(mark.w, mark.h), texture=texture)
        if isinstance(mark, Ink):
            texture, (width, height, x, y) = self._words(mark.words, mark.private)
            return Rectangle(
                pos=self._low(mark.x + x, mark.baseline + y, height), size=(width, height), texture=texture
            )
        return Rectangle(
            pos=self._low(mark.x, mark.y, mark.h), size=(mark.w, mark.h), texture=self._picture(mark, palette)
        )

    def _low(self, x: int, y: int, h: int) -> tuple[int, int]:
        return x, self._height - y - h

    def _patch(self, mark: Patch, palette: Palette) -> Any:
        """Its corners from a mask, all the rest as plain rectangles: those cost a hundredth of what a texture costs in software."""
        x, y = self._low(mark.x, mark.y, mark.h)
        w, h, line = mark.w, mark.h, mark.line
        corner = max(*mark.radii, line)
        if 2 * corner > min(w, h):
            texture = self._mask(("box", w, h, mark.radii, line), w, h, private=False)
            return Rectangle(pos=(x, y), size=(w, h), texture=texture)
        across, up = w - 2 * corner, h - 2 * corner
        edge = line or corner
        rectangles = [(x + corner, y, across, edge), (x + corner, y + h - edge, across, edge)]
        if line:
            rectangles += [(x, y + corner, line, up), (x + w - line, y + corner, line, up)]
        else:
            rectangles.append((x, y + corner, w, up))
        group = InstructionGroup()
        group.add(solid(tuple(rectangles), rgb(palette.colour(mark.role))))
        if any(mark.radii) or line:
            group.add(self._corners(mark, x, y, corner))
        return group

    def _corners(self, mark: Patch, x: int, y: int, corner: int) -> Mesh:
        tl, tr, br, bl = mark.radii
        side = (2 * corner + 3) & ~3
        key = ("corners", side, mark.radii, mark.line)
        texture = self._kept.get(key)
        if texture is None:
            # drawn upside down, as textures are read from below
            alpha, stride = masks.draw("box", (side, side, (bl, br, tr, tl), mark.line), side, side)
            texture = _alpha_texture(alpha, stride, side, side, flip=False)
            self._kept.keep(key, texture, 2 * len(alpha))
        near, far = corner / side, 1 - corner / side
        vertices: list[float] = []
        for left, u0, u1 in ((x, 0.0, near), (x + mark.w - corner, far, 1.0)):
            for low, v0, v1 in ((y, 0.0, near), (y + mark.h - corner, far, 1.0)):
                right, high = left + corner, low + corner
                vertices += (left, low, u0, v0, right, low, u1, v0, right, high, u1, v1, left, high, u0, v1)
        return Mesh(vertices=vertices, indices=_FOUR_QUADS, mode="triangles", texture=texture)

    def _mask(self, mask: tuple[Any, ...], w: int, h: int, private: bool, flip: bool = True) -> Texture:
        key = (mask, flip)
        texture = None if private else self._kept.get(key)
        if texture is None:
            alpha, stride = masks.draw(mask[0], mask[1:], w, h)
            texture = _alpha_texture(alpha, stride, w, h, flip)
            if not private:
                self._kept.keep(key, texture, 2 * len(alpha))
        return texture

    def _words(self, words: Words, private: bool) -> tuple[Texture, tuple[int, int, int, int]]:
        kept = None if private else self._kept.get(words)
        if kept is None:
            dots: Dots = self._typesetter.dots(words, private)
            texture = _alpha_texture(dots.alpha, dots.stride, dots.width, dots.height, flip=True)
            kept = (texture, (dots.width, dots.height, dots.x, dots.y))
            if not private:
                self._kept.keep(words, kept, 2 * len(dots.alpha))
        return kept

    def _picture(self, mark: Picture, palette: Palette) -> Texture:
        key = (mark.name, mark.w, mark.h, mark.instead, mark.flip, id(palette))
        texture = self._kept.get(key)
        if texture is None:
            colours = self._colours.get(palette)
            if colours is None:
                colours = self._colours[palette] = msgspec.structs.asdict(palette)
            pixels = self._gallery.draw(mark.name, mark.w, mark.h, colours, instead=dict(mark.instead), flip=mark.flip)
            texture = Texture.create(size=(pixels.width, pixels.height), colorfmt="rgba", bufferfmt="ubyte")
            _sharp(texture)
            texture.blit_buffer(pixels.rgba, colorfmt="rgba", bufferfmt="ubyte")
            texture.flip_vertical()
            self._kept.keep(key, texture, len(pixels.rgba))
        return texture


def _alpha_texture(alpha: bytes, stride: int, width: int, height: int, flip: bool) -> Texture:
    """A texture whose four channels are all the mask: white, multiplied by its alpha."""
    both = bytearray(2 * len(alpha))
    both[0::2] = alpha
    both[1::2] = alpha
    texture = Texture.create(size=(stride, height), colorfmt="luminance_alpha", bufferfmt="ubyte")
    _sharp(texture)
    texture.blit_buffer(both, colorfmt="luminance_alpha", bufferfmt="ubyte")
    if stride != width:
        texture = texture.get_region(0, 0, width, height)
    if flip:
        texture.flip_vertical()
    return texture


def _sharp(texture: Texture) -> None:
    """Dots of a texture fall on dots of the screen, so nothing is smoothed twice."""
    texture.mag_filter = texture.min_filter = "nearest"
    texture.wrap = "clamp_to_edge"
