"""Pages of feedback: what a learner received, or an instructor gave."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import is_instructor
from feedback.changes import changes
from feedback.forms import FeedbackFilter
from feedback.models import Feedback
from feedback.permissions import can_delete_feedback
from feedback.services import delete_feedback
from opickme.errors import DomainError
from scripts.models import Topic

PAGE_SIZE = 12


@login_required
@never_cache
@require_safe
def feedback_list(request: HttpRequest) -> HttpResponse:
    """Category filter, search and pages, as in the list of scripts."""
    form = FeedbackFilter(request.GET)
    shown = form.apply(Feedback.objects.visible_to(request.user)).for_cards().newest_first()
    context = {
        "page_obj": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "category": form.value("category"),
        "categories": Topic.Category.choices,
        "search": form.value("search"),
        "gives": is_instructor(request.user),
    }
    return render(request, "feedback/list.html", context)


@login_required
@never_cache  # what was deleted must not come back with the back button
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, what the instructor made of it, and what changed."""
    feedback = get_object_or_404(Feedback.objects.visible_to(request.user).for_page(), pk=pk)
    runs = changes(feedback.original, feedback.plain)
    context = {
        "feedback": feedback,
        "script": feedback.script,
        "received": feedback.learner_id == request.user.pk,
        "runs": runs,
        "is_unchanged": all(run.kind == "equal" for run in runs),
        "script_data": script_data(feedback, own=feedback.learner_id == request.user.pk),
        "can_delete": can_delete_feedback(request.user, feedback),
    }
    return render(request, "feedback/detail.html", context)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the feedback, as its learner."""
    feedback = get_object_or_404(Feedback.objects.visible_to(request.user), pk=pk)
    try:
        delete_feedback(feedback=feedback, learner=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("feedback:detail", pk)
    messages.success(request, _("The feedback is deleted."))
    return redirect("feedback:list")


def script_data(feedback: Feedback, *, own: bool) -> dict[str, Any]:
    """What the page's module needs of the recording; its instructor hears it through the consult."""
    script = feedback.script
    audio = reverse("script-audio", args=[script.pk]) if own else reverse("consult-audio", args=[feedback.consult_id])
    return {
        "original": feedback.original,
        "words": script.words,
        "peaks": script.peaks,
        "duration": script.duration,
        "playback_url": f"{audio}?copy=1" if script.playback else audio,
    }
