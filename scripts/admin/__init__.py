"""The question bank and the scripts in the admin."""

from scripts.admin import combos, questions, scripts, topics

__all__ = ["combos", "questions", "scripts", "topics"]
