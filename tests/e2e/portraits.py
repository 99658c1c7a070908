"""Two drawn people for the cameras of the tour: Chromium's own fake camera is a green test picture."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT, FRAMES = 1280, 720, 10
Colour = tuple[int, int, int]
Canvas = np.ndarray


@dataclass(frozen=True)
class Person:
    """What a portrait is drawn from: colours from the back to the front."""

    wall: tuple[Colour, Colour]
    clothes: Colour
    hair: Colour
    skin: Colour
    long_hair: bool = False
    glasses: bool = False


LEARNER = Person(((214, 226, 244), (244, 236, 224)), (86, 112, 168), (52, 42, 44), (240, 208, 184), long_hair=True)
INSTRUCTOR = Person(((226, 236, 222), (250, 240, 226)), (70, 84, 78), (110, 78, 56), (232, 194, 166), glasses=True)


def film_of(person: Person, target: Path) -> Path:
    """Write a second of `person` as a camera's film (motion JPEG) that Chromium plays over and over."""
    with av.open(str(target), "w", format="mjpeg") as out:
        stream = out.add_stream("mjpeg", rate=FRAMES)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        stream.codec_context.time_base = Fraction(1, FRAMES)
        stream.options = {"qmin": "2", "qmax": "3"}
        for number in range(FRAMES):
            picture = av.VideoFrame.from_ndarray(_draw(person, number / FRAMES), format="rgb24")
            out.mux(stream.encode(picture))
        out.mux(stream.encode(None))
    return target


def _draw(person: Person, turn: float) -> Canvas:
    """The person at `turn` (0 to 1) of a slow nod that ends where it begins."""
    nod = 5 * np.sin(2 * np.pi * turn)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x -= WIDTH / 2
    canvas = _wall(person.wall, x, y)
    _paint(canvas, _ellipse(x, y, 0, 760, 330, 230), person.clothes)
    y = y - nod
    if person.long_hair:
        _paint(canvas, _ellipse(x, y, 0, 400, 172, 250), person.hair)
    _paint(canvas, _ellipse(x, y, 0, 530, 54, 90), _shade(person.skin, 0.93))
    _paint(canvas, _ellipse(x, y, 0, 350, 136, 172), person.skin)
    _paint(canvas, np.minimum(_ellipse(x, y, 0, 300, 147, 140), _ellipse(x, y, -30, 190, 210, 118)), person.hair)
    for side in (-1, 1):
        _face_half(canvas, person, x, y, side)
    _paint(canvas, _ellipse(x, y, 0, 392, 11, 16), _shade(person.skin, 0.88))
    smile = np.minimum(_ellipse(x, y, 0, 432, 46, 26), _outside(_ellipse(x, y, 0, 420, 56, 24)))
    _paint(canvas, smile, (188, 92, 88))
    return canvas.clip(0, 255).astype(np.uint8)


def _face_half(canvas: Canvas, person: Person, x: Canvas, y: Canvas, side: int) -> None:
    if not person.long_hair:
        _paint(canvas, _ellipse(x, y, side * 136, 360, 20, 34), _shade(person.skin, 0.95))
    _paint(canvas, _ellipse(x, y, side * 56, 350, 11, 13), (48, 40, 40))
    _paint(canvas, _ellipse(x, y, side * 58, 346, 3.5, 4), (255, 255, 255))
    _paint(canvas, _ellipse(x, y, side * 57, 318, 28, 6), person.hair)
    _paint(canvas, _ellipse(x, y, side * 82, 404, 26, 16) * 0.35, (228, 138, 126))
    if person.glasses:
        rim = np.minimum(_ellipse(x, y, side * 57, 352, 43, 35), _outside(_ellipse(x, y, side * 57, 352, 38, 30)))
        _paint(canvas, rim, (60, 56, 60))
        _paint(canvas, _ellipse(x, y, side * 7, 346, 10, 3.5), (60, 56, 60))


def _wall(colours: tuple[Colour, Colour], x: Canvas, y: Canvas) -> Canvas:
    share = ((y / HEIGHT + x / WIDTH + 0.5) / 2)[..., None]
    wall = np.array(colours[0]) * (1 - share) + np.array(colours[1]) * share
    _paint(wall, _ellipse(x, y, 330, 170, 210, 210) * 0.35, (255, 255, 255))
    return wall.astype(np.float32)


def _ellipse(x: Canvas, y: Canvas, left: float, top: float, wide: float, high: float) -> Canvas:
    """How much of each point lies in the ellipse: 0 to 1, with a soft edge of about a point."""
    far = np.hypot((x - left) / wide, (y - top) / high)
    return np.clip((1 - far) * min(wide, high) + 0.5, 0, 1)


def _outside(mask: Canvas) -> Canvas:
    return 1 - mask


def _paint(canvas: Canvas, mask: Canvas, colour: Colour) -> None:
    canvas += (np.array(colour, np.float32) - canvas) * mask[..., None]


def _shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (int(part * factor) for part in colour)
    return red, green, blue
