"""Addresses of the consult pages."""

from django.urls import path

from consults import views

app_name = "consults"
urlpatterns = [path("", views.desk, name="list"), path("<uuid:pk>/", views.room, name="room")]
