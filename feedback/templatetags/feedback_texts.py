"""How corrected texts are put on a page."""

from django import template
from django.utils.safestring import SafeString

from consults import richtext

register = template.Library()


@register.filter
def rich(content: str) -> SafeString:
    """Corrected text as HTML. It was sanitised when it was stored, and is again: the page trusts no row."""
    return SafeString(richtext.clean(content, may_be_empty=True))
