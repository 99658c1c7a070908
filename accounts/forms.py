"""Forms of the account pages. They check what is written; services change things."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.forms import PasswordResetForm as DjangoPasswordResetForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import User, normalize_email, normalize_username
from opickme.forms import ShownField, ShownForm

PASSWORD_MAX = 128


class UsernameField(forms.CharField):
    """A username in its stored form, however it was typed."""

    widget = forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"})

    def to_python(self, value: Any) -> str:
        return normalize_username(super().to_python(value))


class EmailField(forms.EmailField):
    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def to_python(self, value: Any) -> str:
        return normalize_email(super().to_python(value))


class NicknameField(forms.CharField):
    widget = forms.TextInput(attrs={"autocomplete": "nickname"})


def password_field(label: Any, *, new: bool, **options: Any) -> forms.CharField:
    """A password as it is typed: spaces at its ends belong to it."""
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(
        label=label, strip=False, max_length=PASSWORD_MAX, widget=forms.PasswordInput(attrs=attrs), **options
    )


class LoginForm(AuthenticationForm):
    bound_field_class = ShownField
    error_messages = {
        "invalid_login": _("The username or the password is not right."),
        "inactive": _("The username or the password is not right."),
    }
    username = UsernameField(label=_("Username"), max_length=150)
    password = password_field(_("Password"), new=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["username"].widget.attrs["maxlength"]  # a name that is too long must not be cut unseen


class SignUpForm(forms.ModelForm):
    bound_field_class = ShownField
    password = password_field(
        _("Password"), new=True, help_text=_("At least 8 characters. A few words that only you would put together.")
    )

    class Meta:
        model = User
        fields = ["username", "email", "nickname"]
        field_classes = {"username": UsernameField, "email": EmailField, "nickname": NicknameField}
        help_texts = {
            "username": _("4 to 16 letters, digits, dots, dashes or underscores."),
            "nickname": _("This is what others see."),
        }

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        check_password(self, "password", self.instance)


class ProfileForm(forms.ModelForm):
    bound_field_class = ShownField

    class Meta:
        model = User
        fields = ["nickname", "email", "show_question_text"]
        field_classes = {"email": EmailField, "nickname": NicknameField}
        labels = {"show_question_text": _("Show the question's text while I listen")}
        help_texts = {"show_question_text": _("In the test you only hear it. Leave this off to practise the same way.")}


class ConfirmForm(ShownForm):
    """Asks for the person's own password; wrong ones count as failed log-ins."""

    password = password_field(_("Your password"), new=False)

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.account = request.user.get_username()

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        person = authenticate(self.request, username=self.request.user.get_username(), password=password)
        if person != self.request.user:
            raise ValidationError(_("This is not your password."), code="wrong_password")
        return password


class ChangePasswordForm(ConfirmForm):
    new_password = password_field(_("New password"), new=True)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        check_password(self, "new_password", self.request.user)


class NewPasswordForm(ShownForm):
    """The form behind the link of a reset mail."""

    new_password = password_field(_("New password"), new=True)

    def __init__(self, user: User | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.account = user.get_username() if user else ""  # there is none behind a link that ended

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        check_password(self, "new_password", self.user)

    def save(self) -> User:
        services.change_password(user=self.user, password=self.cleaned_data["new_password"])
        return self.user


class PasswordResetForm(DjangoPasswordResetForm):
    bound_field_class = ShownField
    email = EmailField(label=_("Email"), max_length=254)


def check_password(form: forms.BaseForm, name: str, user: Any) -> None:
    """Hold a new password against the rules, and against what is known of its person."""
    if password := form.cleaned_data.get(name):
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            form.add_error(name, error)
