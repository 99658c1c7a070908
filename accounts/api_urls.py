"""REST addresses of accounts."""

urlpatterns: list[object] = []
