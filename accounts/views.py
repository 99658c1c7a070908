"""The account pages: access, form, service, redirect."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView

from accounts import forms, services
from accounts.exceptions import Taken
from accounts.export import export_account
from accounts.lockout import too_often
from accounts.models import User
from accounts.permissions import is_instructor

PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"  # noqa: S105 (a path, not a password)
secret_post = [sensitive_post_parameters(), never_cache]


def leave_nothing(response: HttpResponse) -> HttpResponse:
    """Have the browser forget what it keeps of the person: the next one at this device may be another.

    An expired session does not do this: a take that is not uploaded yet waits there for its owner.
    """
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def show_taken(form: BaseForm, error: Taken) -> None:
    for name, sentence in error.fields.items():
        form.add_error(name, str(sentence))


@method_decorator(secret_post, name="dispatch")
class SignUpView(auth_views.RedirectURLMixin, FormView):
    template_name = "accounts/signup.html"
    form_class = forms.SignUpForm
    next_page = "scripts:new"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return too_often(request, scope="signup") or super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)

    def form_valid(self, form: forms.SignUpForm) -> HttpResponse:
        try:
            user = services.sign_up(**form.cleaned_data)
        except Taken as error:
            show_taken(form, error)
            return self.form_invalid(form)
        login(self.request, user, backend=PASSWORD_BACKEND)
        return super().form_valid(form)


class LoginView(auth_views.LoginView):
    template_name = "accounts/login.html"
    authentication_form = forms.LoginForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """An instructor comes for those who wait."""
        return reverse("consults:list") if is_instructor(self.request.user) else super().get_default_redirect_url()


class LogoutView(auth_views.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return leave_nothing(super().post(request, *args, **kwargs))


@method_decorator(never_cache, name="dispatch")
class ProfileView(LoginRequiredMixin, FormView):
    template_name = "accounts/profile.html"
    form_class = forms.ProfileForm
    success_url = reverse_lazy("accounts:profile")

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy: what is typed and refused must not show as the name in the header.
        return {**super().get_form_kwargs(), "instance": User.objects.get(pk=self.request.user.pk)}

    def form_valid(self, form: forms.ProfileForm) -> HttpResponse:
        try:
            services.change_profile(user=form.instance, **form.cleaned_data)
        except Taken as error:
            show_taken(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)


@method_decorator(secret_post, name="dispatch")
class ConfirmedView(LoginRequiredMixin, FormView):
    """A page that asks for the password before it does something."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}


class ChangePasswordView(ConfirmedView):
    template_name = "accounts/password_change.html"
    form_class = forms.ChangePasswordForm
    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form: forms.ChangePasswordForm) -> HttpResponse:
        services.change_password(user=self.request.user, password=form.cleaned_data["new_password"])
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, _("Your password is changed. Other devices are logged out."))
        return super().form_valid(form)


class DeleteAccountView(ConfirmedView):
    template_name = "accounts/delete.html"
    form_class = forms.ConfirmForm
    success_url = reverse_lazy("landing")

    def form_valid(self, form: forms.ConfirmForm) -> HttpResponse:
        services.delete_account(user=self.request.user)
        logout(self.request)
        messages.success(self.request, _("Your account and all your recordings are deleted."))
        return leave_nothing(super().form_valid(form))


@never_cache
@require_safe
@login_required
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the person all that is kept of them."""
    answer = StreamingHttpResponse(export_account(user=request.user), content_type="application/zip")
    name = f"opickme-{request.user.get_username()}-{timezone.localdate():%Y%m%d}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class PasswordResetView(auth_views.PasswordResetView):
    """Sends the link. The answer is the same whether the address is known or not."""

    template_name = "accounts/password_reset.html"
    form_class = forms.PasswordResetForm
    email_template_name = "accounts/email/password_reset.txt"
    subject_template_name = "accounts/email/password_reset_subject.txt"
    success_url = reverse_lazy("accounts:password-reset-sent")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return too_often(request, scope="reset") or super().post(request, *args, **kwargs)


class PasswordResetSentView(TemplateView):
    template_name = "accounts/password_reset_sent.html"


class NewPasswordView(auth_views.PasswordResetConfirmView):
    template_name = "accounts/password_new.html"
    form_class = forms.NewPasswordForm
    success_url = reverse_lazy("accounts:login")

    def form_valid(self, form: forms.NewPasswordForm) -> HttpResponse:
        messages.success(self.request, _("Your new password is set. Please log in with it."))
        return super().form_valid(form)
