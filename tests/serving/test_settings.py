"""What the settings say and refuse; each in a process of its own, as they are read once."""

import os
import re
import subprocess
import sys

import pytest

from tests.e2e.site import ROOT


def check(tmp_path, **variables):
    """Start with these variables alone; return the exit code and the last line of the complaint."""
    env = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 40}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=env | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.strip().splitlines()[-1] if done.returncode else ""


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "change-me-" + "x" * 40}, "SECRET_KEY must be set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"METRICS_ALLOWED": "prometheus.internal"}, "METRICS_ALLOWED has addresses and networks"),
        ({"LOG_LEVEL": "DEBUG"}, "LOG_LEVEL is INFO, WARNING or ERROR"),
    ],
)
def test_an_unsafe_setting_is_refused_with_a_clear_line(tmp_path, variables, complaint):
    code, said = check(tmp_path, **variables)
    assert code != 0
    assert complaint in said


def test_safe_settings_are_taken(tmp_path):
    assert check(tmp_path) == (0, "")


def test_the_example_lists_every_variable_and_no_other():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "opickme" / "settings.py").read_text()))
    listed = re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == read - {"ENV_FILE"}


def test_the_example_shows_the_defaults(tmp_path):
    code = (
        "import opickme.settings as s; "
        "print(*(f'{name}={getattr(s, name)}' for name in dir(s) if name.isupper() and name != 'LANGUAGES'), sep='\\n')"
    )
    env = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "k" * 40,
        "DATABASE_URL": "sqlite://:memory:",
    }

    def values(example: object) -> list[str]:
        command = [sys.executable, "-c", code]
        found = subprocess.run(
            command, cwd=ROOT, env={**env, "ENV_FILE": str(example)}, capture_output=True, check=True
        )
        return found.stdout.decode().splitlines()

    assert values(ROOT / ".env.example") == values(os.devnull)
