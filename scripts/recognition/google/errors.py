"""What goes wrong with Google: what is tried again, and how it is said in our words."""

import re
import time

import grpc
import requests
from google.api_core import exceptions, retry
from google.auth import exceptions as auth_exceptions

from scripts.recognition.base import RecognitionError

AGAIN = (
    exceptions.TooManyRequests,
    exceptions.InternalServerError,
    exceptions.BadGateway,
    exceptions.ServiceUnavailable,
    exceptions.GatewayTimeout,
    auth_exceptions.TransportError,
    requests.ConnectionError,
    requests.Timeout,
)
REFUSED = (exceptions.Unauthorized, exceptions.Forbidden, auth_exceptions.GoogleAuthError)
UNAVAILABLE = (exceptions.ServerError, auth_exceptions.TransportError, requests.RequestException)
# Within gRPC credentials that Google does not take look like an outage, which is no reason to wait.
BAD_KEY = re.compile(r"metadata from plugin failed.*(invalid_grant|invalid_client|unauthorized_client)", re.DOTALL)


def again_until(deadline: float) -> retry.Retry:
    """What is busy or away is asked again, after pauses that double and that chance shortens, until `deadline`."""
    left = left_until(deadline)
    return retry.Retry(predicate=_passes, initial=0.4, maximum=8, multiplier=2, timeout=left)


def left_until(deadline: float) -> float:
    """The seconds until `deadline`. Raises DeadlineExceeded when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise exceptions.DeadlineExceeded("the budget is spent")
    return left


def explained(error: Exception) -> RecognitionError:
    """Say in one line of ours what went wrong. Google's own message is only quoted where it is about our account."""
    if isinstance(error, exceptions.RetryError) and isinstance(error.cause, Exception):
        error = error.cause
    kind = type(error).__name__
    if isinstance(error, exceptions.TooManyRequests):
        return RecognitionError("quota", f"Google's quota is used up ({kind})", retryable=True)
    if isinstance(error, UNAVAILABLE) and not BAD_KEY.search(str(error)):
        return RecognitionError("engine_unavailable", f"Google does not answer ({kind})", retryable=True)
    if isinstance(error, (*REFUSED, *UNAVAILABLE)):
        return RecognitionError("engine_refused", f"Google refuses us: {_one_line(error)}", retryable=False)
    retryable = not isinstance(error, exceptions.ClientError)
    return RecognitionError("engine_failed", f"Google's answer is of no use ({kind})", retryable=retryable)


def status_of(code: int) -> grpc.StatusCode:
    return next((status for status in grpc.StatusCode if status.value[0] == code), grpc.StatusCode.UNKNOWN)


def _passes(error: BaseException) -> bool:
    return isinstance(error, AGAIN) and not BAD_KEY.search(str(error))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
