"""The pages and the API for a WSGI server; websockets need `opickme.asgi`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opickme.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from opickme.serving.bodies import bounded

site = get_wsgi_application()
# Here a thread answers one request after the other: its connection may stay, and is tried before it is used again.
for name in connections:
    connections.settings[name] |= {"CONN_MAX_AGE": settings.DB_CONN_MAX_AGE, "CONN_HEALTH_CHECKS": True}
application = bounded(site)
