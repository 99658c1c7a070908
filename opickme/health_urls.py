"""Addresses of the health checks."""

urlpatterns: list[object] = []
