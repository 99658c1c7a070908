"""The site for an ASGI server: pages and API through Django, websockets through our consumers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opickme.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

http = get_asgi_application()  # loads the apps: before anything imports a model

from opickme.ws_urls import urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(urlpatterns)})
