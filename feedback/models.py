"""What an instructor corrected, exactly as it was left."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consults.models import Consult
from scripts.models import Script, Topic


class Feedback(models.Model):
    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="feedback")
    consult = models.OneToOneField(Consult, on_delete=models.CASCADE, related_name="feedback")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feedback")
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback_given"
    )
    category = models.CharField(max_length=10, choices=Topic.Category)
    original = models.TextField()
    content = models.TextField()
    plain = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
