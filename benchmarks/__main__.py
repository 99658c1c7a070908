"""Run the benchmarks that are named, or all; print one JSON document. That of all is kept in `results/latest.json`."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module, metadata
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
ALL = ["recognition", "memory", "pages", "answer", "fanout", "signalling"]
VERSIONS = ["Django", "faster-whisper", "ctranslate2", "av", "piper-tts", "daphne", "channels", "channels-redis"]
NODE_VERSIONS = ["ws", "peer"]
MODULES = Path(__file__).parent.parent / "node_modules"


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "node": subprocess.check_output(["node", "--version"], text=True).strip(),
        "load_average_before": [round(load, 1) for load in os.getloadavg()],
        "versions": {name: metadata.version(name) for name in VERSIONS}
        | {name: installed(name) for name in NODE_VERSIONS},
    }


def installed(name: str) -> str:
    """Version of a package for Node."""
    return str(json.loads((MODULES / name / "package.json").read_text())["version"])


def main(names: list[str]) -> None:
    measured_on = machine()
    figures = {name: import_module(f"benchmarks.{name}").measure() for name in names or ALL}
    report = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": measured_on, **figures}
    text = json.dumps(report, indent=2)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    if not names:
        (RESULTS / "latest.json").write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
