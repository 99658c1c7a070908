"""Run the benchmarks that are named, or all; print one JSON document. That of all is kept in `results/latest.json`."""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module, metadata
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
ALL = ["recognition", "memory", "pages", "answer"]
VERSIONS = ["Django", "faster-whisper", "ctranslate2", "av", "piper-tts", "daphne"]


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in VERSIONS},
    }


def main(names: list[str]) -> None:
    figures = {name: import_module(f"benchmarks.{name}").measure() for name in names or ALL}
    report = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), **figures}
    text = json.dumps(report, indent=2)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    if not names:
        (RESULTS / "latest.json").write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
