"""REST address of what a call needs to find its way."""

from django.urls import path

from signaling import api

urlpatterns = [path("ice-servers/", api.IceServers.as_view(), name="ice-servers")]
