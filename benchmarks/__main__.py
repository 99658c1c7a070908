"""Run the benchmarks that are named, or all, and print one JSON document.

Each takes its place in `results/latest.json`: one that was disturbed can be measured again alone.
"""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

LATEST = Path(__file__).parent / "results" / "latest.json"
ALL = ["recognition", "workers", "pages", "answer", "fanout", "signalling", "sync", "desk", "sheets", "serving"]
VERSIONS = ["Django", "faster-whisper", "ctranslate2", "av", "piper-tts", "daphne", "channels", "channels-redis"]
NODE_VERSIONS = ["ws", "peer"]
MODULES = Path(__file__).parent.parent / "node_modules"
IDLE = 0.5
"""Of the load average: above, something else was running."""


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "node": subprocess.check_output(["node", "--version"], text=True).strip(),
        "versions": {name: metadata.version(name) for name in VERSIONS}
        | {name: installed(name) for name in NODE_VERSIONS},
    }


def installed(name: str) -> str:
    """Version of a package for Node."""
    return str(json.loads((MODULES / name / "package.json").read_text())["version"])


def measured(name: str, load: float) -> dict[str, Any]:
    """The figures of one benchmark, with their time, and with a note where other work ran when all began."""
    figures = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **import_module(f"benchmarks.{name}").measure()}
    if load > IDLE:
        figures["note"] = (
            f"Not idle: load average {load:.1f}, own niceness {os.nice(0)}. Compare within this run alone."
        )
    return figures


def main(names: list[str]) -> None:
    load = os.getloadavg()[0]
    figures = {name: measured(name, load) for name in names or ALL}
    report = {"machine": machine(), **figures}
    print(json.dumps(report, indent=2))
    kept = json.loads(LATEST.read_text()) if LATEST.exists() and names else {}
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps({**kept, **report}, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
