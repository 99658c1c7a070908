"""Addresses of the account pages."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("signup/", views.SignUpView.as_view(), name="signup"),
    path("login/", views.LoginView.as_view(), name="login"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("profile/", views.ProfileView.as_view(), name="profile"),
    path("password/", views.ChangePasswordView.as_view(), name="password-change"),
    path("password/forgotten/", views.PasswordResetView.as_view(), name="password-reset"),
    path("password/forgotten/sent/", views.PasswordResetSentView.as_view(), name="password-reset-sent"),
    path("password/new/<uidb64>/<token>/", views.NewPasswordView.as_view(), name="password-new"),
    path("export/", views.export, name="export"),
    path("delete/", views.DeleteAccountView.as_view(), name="delete"),
]
