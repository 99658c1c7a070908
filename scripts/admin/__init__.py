"""The question bank and the scripts in the admin."""

from scripts.admin import combos, desk, questions, scripts, topics

__all__ = ["combos", "desk", "questions", "scripts", "topics"]

desk.register()
