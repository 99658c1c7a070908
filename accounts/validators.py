"""Rules about what people are called."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BIDI_CONTROLS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def validate_nickname(nickname: str) -> None:
    """Refuse names that nobody can see, that span lines, or that turn the text around them about."""
    kinds = {unicodedata.category(character) for character in nickname}
    turning = any(unicodedata.bidirectional(character) in BIDI_CONTROLS for character in nickname)
    if turning or kinds & {"Cc", "Cs", "Zl", "Zp"}:
        raise ValidationError(_("Leave out characters that cannot be seen."), code="invalid")
    if not any(kind[0] in "LNPS" for kind in kinds):
        raise ValidationError(_("Choose a name that can be read."), code="invalid")
