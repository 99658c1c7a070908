"""REST addresses of questions and scripts."""

urlpatterns: list[object] = []
