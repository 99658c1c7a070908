"""Addresses of the script pages."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "scripts"
urlpatterns = [
    path("", TemplateView.as_view(template_name="scripts/list.html"), name="list"),
    path("new/", TemplateView.as_view(template_name="scripts/new.html"), name="new"),
]
