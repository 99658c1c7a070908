"""No claimed charset breaks a form, over either handler."""

import pytest
from django.test import AsyncClient, Client

from accounts.models import User
from tests.people import PASSWORD

CHARSETS = ["utf-8", "utf-16", "zlib", "bz2", "hex", "undefined", "idna", "rot13", "unicode_escape", "nonsense"]
FIELDS = {"username": "jimin.kim", "email": "jimin@example.com", "nickname": "지민", "password": PASSWORD}
PART = '--b\r\ncontent-disposition: form-data; name="{}"\r\n\r\n{}\r\n'
PARTS = "".join(PART.format(*field) for field in FIELDS.items()) + "--b--"
BODIES = {
    "multipart/form-data; boundary=b": PARTS.encode(),
    "application/x-www-form-urlencoded": "&".join(f"{k}={v}" for k, v in FIELDS.items()).encode(),
}
ADDRESS = "/accounts/signup/"


@pytest.mark.django_db
@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", BODIES)
def test_a_form_is_read_as_utf_8(kind, charset):
    response = Client().generic("POST", ADDRESS, BODIES[kind], f"{kind}; charset={charset}")
    assert response.status_code == 302
    assert User.objects.get().nickname == "지민"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", BODIES)
async def test_also_under_asgi(kind):
    response = await AsyncClient().generic("POST", ADDRESS, BODIES[kind], f"{kind}; charset=zlib")
    assert response.status_code == 302
    assert (await User.objects.aget()).nickname == "지민"
