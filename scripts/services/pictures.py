"""Pictures of topics that staff give: decoded, cut square, and encoded anew, so that only pixels are kept."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from scripts.models import Topic
from scripts.services import files

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
SIDE = 384
"""Pixels: four times the size at which a topic is shown."""


def square(upload: UploadedFile[Any]) -> bytes:
    """Return the picture as a square WebP of SIDE pixels. Raises ValidationError where it is none that we take."""
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB."))
    try:
        opened = Image.open(upload, formats=FORMATS)
        if opened.width * opened.height > MAX_PIXELS:
            raise ValidationError(_("The picture has more than 40 million pixels."))
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
        image = ImageOps.fit(upright, (SIDE, SIDE))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This is not a PNG, JPEG or WebP picture, or it is damaged.")) from error
    encoded = io.BytesIO()
    image.save(encoded, "WEBP", quality=86, method=4)
    return encoded.getvalue()


def store(picture: bytes) -> str:
    """Write the picture to the storage and return its name; it counts as left over until a row names it."""
    return files.store(ContentFile(picture), folder="topics", extension="webp")


def attach(topic: Topic, name: str) -> None:
    """Say in the transaction that saves the topic that its picture is `name`, which `store` has just given.

    The one before stays in the storage: an old version of the topic can be had back with its picture.
    """
    files.keep(name)
    topic.picture = name


def is_there(name: str) -> bool:
    """Whether the storage holds the picture."""
    return default_storage.exists(name)
