"""Topics, questions and scripts: what is asked, and what a learner answered."""

from scripts.models.questions import Combo, Encounter, Question, QuestionQuerySet, State, Topic
from scripts.models.scripts import Script, ScriptQuerySet
from scripts.models.upkeep import Leftover, Tally, Upload, Worker

__all__ = [
    "Combo",
    "Encounter",
    "Leftover",
    "Question",
    "QuestionQuerySet",
    "Script",
    "ScriptQuerySet",
    "State",
    "Tally",
    "Topic",
    "Upload",
    "Worker",
]
