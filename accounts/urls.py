"""Addresses of the account pages."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "accounts"
urlpatterns = [
    path("signup/", TemplateView.as_view(template_name="accounts/signup.html"), name="signup"),
    path("login/", TemplateView.as_view(template_name="accounts/login.html"), name="login"),
    path("logout/", TemplateView.as_view(template_name="accounts/login.html"), name="logout"),
    path("profile/", TemplateView.as_view(template_name="accounts/profile.html"), name="profile"),
]
