"""What a speech synthesis engine gives."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Speech:
    """Spoken text: mono samples in -1..1 at `sample_rate` per second; `voice` names who spoke."""

    pcm: NDArray[np.float32]
    sample_rate: int
    voice: str


class Synthesizer(Protocol):
    """A voice. `warm` loads it now instead of at the first text."""

    name: str

    def warm(self) -> None: ...

    def speak(self, text: str) -> Speech: ...
