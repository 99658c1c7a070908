"""The question bank in the admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from simple_history.admin import SimpleHistoryAdmin

from opickme.errors import DomainError
from opickme.staff.filters import RelatedFilter
from opickme.staff.lists import FastList
from scripts import media
from scripts.admin.sheets import QuestionSheets
from scripts.admin.states import NAMED, StateActions, enumerated
from scripts.models import Combo, Question, State, Topic
from scripts.opic import TYPES_BY_LEVEL
from scripts.services import curating, speech

VOICE_WAIT_SECONDS = 8
WRITTEN = ["topic", "level", "type", "difficulty", "text", "text_ko", "hint", "hint_ko", "source", "state", "key"]


class QuestionForm(forms.ModelForm[Question]):
    """A question, with the version that it was made from: two curators do not overwrite one another."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = WRITTEN
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5, "lang": "en"}),
            "text_ko": forms.Textarea(attrs={"rows": 4, "lang": "ko"}),
            "hint": forms.TextInput(attrs={"class": "vLargeTextField", "lang": "en"}),
            "hint_ko": forms.TextInput(attrs={"class": "vLargeTextField", "lang": "ko"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" in self.fields and self.instance.pk:
            self.initial["seen"] = self.instance.updated_at.isoformat()
        if kinds := self.fields.get("type"):
            # With their codes: sheets and combos name the types by these.
            kinds.choices = [  # type: ignore[attr-defined]
                (code, f"{code} {label}" if code else label)
                for code, label in kinds.choices  # type: ignore[attr-defined]
            ]

    def clean_key(self) -> str | None:
        return self.cleaned_data["key"] or None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        level, kind = data.get("level"), data.get("type")
        if level and kind and kind not in TYPES_BY_LEVEL[level]:
            self.add_error("type", _("%(level)s does not practise this type.") % {"level": level})
        self._stay_in_combos()
        seen = data.get("seen")
        if seen and not Question.objects.filter(pk=self.instance.pk, updated_at=seen).exists():
            raise ValidationError(
                _(
                    "Somebody else has changed this question meanwhile. Your text is still here: compare it with the "
                    "history, then load the page anew."
                )
            )
        return data

    def _stay_in_combos(self) -> None:
        """Refuse a type or a topic that does not belong where the question stands."""
        moved = {"type", "topic"}.intersection(self.changed_data)
        if moved and self.instance.pk and Combo.objects.holding([self.instance.pk]).exists():
            sentences = {
                "type": _("This question stands in a combo, so its type cannot change."),
                "topic": _("This question stands in a combo, so its topic cannot change."),
            }
            for name in moved:
                self.add_error(name, sentences[name])


class SpokenFilter(admin.SimpleListFilter):
    """Whether the stored audio speaks the present text."""

    title = _("voice")
    parameter_name = "spoken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("spoken")), ("no", _("not spoken yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        if self.value() not in ("yes", "no"):
            return queryset
        unspoken = Question.objects.unspoken().order_by().values("pk")
        return queryset.exclude(pk__in=unspoken) if self.value() == "yes" else queryset.filter(pk__in=unspoken)


class UsageList(ChangeList):
    """A page of questions, each with how it fares: one query for the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        used = curating.usage(question.pk for question in self.result_list)
        may_see = request.user.has_perm("scripts.view_script")
        for question in self.result_list:
            question.leads_to_answers = may_see
            question.usage = used.get(question.pk, curating.Usage())


@admin.register(Question)
class QuestionAdmin(QuestionSheets, FastList, StateActions, SimpleHistoryAdmin):
    form = QuestionForm
    change_form_template = "admin/scripts/question/change_form.html"
    change_list_template = "admin/scripts/question/change_list.html"
    list_display = ["beginning", "state_shown", "voice", "answers", "mean_length", "failures"]
    list_filter = [("topic", RelatedFilter), "topic__category", "level", "type", "state", "difficulty", SpokenFilter]
    list_select_related = ["topic"]
    search_fields = ["=type", "=level", "key", "text", "text_ko", "hint", "hint_ko"]
    search_fields += ["topic__slug", "topic__name_ko", "topic__name_en"]
    search_help_text = _("Words of the text in either language, of the hint, a topic, a key, a level or a type (T14).")
    autocomplete_fields = ["topic"]
    ordering = ["-id"]
    actions = (*StateActions.actions, "speak_again")
    fieldsets = [
        (None, {"fields": ["topic", ("level", "type", "difficulty"), "text", "text_ko", "hint", "hint_ko"]}),
        (_("Care"), {"fields": ["state", "source", "key", "seen"]}),
    ]

    class Media:
        css = {"all": ["css/desk.css"]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return UsageList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """In an autocomplete field only what may still be asked is offered."""
        found, many = super().get_search_results(request, queryset, search_term)
        return (found.living() if request.path.endswith("/autocomplete/") else found), many

    # --- columns -----------------------------------------------------------------------------------------------
    @admin.display(description=_("question"), ordering="text")
    def beginning(self, question: Question) -> str:
        facts = f"{question.topic.name} · {question.level} · {question.type} {question.get_type_display()}"
        text = Truncator(question.text).chars(120)
        return format_html('{}<small class="facts">{} · {}</small>', text, facts, question.difficulty)

    @admin.display(description=_("voice"))
    def voice(self, question: Question) -> Any:
        if not question.is_spoken:
            return format_html('<span class="voice-none" title="{}">–</span>', _("not spoken yet"))
        return format_html(
            '<button type="button" class="voice-play" data-voice="{}" aria-label="{}">▶</button>',
            voice_url(question),
            _("Listen"),
        )

    @admin.display(description=_("answers"))
    def answers(self, question: Any) -> Any:
        if not question.usage.answers:
            return "–"
        if not question.leads_to_answers:
            return question.usage.answers
        scripts = reverse("admin:scripts_script_changelist")
        return format_html('<a href="{}?question={}">{}</a>', scripts, question.pk, question.usage.answers)

    @admin.display(description=_("mean length"))
    def mean_length(self, question: Any) -> str:
        return _("%(n)d s") % {"n": round(question.usage.mean_seconds)} if question.usage.mean_seconds else "–"

    @admin.display(description=_("failures"))
    def failures(self, question: Any) -> Any:
        return question.usage.failures or "–"

    # --- actions -----------------------------------------------------------------------------------------------
    @admin.action(description=_("Speak again"), permissions=["change"])
    def speak_again(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        chosen = Question.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        n = curating.speak_again(questions=chosen)
        for question in chosen[:2000]:
            self.log_change(request, question, [{"changed": {"fields": ["audio"]}}])
        sentence = ngettext("%(n)s question is spoken anew.", "%(n)s questions are spoken anew.", n) % {"n": n}
        self.message_user(request, sentence, messages.SUCCESS)

    # --- one question --------------------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        def own(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"scripts_question_{name}")

        return [
            own("alike/", require_safe(self.alike_view), "alike"),
            own("<int:pk>/voice/", require_safe(self.voice_view), "voice"),
            own("<int:pk>/speak/", require_POST(self.speak_view), "speak"),
            *super().get_urls(),
        ]

    def alike_view(self, request: HttpRequest) -> HttpResponse:
        """Questions that say nearly the same as `?text=`, for the form to warn with."""
        if not self.has_view_permission(request):
            return JsonResponse({}, status=403)
        besides = request.GET.get("besides", "")
        text = request.GET.get("text", "")[:1000]
        found = curating.alike(text=text, besides=int(besides) if besides.isdecimal() else None)
        return JsonResponse({"alike": [self._told(one) for one in found]})

    def _told(self, one: curating.Alike) -> dict[str, Any]:
        question = one.question
        return {
            "percent": one.percent,
            "text": question.text,
            "about": f"{question.topic.name} · {question.level} · {question.type}",
            "url": reverse("admin:scripts_question_change", args=[question.pk]),
        }

    def voice_view(self, request: HttpRequest, pk: int) -> Any:
        """The question as it is spoken; made now where that has not been done."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        question = get_object_or_404(Question, pk=pk)
        try:
            question = speech.wait_until_spoken(question=question, seconds=VOICE_WAIT_SECONDS)
            return media.serve_file(request, question.audio, mime="audio/mp4", filename=f"question-{pk}.m4a")
        except FileNotFoundError:
            speech.forget_speech(question=question)
        except DomainError as error:
            return HttpResponse(str(error.message), status=503, content_type="text/plain; charset=utf-8")
        return HttpResponse(status=503)

    def speak_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have this one question spoken anew."""
        question = get_object_or_404(Question, pk=pk)
        if not self.has_change_permission(request, question):
            return HttpResponse(status=403)
        self.speak_again(request, Question.objects.filter(pk=pk))
        return redirect("admin:scripts_question_change", pk)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        question = kwargs.get("obj")
        if question is not None and question.pk:
            used = curating.usage([question.pk]).get(question.pk, curating.Usage())
            context |= {"usage": used, "last_answer": curating.last_answer(question), "voice_url": voice_url(question)}
        context |= {"alike_url": reverse("admin:scripts_question_alike"), "question": question}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        # Only what is written here: a worker may be storing the audio this very moment.
        obj.key = obj.key or curating.new_key(obj)
        obj._history_user = request.user  # type: ignore[attr-defined]
        obj.save(update_fields=[*WRITTEN, "updated_at"] if change else None)
        curating.have_spoken([obj.pk])
        found = curating.alike(text=obj.text, besides=obj.pk) if "text" in form.changed_data else []
        if found:
            sentence = _("Saved, but this question says nearly the same as: %(others)s")
            others = ", ".join(
                f"{one.question.key or one.question.pk} ({round(one.similarity * 100)} %)" for one in found
            )
            self.message_user(request, sentence % {"others": others}, messages.WARNING)
        if {"state", "topic"}.intersection(form.changed_data):
            self._brought(request, Question.objects.filter(pk=obj.pk))

    def _brought(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Say what keeps published questions from learners, and what those that are not keep from them."""
        held = Question.objects.filter(pk__in=rows.values("pk"))
        closed = Topic.objects.exclude(state=State.PUBLISHED).filter(
            pk__in=held.filter(state=State.PUBLISHED).values("topic")
        )
        if names := enumerated(closed[: NAMED + 1]):
            sentence = _("Learners do not meet it yet, because the topic is not published: %(topics)s")
            self.message_user(request, sentence % {"topics": names}, messages.WARNING)
        combos = Combo.objects.filter(state=State.PUBLISHED).holding(held.exclude(state=State.PUBLISHED))
        if names := enumerated(combos[: NAMED + 1]):
            sentence = _("These combos are not asked any more, because a question in them is not published: %(combos)s")
            self.message_user(request, sentence % {"combos": names}, messages.WARNING)


def voice_url(question: Question) -> str:
    """Address of the audio; another recording has another."""
    version = str(question.audio).rpartition("/")[2][:8]
    return f"{reverse('admin:scripts_question_voice', args=[question.pk])}?v={version}"
