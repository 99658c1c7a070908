"""Pages that belong to no app: the landing page and the description of the installable site."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scripts.models import Topic
from scripts.opic import Level


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Show what the service is, with its real topics."""
    return render(request, "landing.html", {"topics": Topic.objects.published().of_survey(), "levels": Level.values})


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the site to browsers that install it on a home screen."""
    icons = [
        {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("icons/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    about = {
        "name": "OPIck me",
        "short_name": "OPIck me",
        "description": _("Practise for the OPIc speaking test: speak your answer, keep the script."),
        "start_url": reverse("scripts:new"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf7f2",
        "theme_color": "#faf7f2",
        "icons": icons,
    }
    return JsonResponse(about, content_type="application/manifest+json")
