"""Staff's view of feedback: who corrected whom and when, to read; what was said and written stays theirs."""

from feedback.admin import desk, feedback

__all__ = ["desk", "feedback"]

desk.register()
