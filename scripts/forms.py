"""Input of the script pages and lists."""

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from scripts.models import Script, ScriptQuerySet, Topic


class ListFilter(forms.Form):
    """What a list shows: the same words in the address of every list. Shared by page and API."""

    category = forms.ChoiceField(choices=Topic.Category.choices, required=False)
    search = forms.CharField(max_length=100, required=False)

    def is_valid_or_raise(self) -> None:
        """Raise the API's ValidationError where a value is unknown."""
        if not self.is_valid():
            raise ValidationError(self.errors)

    def value(self, name: str) -> str:
        """The value of a field, empty where it was not valid."""
        self.is_valid()
        return self.cleaned_data.get(name, "")


class ScriptFilter(ListFilter):
    """What a list of scripts shows."""

    TABS = {"in_progress": _("In progress"), "completed": _("Completed")}

    tab = forms.ChoiceField(choices=list(TABS.items()), required=False)

    def apply(self, scripts: ScriptQuerySet, *, tab: str | None = None) -> ScriptQuerySet:
        """Narrow `scripts` to what is asked for; `tab` overrides the form's."""
        tab = self.value("tab") if tab is None else tab
        if category := self.value("category"):
            scripts = scripts.in_category(category)
        if search := self.value("search"):
            scripts = scripts.search(search)
        if tab:
            scripts = scripts.completed() if tab == "completed" else scripts.in_progress()
        return scripts


class EditForm(forms.ModelForm[Script]):
    """The script's text, with the version it was made from, for browsers without JavaScript.

    The text may be empty here: what a text must be, the service says, to page and API alike.
    """

    updated_at = forms.DateTimeField(widget=forms.HiddenInput)

    class Meta:
        model = Script
        fields = ["text"]
