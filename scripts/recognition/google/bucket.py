"""Sound that is too long for a request lies in Google's storage while it is heard, and no longer."""

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from google.api_core import exceptions

from scripts.recognition.base import RecognitionError
from scripts.recognition.google.access import storage_session
from scripts.recognition.google.errors import again_until, left_until

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
DELETE_SECONDS = 20.0
"""Of its own: the sound is deleted also when the budget is spent."""


class Bucket:
    """A bucket by its `name`, reached through the storage's JSON interface at `endpoint`."""

    def __init__(self, *, name: str, endpoint: str, key: str) -> None:
        self._name, self._endpoint, self._key = name, endpoint, key

    @contextmanager
    def holding(self, sound: bytes, deadline: float) -> Iterator[str]:
        """Put `sound` into the bucket under a name that nobody guesses, give its gs:// address, and delete it.

        A process that is killed in between deletes nothing: the bucket needs a rule that deletes what is a day old.
        """
        name = f"opickme/{secrets.token_hex(24)}.raw"
        try:
            self._send("POST", f"/upload{self._objects}?uploadType=media&name={quote(name, safe='')}", deadline, sound)
            yield f"gs://{self._name}/{name}"
        finally:
            self._delete(name)

    @property
    def _objects(self) -> str:
        return f"/storage/v1/b/{quote(self._name, safe='')}/o"

    def _delete(self, name: str) -> None:
        try:
            self._send("DELETE", f"{self._objects}/{quote(name, safe='')}", time.monotonic() + DELETE_SECONDS)
        except Exception as error:
            if not isinstance(error, RecognitionError):  # without the bucket there is no sound in it
                logger.exception("a recording was left in the bucket %s: %s", self._name, name)

    def _send(self, method: str, path: str, deadline: float, sound: bytes = b"") -> None:
        address, session = storage_session(self._endpoint, self._key)

        def send() -> None:
            timeout = (CONNECT_SECONDS, left_until(deadline))
            headers = {"Content-Type": "application/octet-stream"} if sound else {}
            answer = session.request(method, address + path, data=sound, headers=headers, timeout=timeout)
            if answer.status_code >= 400 and not (method == "DELETE" and answer.status_code == 404):
                raise exceptions.from_http_response(answer)

        with session:
            try:
                again_until(deadline)(send)()
            except exceptions.NotFound:
                message = f"there is no bucket {self._name} for our account"
                raise RecognitionError("engine_refused", message, retryable=False) from None
