"""Fail when a report of pytest tells of a test that was skipped, or of none at all: `no_skips.py REPORT …`."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def main(reports: list[Path]) -> int:
    counts = [count(report) for report in reports]
    total, failed, skipped = (sum(column) for column in zip(*counts, strict=True))
    sys.stdout.write(f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped\n")
    return int(bool(failed or skipped or not all(tests for tests, _, _ in counts)))


def count(report: Path) -> tuple[int, int, int]:
    """How many tests ran, failed and were skipped."""
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314 (pytest has just written it)

    def of(*names: str) -> int:
        return sum(int(suite.get(name, 0)) for suite in suites for name in names)

    return of("tests"), of("failures", "errors"), of("skipped")


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
