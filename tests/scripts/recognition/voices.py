"""What the tests of Google's engine send and are answered."""

import numpy as np

from tests.scripts.recognition.sounds import partials

PARK = [("I", 0.1, 0.3), ("like", 0.3, 0.6), ("the", 0.6, 0.7), ("park.", 0.7, 1.2)]
DOG = [("My", 1.6, 1.8), ("dog", 1.8, 2.1), ("too.", 2.1, 2.5)]


def voice(seconds: float) -> np.ndarray:
    return partials(seconds, 150, 300, 450, level=0.3)
