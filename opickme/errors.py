"""Errors of the domain: a stable code for programs, a sentence for people."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the product said no. `status` is the HTTP answer at the edge; `extra` goes into its body."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 409
    message: str | Promise = _("This is not possible.")

    def __init__(self, message: str | Promise | None = None, **extra: Any) -> None:
        if message is not None:
            self.message = message
        self.extra = extra
        super().__init__(str(self.code))
