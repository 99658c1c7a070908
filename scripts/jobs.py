"""The work of the background workers: an id comes in, services are called."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import Error

from opickme import s3
from scripts.audio import jail
from scripts.audio.encode import encode_m4a
from scripts.audio.errors import AudioError
from scripts.audio.jail import SAMPLE_RATE
from scripts.audio.peaks import peaks
from scripts.recognition import get_recognizer
from scripts.recognition.base import RecognitionError
from scripts.services import files, recognition, speech, tallies
from scripts.services.lease import kept_alive

logger = logging.getLogger(__name__)

RETRY_DELAYS = (2.0, 15.0)  # seconds before the second and the third try
STORAGE_DELAY = 10.0  # seconds before the storage, which is away, is asked again


def recognize(*, script_id: int) -> None:
    """Claim the script, recognise it, and write the result while the claim is still ours."""
    try:
        _recognize(script_id)
    finally:
        tallies.keep()  # an answer that came to nothing may have been paid for, too


def _recognize(script_id: int) -> None:
    claim = recognition.claim_script(script_id=script_id)
    if claim is None:
        return
    try:
        with kept_alive(partial(recognition.renew_lease, claim)):
            written = _transcribe(claim)
    except AudioError as error:
        written = recognition.fail(claim, code=error.code)
    except RecognitionError as error:
        written = _after(error, claim)
    except (Error, MemoryError):
        raise  # the lease runs out and the reaper queues it again
    except Exception as error:
        written = _after_fault(error, claim)
    if not written:
        logger.warning("stale attempt %s of script %s dropped", claim.attempt, script_id)


def speak(*, question_id: int) -> None:
    """Make the audio of the question unless it is made, or being made."""
    speech.speak_question(question_id=question_id)


def _transcribe(claim: recognition.Claim) -> bool:
    with files.on_this_disk(claim.script.recording) as path:
        pcm = jail.decode(path, max_seconds=settings.AUDIO_MAX_SECONDS)
    # The playable copy is made beside the recognition: the encoder runs while the recogniser thinks.
    with ThreadPoolExecutor(max_workers=1) as pool:
        copy = pool.submit(encode_m4a, pcm, sample_rate=SAMPLE_RATE)
        transcript = get_recognizer().recognize(pcm)
    playback = _stored(copy, claim)
    written = recognition.finish(
        claim, transcript=transcript, peaks=peaks(pcm), duration=len(pcm) / SAMPLE_RATE, playback=playback
    )
    if not written:
        files.drop(playback)
    return written


def _stored(copy: Future[bytes], claim: recognition.Claim) -> str:
    """Store the playable copy; without one the words are worth no less, and the recording itself is played."""
    try:
        content = ContentFile(copy.result())
        return files.store(content, folder=f"recordings/{claim.script.learner_id}", extension="m4a")
    except Error:
        raise
    except Exception as error:
        if s3.is_fault(error):
            raise
        logger.exception("no playable copy of script %s", claim.script.pk)
        return ""


def _after(error: RecognitionError, claim: recognition.Claim) -> bool:
    if error.retryable:
        return recognition.give_back(claim, code=error.code, delay_seconds=_delay(claim))
    if error.code == "engine_refused":
        logger.error("the recognition engine refuses our credentials: %s", error)
    return recognition.fail(claim, code=error.code)


def _after_fault(error: Exception, claim: recognition.Claim) -> bool:
    if s3.is_fault(error):
        # No fault of the recording or of the engine: however long the store is away, it costs the script no try.
        logger.error("script %s waits for the object store: %s", claim.script.pk, s3.code_of(error))
        return recognition.give_back(claim, code="engine_failed", delay_seconds=STORAGE_DELAY, is_free=True)
    logger.error("recognition of script %s failed", claim.script.pk, exc_info=error)
    return recognition.give_back(claim, code="engine_failed", delay_seconds=_delay(claim))


def _delay(claim: recognition.Claim) -> float:
    used = settings.MAX_ATTEMPTS - claim.script.tries_left
    return RETRY_DELAYS[min(max(used, 1), len(RETRY_DELAYS)) - 1]
