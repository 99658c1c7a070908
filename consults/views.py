"""Pages of consults: the instructors' dashboard, a learner's own requests, the waiting room and the room."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import is_instructor
from consults.models import Consult
from consults.payloads import consult_payload, moment
from consults.permissions import INSTRUCTOR, LEARNER, role_in
from consults.services import line
from consults.services.requests import KEEPS_PLACE
from consults.services.upkeep import note_learner

PAGE_SIZE = 12


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The dashboard of an instructor; the own requests of everybody else."""
    return dashboard(request) if is_instructor(request.user) else own_requests(request)


def dashboard(request: HttpRequest) -> HttpResponse:
    """Who waits, what goes on, and what is still to be finished."""
    mine = Consult.objects.taken_by(request.user).with_all()
    context = {
        "going_on": mine.open().first(),
        "unfinished": mine.unfinished().newest_first(),
        "desk_data": {"now": moment(timezone.now()), "urls": asking_urls()},
    }
    return render(request, "consults/dashboard.html", context)


def own_requests(request: HttpRequest) -> HttpResponse:
    """What a learner has asked for, newest first."""
    paginator = Paginator(Consult.objects.asked_by(request.user).with_all().newest_first(), PAGE_SIZE)
    context = {"page_obj": paginator.get_page(request.GET.get("page"))}
    return render(request, "consults/own_requests.html", context)


@login_required
@require_safe
def room(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The place of one consult, for its two people: it waits, it is a call, or it is over."""
    consult = get_object_or_404(Consult.objects.visible_to(request.user).with_all(), pk=pk)
    role = role_in(request.user, consult)
    if role is None:
        return redirect("consults:list")  # an instructor takes a request at the dashboard
    if role == LEARNER and consult.state == Consult.State.WAITING:
        note_learner(request.user)
        return waiting_room(request, consult)
    if consult.is_open or (role == INSTRUCTOR and not consult.is_settled and is_instructor(request.user)):
        return call(request, consult, role)
    if consult.feedback_id:
        return redirect("feedback:detail", consult.feedback_id)
    return over(request, consult, role)


def waiting_room(request: HttpRequest, consult: Consult) -> HttpResponse:
    """Place in line, instructors online, an honest wait; and a check of camera and microphone meanwhile."""
    shown = line.line_for(consult)
    data = data_of(consult)
    data["urls"] |= asking_urls()
    context = {"consult": consult, "line": shown, "consult_data": data}
    return render(request, "consults/waiting.html", context)


def call(request: HttpRequest, consult: Consult, role: str) -> HttpResponse:
    """The call; for its instructor also what is left of one that is over."""
    if role not in (LEARNER, INSTRUCTOR):
        raise Http404
    data = room_data(request, consult, role)
    context = {
        "consult": consult,
        "role": role,
        "consult_data": data,
        "script": consult.script,
        "script_data": {"playback_url": data["script"]["audio_url"]},
    }
    return render(request, "consults/room.html", context)


def over(request: HttpRequest, consult: Consult, role: str) -> HttpResponse:
    """What became of a consult without feedback, and where to go from here."""
    context = {
        "consult": consult,
        "role": role,
        "may_ask": role == LEARNER and not Consult.objects.filter(open_learner=request.user).exists(),
        "keeps_place": consult.ended_reason == Consult.Reason.INSTRUCTOR_LEFT
        and bool(consult.ended_at and consult.ended_at > timezone.now() - KEEPS_PLACE),
        "ask_data": {"script": consult.script_id, "urls": asking_urls()},
    }
    return render(request, "consults/over.html", context)


def asking_urls() -> dict[str, str]:
    """Where a page asks for a consult, and where it then goes."""
    return {"consults": reverse("consult-list"), "rooms": reverse("consults:list") + "{id}/"}


def data_of(consult: Consult) -> dict[str, Any]:
    """What the page's module needs, in the form of the API."""
    data = consult_payload(consult, line.line_for(consult))
    data["urls"] = {
        "api": reverse("consult-detail", args=[consult.pk]),
        "cancel": reverse("consult-cancel", args=[consult.pk]),
        "page": reverse("consults:room", args=[consult.pk]),
        "list": reverse("consults:list"),
        "script": reverse("scripts:detail", args=[consult.script_id]),
    }
    return data


def room_data(request: HttpRequest, consult: Consult, role: str) -> dict[str, Any]:
    """The same for a call: the text to correct, the words' times, and where to send what."""
    data = data_of(consult)
    kept = ("original", "draft_state", "draft_revision", "script__words", "script__peaks")
    full = Consult.objects.select_related("script").only(*kept).get(pk=consult.pk)
    data["role"] = role
    data["user_id"] = request.user.pk
    data["is_open"] = consult.is_open
    data["original"] = full.original
    data["words"] = full.script.words
    data["peaks"] = full.script.peaks
    data["urls"] |= {
        "socket": f"/ws/consults/{consult.pk}/",
        "consults": reverse("consult-list"),
        "leave": reverse("consult-leave", args=[consult.pk]),
        "ice": reverse("ice-servers"),
        "feedback": reverse("feedback:list") + "{id}/",
    }
    if role == INSTRUCTOR:
        data |= {"draft_state": full.draft_state, "draft_revision": full.draft_revision}
        data["urls"] |= {
            "journal": reverse("consult-journal", args=[consult.pk]),
            "finish": reverse("consult-finish", args=[consult.pk]),
            "drop": reverse("consult-drop", args=[consult.pk]),
        }
    return data
