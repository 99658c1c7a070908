"""The shape of a recording, for the waveform on the page."""

import numpy as np
from numpy.typing import NDArray


def peaks(pcm: NDArray[np.float32], count: int = 600) -> list[float]:
    """Return the loudest sample of each of `count` equal stretches, 0 to 1, to three decimals; zeros for no sound."""
    if not len(pcm):
        return [0.0] * count
    loud = np.minimum(np.abs(pcm), 1.0)
    edges = np.linspace(0, len(pcm), count, endpoint=False).astype(int)
    return [round(float(peak), 3) for peak in np.maximum.reduceat(loud, edges)]
