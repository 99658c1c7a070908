"""REST addresses of accounts."""

from django.urls import path

from accounts import api

urlpatterns = [
    path("users/", api.Users.as_view(), name="users"),
    path("users/me/", api.Me.as_view(), name="me"),
    path("auth/token/", api.Token.as_view(), name="token"),
    path("auth/token/refresh/", api.TokenRefresh.as_view(), name="token-refresh"),
    path("auth/token/verify/", api.TokenVerify.as_view(), name="token-verify"),
    path("auth/token/blacklist/", api.TokenBlacklist.as_view(), name="token-blacklist"),
]
