"""The pages and the API for a WSGI server; websockets need `opickme.asgi`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opickme.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
