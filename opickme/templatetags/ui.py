"""Small words that every template may use."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw one icon of the sprite, hidden from screen readers: the words beside it (or an aria-label) speak."""
    return format_html(
        '<svg class="bi {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra_class,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def here(context: template.Context, *view_names: str) -> SafeString:
    """Write `aria-current="page"` when the present page is one of these views."""
    match = getattr(context.get("request"), "resolver_match", None)
    return SafeString(' aria-current="page"' if match and match.view_name in view_names else "")
