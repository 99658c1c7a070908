"""Addresses of the health checks."""

from django.urls import path

from opickme import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
]
