"""Every address of the site; each app keeps its own."""

from django.contrib import admin
from django.urls import include, path

from opickme import views
from opickme.staff import libraries

admin.autodiscover()
libraries.tidy(admin.site)

urlpatterns = [
    path("", views.landing, name="landing"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("accounts/", include("accounts.urls")),
    path("scripts/", include("scripts.urls")),
    path("consults/", include("consults.urls")),
    path("feedback/", include("feedback.urls")),
    path("api/v1/", include("opickme.api_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include("opickme.health_urls")),
]
handler500 = "opickme.outage.server_error"
