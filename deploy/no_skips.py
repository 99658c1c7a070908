"""Fail when pytest's report tells of a test that was skipped, or of none at all: `no_skips.py REPORT`."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def main(report: Path) -> int:
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314 (pytest has just written it)
    total, failed, skipped = (
        sum(sum(int(suite.get(name, 0)) for suite in suites) for name in names)
        for names in (("tests",), ("failures", "errors"), ("skipped",))
    )
    sys.stdout.write(f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped\n")
    return int(bool(failed or skipped or not total))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
