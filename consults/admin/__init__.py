"""Staff's view of consults: to read, with their history; what was said and written in them stays theirs."""

from consults.admin import consults, desk

__all__ = ["consults", "desk"]

desk.register()
