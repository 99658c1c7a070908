"""How the description of the API names our authentication."""

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme


class BearerScheme(SimpleJWTScheme):
    target_class = "accounts.authentication.BearerAuthentication"
    name = "bearer"
