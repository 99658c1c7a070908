"""Topics in the admin, with their pictures."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from opickme.staff.lists import FastList
from scripts.admin.exports import TopicSheets
from scripts.admin.states import StateActions, enumerated
from scripts.models import Question, Topic
from scripts.services import choice, pictures


class TopicForm(forms.ModelForm[Topic]):
    """A topic; its picture is decoded and cut square as it comes in."""

    class Meta:
        model = Topic
        fields = ["slug", "name_ko", "name_en", "category", "position", "state", "picture"]

    def clean_picture(self) -> Any:
        """Keep the new picture's bytes for saving, or say what is wrong with it."""
        given = self.cleaned_data["picture"]
        self.drawn: bytes | None = None
        if "picture" in self.changed_data and given:
            try:
                self.drawn = pictures.square(given)
            finally:
                given.close()
        return given

    def clean_slug(self) -> str:
        """A topic's address stays: scripts and bookmarks name it."""
        slug: str = self.cleaned_data["slug"].lower()
        if self.instance.pk and slug != self.instance.slug:
            raise ValidationError(_("The short name cannot change once the topic is there."))
        return slug


@admin.register(Topic)
class TopicAdmin(TopicSheets, FastList, StateActions, SimpleHistoryAdmin):
    form = TopicForm
    list_display = ["image", "name_ko", "name_en", "slug", "category", "position", "state_shown", "asked"]
    list_display_links = ["image", "name_ko"]
    list_filter = ["category", "state"]
    search_fields = ["slug", "name_ko", "name_en"]
    ordering = ["category", "position"]

    class Media:
        css = {"all": ["css/desk.css"]}

    readonly_fields = ["image"]
    fields = ["image", "picture", "slug", "name_ko", "name_en", "category", "position", "state"]

    def get_queryset(self, request: HttpRequest) -> Any:
        published = Count("questions", filter=Q(questions__state=Question.State.PUBLISHED))
        return super().get_queryset(request).annotate(asked=published)

    @admin.display(description=_("picture"))
    def image(self, topic: Topic) -> str:
        if not topic.pk:
            return "–"
        return format_html('<img class="topic-image" src="{}" alt="" width="48" height="48">', topic.picture_url)

    @admin.display(description=_("published questions"), ordering="asked")
    def asked(self, topic: Any) -> int:
        return topic.asked

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        drawn = getattr(form, "drawn", None)
        name = pictures.store(drawn) if drawn else ""
        with transaction.atomic():
            if name:
                pictures.attach(obj, name)
            else:
                self._keep_picture(request, obj)
            super().save_model(request, obj, form, change)
        if "state" in form.changed_data:
            self._warn_of_gaps(request, [obj])

    def _keep_picture(self, request: HttpRequest, topic: Topic) -> None:
        """Of an old version that is taken back the picture may have gone: then the present one stays."""
        present = Topic.objects.filter(pk=topic.pk).values_list("picture", flat=True).first() or ""
        if topic.picture and topic.picture.name != present and not pictures.is_there(topic.picture.name):
            topic.picture = present
            sentence = _("The picture of that version is not there any more. The present one stays.")
            self.message_user(request, sentence, messages.WARNING)

    def _brought(self, request: HttpRequest, rows: Iterable[Topic]) -> None:
        self._warn_of_gaps(request, rows)

    def _warn_of_gaps(self, request: HttpRequest, topics: Iterable[Topic]) -> None:
        """Say of published topics for which grades they have nothing to ask."""
        levels: dict[str, list[str]] = {}
        for slug, level in choice.gaps():
            levels.setdefault(slug, []).append(level)
        empty = [f"{topic.name} ({', '.join(levels[topic.slug])})" for topic in topics if topic.slug in levels]
        if empty:
            sentence = _("Learners find no question here yet: %(topics)s") % {"topics": enumerated(empty)}
            self.message_user(request, sentence, messages.WARNING)
