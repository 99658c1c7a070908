"""Input of the feedback lists."""

from feedback.models import FeedbackQuerySet
from scripts.forms import ListFilter


class FeedbackFilter(ListFilter):
    """What a list of feedback shows."""

    def apply(self, feedback: FeedbackQuerySet) -> FeedbackQuerySet:
        """Narrow `feedback` to what is asked for."""
        if category := self.value("category"):
            feedback = feedback.in_category(category)
        if search := self.value("search"):
            feedback = feedback.search(search)
        return feedback
