"""The reference of the settings lists what there is, with the defaults of the example."""

import re

from tests.e2e.site import ROOT

EXAMPLE = re.findall(r"^([A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
REFERENCE = (ROOT / "docs/settings.md").read_text().split("## Beside the site's own")
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (?:`(.*?)`)? ?\| (.*) \|$", re.MULTILINE)


def test_every_setting_stands_there_with_its_default_and_a_word_on_it():
    rows = ROW.findall(REFERENCE[0])
    assert [(name, default) for name, default, _ in rows] == EXAMPLE
    assert [name for name, _, words in rows if not words] == []


def test_what_is_read_beside_them_stands_there_too():
    read = set(re.findall(r'environ(?:\.get)?[\[(]"([A-Z_]+)"', (ROOT / "deploy/gunicorn.conf.py").read_text()))
    for unit in (ROOT / "deploy/systemd").glob("*.service"):
        read |= set(re.findall(r"\$\{([A-Z_]+)\}", unit.read_text()))
    assert read - {name for name, _ in EXAMPLE} <= {name for name, _, _ in ROW.findall(REFERENCE[1])}
