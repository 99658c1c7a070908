"""Pages of scripts: choose and record, list, page, edit."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opickme import s3
from opickme.errors import DomainError
from scripts import permissions, serializers
from scripts.forms import EditForm, ScriptFilter
from scripts.models import Script, Topic
from scripts.opic import LEVEL_HINTS, Level
from scripts.services import editing

PAGE_SIZE = 12
TONE_SECONDS = 120


@login_required
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Choose a topic and a level, listen, record, review, save.

    `?topics=other` offers the topics beyond the survey instead of those of the survey.
    """
    beyond = request.GET.get("topics") == "other"
    topics = Topic.objects.published()
    context = {
        "beyond": beyond,
        "categories": topics_by_category(topics.beyond_survey() if beyond else topics.of_survey()),
        "levels": [{"value": level, "label": level.label, "hint": LEVEL_HINTS[level]} for level in Level],
        "record_config": {
            "user_id": request.user.pk,
            "show_question_text": request.user.show_question_text,
            "max_seconds": settings.AUDIO_MAX_SECONDS,
            "tone_seconds": TONE_SECONDS,
            "urls": {
                "me": reverse("me"),
                "random": reverse("question-random"),
                "uploads": reverse("upload-list"),
                "direct": reverse("direct-upload-list") if s3.is_used() else None,
                "scripts": reverse("script-list"),
                "script_page": reverse("scripts:list") + "{id}/",
            },
        },
    }
    return render(request, "scripts/new.html", context)


def topics_by_category(topics: Iterable[Topic]) -> list[dict[str, Any]]:
    """The topics below their categories, in the order of the bank."""
    topics = list(topics)
    return [
        {
            "slug": category.value,
            "name": category.label,
            "picture_url": static(f"img/categories/{category.value}.svg"),
            "topics": [
                {"slug": topic.slug, "name": topic.name, "picture_url": topic.picture_url}
                for topic in topics
                if topic.category == category
            ],
        }
        for category in Topic.Category
        if any(topic.category == category for topic in topics)
    ]


@login_required
@require_safe
def script_list(request: HttpRequest) -> HttpResponse:
    """The learner's scripts: tabs, category filter, search, pages."""
    form = ScriptFilter(request.GET)
    own = Script.objects.owned_by(request.user)
    tab = form.value("tab") or "in_progress"
    shown = form.apply(own, tab=tab).for_cards().newest_first()
    paginator = Paginator(shown, PAGE_SIZE)
    counts = {name: paginator.count if name == tab else form.apply(own, tab=name).count() for name in ScriptFilter.TABS}
    context = {
        "page_obj": paginator.get_page(request.GET.get("page")),
        "tab": tab,
        "counts": counts,
        "category": form.value("category"),
        "categories": Topic.Category.choices,
        "search": form.value("search"),
    }
    return render(request, "scripts/list.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One script: its question, its recording, its words."""
    script = own_script(request, pk)
    context = {
        "script": script,
        "script_data": script_data(script),
        "can_delete": permissions.can_delete_script(request.user, script),
        "received": received(script),
    }
    return render(request, "scripts/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the script's text. The page's own module saves over the API; this form serves without it."""
    script = own_script(request, pk)
    form = EditForm(request.POST or None, initial={"text": script.text, "updated_at": script.updated_at.isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            editing.edit_script(script=script, text=form.cleaned_data["text"], seen=form.cleaned_data["updated_at"])
        except DomainError as error:
            form.add_error("text", str(error.message))
        else:
            messages.success(request, _("Your script is saved."))
            return redirect("scripts:detail", pk)
    status = 200 if request.method != "POST" else 400
    context = {"script": script, "script_data": script_data(script), "form": form}
    return render(request, "scripts/edit.html", context, status=status)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a script and its recording, for browsers without JavaScript."""
    script = own_script(request, pk)
    try:
        editing.delete_script(script=script)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("scripts:detail", pk)
    messages.success(request, _("The script and its recording are deleted."))
    return redirect("scripts:list")


def received(script: Script) -> Any:
    """The feedback on this script, newest first, without its texts."""
    if not script.feedback_count:
        return []
    shown = script.feedback.select_related("instructor").defer("original", "content", "plain")
    return shown.newest_first()


def own_script(request: HttpRequest, pk: int) -> Script:
    """The reader's own script; another person's does not exist."""
    return get_object_or_404(Script.objects.owned_by(request.user).with_question(), pk=pk)


def script_data(script: Script) -> dict[str, Any]:
    """What the page's module needs, in the form of the API."""
    data = dict(serializers.ScriptSerializer(script).data)
    data["download_url"] = f"{data['audio_url']}?download=1"
    data["urls"] = {
        "api": reverse("script-detail", args=[script.pk]),
        "retry": reverse("script-retry", args=[script.pk]),
        "page": reverse("scripts:detail", args=[script.pk]),
        "list": reverse("scripts:list"),
    }
    return data
