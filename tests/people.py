"""People of the tests."""

from typing import Any

from accounts.models import User

PASSWORD = "correct-horse-battery"


def person(username: str, **fields: Any) -> User:
    """Make an account that logs in with PASSWORD."""
    fields = {"email": f"{username}@example.com", "nickname": username.title(), **fields}
    return User.objects.create_user(username, password=PASSWORD, **fields)
