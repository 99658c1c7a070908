"""A phone with an authenticator app."""

import time
from base64 import b32decode

from django_otp.oath import TOTP


class Phone:
    """It was given a key as text, and shows codes."""

    def __init__(self, secret: str) -> None:
        self.key = b32decode(secret.replace(" ", ""))

    def shows(self, *, later: int = 0) -> str:
        """The code of now, or of so many half minutes later."""
        totp = TOTP(self.key)
        totp.time = time.time() + 30 * later
        return f"{totp.token():06d}"
