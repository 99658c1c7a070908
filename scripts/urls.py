"""Addresses of the script pages."""

from django.urls import path

from scripts import views

app_name = "scripts"
urlpatterns = [
    path("", views.script_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
]
