"""Headers on whatever the site answers."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/no/such/", "/api/v1/topics/", "/accounts/login/", "/healthz"])
def test_every_answer_says_what_a_page_may_use(client, path):
    response = client.get(path)
    assert "microphone=(self)" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
