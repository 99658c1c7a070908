"""Topics, questions and scripts: what is asked, and what a learner answered."""

from scripts.models.questions import Question, QuestionQuerySet, Topic
from scripts.models.scripts import Script, ScriptQuerySet
from scripts.models.upkeep import Leftover, Upload, Worker

__all__ = ["Leftover", "Question", "QuestionQuerySet", "Script", "ScriptQuerySet", "Topic", "Upload", "Worker"]
