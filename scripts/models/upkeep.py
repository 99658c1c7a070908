"""What is on its way, left over, or alive."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Upload(models.Model):
    """A recording on its way in.

    Over tus 1.0 the bytes lie in UPLOAD_DIR, and the file's length is the offset. Sent straight to S3 they are parts
    of the multipart upload `multipart_id` of `object_name`, or that object once they are joined.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    client_id = models.UUIDField()
    length = models.PositiveBigIntegerField()
    object_name = models.CharField(max_length=100, blank=True, default="")
    multipart_id = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "client_id"], name="upload_once_per_take")]

    def __str__(self) -> str:
        return f"Upload {self.pk}"


class Leftover(models.Model):
    """A stored file that no row names: still being written, or about to be deleted.

    Noted before the file is made and in the transaction that deletes its row, so that whatever is killed in between,
    the file is found and goes.
    """

    name = models.CharField(max_length=200, unique=True)
    noted_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A sign of life of one worker process, renewed while it runs."""

    name = models.CharField(max_length=120, unique=True)
    queue = models.CharField(max_length=20)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["queue", "seen_at"], name="worker_alive")]

    def __str__(self) -> str:
        return f"{self.queue} worker {self.name}"


class Tally(models.Model):
    """A sum that only grows, of all processes: of what workers do, who have no port to be asked at."""

    name = models.CharField(max_length=40)
    label = models.CharField(max_length=40)
    value = models.FloatField(default=0.0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "label"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.label}: {self.value}"
