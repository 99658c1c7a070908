"""What the rules of accounts may say no with."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opickme.errors import DomainError

Sentence = str | Promise


class Taken(DomainError):
    """Somebody else has this username or email already. `fields` maps the field to its sentence."""

    code = "taken"
    status = 400
    message = _("This account exists already.")

    def __init__(self, fields: Mapping[str, Sentence]) -> None:
        super().__init__()
        self.fields = dict(fields)
