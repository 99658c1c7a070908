"""What the rules of feedback may say no with."""

from django.utils.translation import gettext_lazy as _

from opickme.errors import DomainError


class NotYourFeedback(DomainError):
    code = "not_yours"
    status = 403
    message = _("Only the learner who received this feedback may delete it.")
