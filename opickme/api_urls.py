"""Addresses of the REST API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts import schema  # noqa: F401 (it registers itself)

urlpatterns = [
    path("", include("accounts.api_urls")),
    path("", include("scripts.api_urls")),
    path("", include("consults.api_urls")),
    path("", include("feedback.api_urls")),
    path("", include("signaling.api_urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
]
