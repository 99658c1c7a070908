"""How forms of the site look: Bootstrap's classes and test hooks on the control itself.

Labels, help and errors are tied to it by templates/_field.html; Django writes the aria attributes.
"""

from typing import Any

from django import forms


class ShownField(forms.BoundField):
    """A field of a form as the page shows it."""

    @property
    def is_switch(self) -> bool:
        """Whether it is switched on and off rather than filled in."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_password(self) -> bool:
        return isinstance(self.field.widget, forms.PasswordInput)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.setdefault("data-testid", self.name.replace("_", "-"))
        kind = "form-check-input" if self.is_switch else "form-control"
        attrs["class"] = f"{kind} is-invalid" if self.errors else kind
        return attrs


class ShownForm(forms.Form):
    bound_field_class = ShownField
