"""Staff's view of people: who may correct, who may come in, and where they are logged in."""

from accounts import desk
from accounts.admin import users

__all__ = ["users"]

desk.register()
