"""The pages of the second factor. They stand before the admin's door: being staff is enough to see them."""

import math
from base64 import b32encode
from typing import Any

import segno
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from opickme.staff.second_factor import rules
from opickme.staff.second_factor.forms import CodeForm

MINUTE = 60


def step_for(request: HttpRequest) -> HttpResponse:
    """Lead somebody who has logged in to what is missing."""
    name = "admin:second_factor_code" if rules.standing(request).is_enrolled else "admin:second_factor_set_up"
    return redirect(f"{reverse(name)}?{urlencode({'next': _next(request)})}")


@method_decorator([sensitive_post_parameters(), never_cache, csrf_protect], name="dispatch")
class StaffPage(View):
    """A page for whoever has logged in and is staff. `site` is the admin."""

    site: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_active and request.user.is_staff):
            return redirect(f"{reverse('admin:login')}?{urlencode({'next': request.get_full_path()})}")
        return super().dispatch(request, *args, **kwargs)

    def page(self, name: str, *, status: int = 200, **context: Any) -> TemplateResponse:
        shown = {**self.site.each_context(self.request), "next": _next(self.request), **context}
        self.request.current_app = self.site.name
        return TemplateResponse(self.request, f"admin/second_factor/{name}.html", shown, status=status)


class CodePage(StaffPage):
    """The step after the password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        standing = rules.standing(request)
        if standing.may_enter:
            return redirect(_next(request))
        return (
            self.page("code", form=CodeForm(), title=_("Second factor")) if standing.is_enrolled else step_for(request)
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.page("code", form=form, title=_("Second factor"))
        try:
            rules.check(user=request.user, code=form.cleaned_data["code"])
        except rules.WrongCode:
            form.add_error("code", _("This code is not right, or was used already. Give the one that is shown now."))
        except rules.TooManyGuesses as wait:
            form.add_error("code", _wait(wait.seconds))
            answer = self.page("code", form=form, title=_("Second factor"), status=429)
            answer["Retry-After"] = str(wait.seconds)
            return answer
        else:
            rules.pass_step(request)
            return redirect(_next(request))
        return self.page("code", form=form, title=_("Second factor"))


class SetUpPage(StaffPage):
    """A QR code for a phone; a code of the phone proves that it took it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not rules.standing(request).may_set_up:
            return step_for(request)
        return self._ask(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if not rules.standing(request).may_set_up:
            return step_for(request)
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self._ask(form)
        device = rules.pending(request)
        try:
            may_replace = rules.standing(request).is_verified
            codes = rules.set_up(device=device, code=form.cleaned_data["code"], may_replace=may_replace)
        except rules.WrongCode:
            form.add_error("code", _("This is not the code of this phone at this moment. Is the phone's clock right?"))
            return self._ask(form)
        except PermissionError:
            return step_for(request)
        del request.session[rules.PENDING_KEY]
        rules.pass_step(request)
        return self.page("codes", title=_("Recovery codes"), codes=codes)

    def _ask(self, form: CodeForm) -> HttpResponse:
        device = rules.pending(self.request)
        secret = b32encode(device.bin_key).decode()
        drawn = segno.make(device.config_url, error="m", micro=False)
        return self.page(
            "set_up",
            form=form,
            title=_("Set up a second factor"),
            qr=mark_safe(drawn.svg_inline(scale=5, border=4, light="#fff", svgclass="qr", lineclass=None)),  # noqa: S308 (drawn by us: squares)
            link=device.config_url,
            secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        )


class OwnPage(StaffPage):
    """What is set up; new recovery codes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not rules.standing(request).is_verified:
            return step_for(request)
        return self.page("own", title=_("Second factor"), left=rules.codes_left(request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not rules.standing(request).is_verified:
            raise PermissionDenied
        codes = rules.renew_codes(user=request.user)
        device = rules.phone_of(request.user)
        if device is not None:  # a session that came in by an earlier recovery code goes on
            rules.pass_step(request)
        return self.page("codes", title=_("Recovery codes"), codes=codes)


def _next(request: HttpRequest) -> str:
    """Where the person was going, within the site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")


def _wait(seconds: int) -> str:
    if seconds <= MINUTE:
        return ngettext(
            "Too many wrong codes. Please try again in %(n)s second.",
            "Too many wrong codes. Please try again in %(n)s seconds.",
            seconds,
        ) % {"n": seconds}
    minutes = math.ceil(seconds / MINUTE)
    return ngettext(
        "Too many wrong codes. Please try again in %(n)s minute.",
        "Too many wrong codes. Please try again in %(n)s minutes.",
        minutes,
    ) % {"n": minutes}
