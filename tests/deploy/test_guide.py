"""The guide for operators, and the other documents: what they name exists, and what they have one type works."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import get_commands, load_command_class

from tests.e2e.site import ROOT

GUIDE = (ROOT / "docs/operating.md").read_text()
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")
ENVIRONMENT = re.search(r"/etc/opickme/env <<'END'\n(.*?)\nEND\n", GUIDE, re.DOTALL)[1]


def test_the_settings_of_the_guide_are_settings_and_the_checks_like_them(tmp_path):
    names = re.findall(r"^([A-Z0-9_]+)=", ENVIRONMENT, re.MULTILINE)
    assert len(names) == len(ENVIRONMENT.splitlines())
    known = re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert set(names) <= set(known)
    written = tmp_path / "env"
    filled = re.sub(r"\b(?:[A-Z]+-)+[A-Z]+\b", "0123456789abcdefghijklmnopqrstuvwxyz" * 2, ENVIRONMENT)
    written.write_text(filled.replace("=/var/lib/", f"={tmp_path}/").replace("=/srv/", f"={tmp_path}/"))
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    env = {"PATH": os.environ["PATH"], "ENV_FILE": str(written)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_every_command_of_the_guide_exists_and_understands_what_it_is_told():
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    lines = {line for block in blocks for line in re.findall(r"manage\.py ([^\n#]+)", block)}
    assert len(lines) >= 6
    for name, *arguments in (line.split() for line in lines):
        command = load_command_class(get_commands().get(name) or "opickme", name)
        command.create_parser("manage.py", name).parse_args(arguments)
    for path in re.findall(r"\bdeploy/[\w./-]*\w", GUIDE):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(path):
    for link in LINK.findall(path.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, heading = link.partition("#")
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), link
        if heading:
            assert heading in {anchor(line) for line in there.read_text().splitlines() if line.startswith("#")}, link


def anchor(heading: str) -> str:
    """What a heading is called in an address."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("#").strip().lower()).replace(" ", "-")


def test_both_readmes_lead_to_the_same_documents():
    english, korean = (set(LINK.findall((ROOT / name).read_text())) for name in ("README.md", "README.ko.md"))
    in_one_language = re.compile(r"docs/pictures/|README|curating")
    assert {link for link in english ^ korean if not in_one_language.search(link)} == set()
