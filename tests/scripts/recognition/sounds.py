"""Sound in which nobody speaks, made for the test; and people who do."""

from functools import cache
from pathlib import Path

import numpy as np

from scripts.audio import jail

RATE = 16_000
SPEECH = Path(__file__).parents[2] / "data" / "speech"


@cache
def answer(name: str) -> np.ndarray:
    """A real answer, about 70 s."""
    return jail.decode(SPEECH / f"{name}.ogg", max_seconds=120)


def read_text(name: str) -> str:
    """What the speaker of the answer read."""
    return (SPEECH / f"{name}.txt").read_text()


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE), np.float32)


def noise(seconds: float, *, decibels: float) -> np.ndarray:
    """White noise, `decibels` of full scale, the same each time."""
    return (np.random.default_rng(1).standard_normal(int(seconds * RATE)) * 10 ** (decibels / 20)).astype(np.float32)


def partials(seconds: float, *hertz: float, level: float) -> np.ndarray:
    """Sines together, each `level` divided by its number."""
    time = np.arange(int(seconds * RATE)) / RATE
    return sum(level / number * np.sin(2 * np.pi * f * time) for number, f in enumerate(hertz, 1)).astype(np.float32)


def music(seconds: float) -> np.ndarray:
    """Four chords in turn, struck twice a second."""
    chords = [(261.6, 329.6, 392.0), (220.0, 261.6, 329.6), (349.2, 440.0, 523.3), (196.0, 246.9, 293.7)]
    fade = np.exp(-2 * np.arange(RATE // 2) / RATE)
    struck = [partials(0.5, *notes, *(2 * f for f in notes), level=0.3) * fade for notes in chords]
    return np.tile(np.concatenate(struck), int(seconds / 2)).astype(np.float32)


def keyboard(seconds: float) -> np.ndarray:
    """Somebody types, six keys a second."""
    random = np.random.default_rng(2)
    sound = silence(seconds)
    for at in random.integers(0, len(sound) - 800, int(6 * seconds)):
        sound[at : at + 800] += random.standard_normal(800) * np.exp(-np.arange(800) / 150) * 0.3
    return sound


NOBODY = {
    "silence": lambda s: silence(s),
    "faint noise": lambda s: noise(s, decibels=-70),
    "noise": lambda s: noise(s, decibels=-40),
    "loud noise": lambda s: noise(s, decibels=-20),
    "clipped noise": lambda s: np.clip(noise(s, decibels=10), -1, 1),
    "hum of the mains": lambda s: partials(s, 60, 120, 180, level=0.05),
    "tone": lambda s: partials(s, 440, level=0.3),
    "clipped tone": lambda s: np.clip(partials(s, 300, level=5), -1, 1),
    "music": music,
    "keyboard": keyboard,
}
