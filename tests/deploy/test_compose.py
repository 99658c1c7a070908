"""The containers: what no engine is needed for to know."""

import json
import os
import re
import subprocess
import sys
from ipaddress import ip_address, ip_network

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from jsonschema import Draft7Validator

from tests.e2e.site import ROOT

FOLDER = ROOT / "deploy/compose"
TEXT = (FOLDER / "compose.yml").read_text()
FILE = yaml.safe_load(TEXT)
SERVICES = FILE["services"]
ONCE = {"prepare", "bucket", "storage-owner"}
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "opickme"}
EXAMPLE = dict(
    line.split("=", 1) for line in (FOLDER / "env.example").read_text().splitlines() if re.match("[A-Z]", line)
)


def test_it_is_what_the_specification_of_compose_allows():
    schema = json.loads((ROOT / "tests/data/compose-spec.json").read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(FILE)] == []


def test_every_variable_stands_in_the_example_and_no_other():
    assert set(re.findall(r"\$\{([A-Z_]+)", TEXT)) == EXAMPLE.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_is_bounded_watched_and_cannot_write_to_itself(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == {"turn": ["NET_BIND_SERVICE"], "storage-owner": ["CHOWN"]}.get(name, [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert ":" in service["image"] or name in OURS  # a version
    assert not service["image"].endswith(":latest")
    if name not in ONCE:
        assert service["healthcheck"]["test"]
        assert {"cpus", "memory"} <= service["deploy"]["resources"]["limits"].keys()
    if name not in {*OURS, "turn", "prometheus"}:  # the images of these are of no root themselves
        assert not service["user"].startswith("0")
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert source in FILE["volumes"] or source.startswith("${") or (FOLDER / source).exists()


def test_the_image_runs_without_root_and_takes_along_only_the_site():
    dockerfile = (FOLDER / "Dockerfile").read_text()
    assert dockerfile.rindex("USER opickme") > dockerfile.rindex("RUN ")
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        for source in copied.split():
            assert (ROOT / source).exists()
    kept_out = (ROOT / ".dockerignore").read_text().split()
    # `.env` alone would be the one of the uppermost folder, and the secrets lie in deploy/compose/.env.
    assert {"**/.env", "var", ".git", "tests"} <= set(kept_out)


def test_no_secret_stands_on_a_command_line():
    """Everybody on the machine sees those; what a shell in the container fills in (`$$`) is not on one."""
    secret = re.compile(r"\$\{\w*(?:SECRET|PASSWORD|EMAIL_URL)|\b(?:-p|--password)\b")
    for service in SERVICES.values():
        words = [
            service.get("command", []),
            service.get("entrypoint", []),
            service.get("healthcheck", {}).get("test", []),
        ]
        for each in (word for list_ in words for word in list_):
            assert not secret.search(each), each
            assert "$$" not in each or each.startswith("umask 077\n"), each


def test_who_is_named_by_an_address_keeps_it():
    """nginx resolves names once, METRICS_ALLOWED names Prometheus: nobody else may be given their addresses."""
    (network,) = FILE["networks"]["default"]["ipam"]["config"]
    fixed = [service["networks"]["default"]["ipv4_address"] for service in SERVICES.values() if "networks" in service]
    assert len(fixed) == len(set(fixed))
    assert all(ip_address(each) in ip_network(network["subnet"]) for each in fixed)
    assert not any(ip_address(each) in ip_network(network["ip_range"]) for each in fixed)
    prepare = SERVICES["prepare"]["command"][-1]
    for name in set(re.findall(r"[=,]([a-z0-9-]+):\d+", prepare)):
        assert "networks" in SERVICES[name], name
    assert (
        SERVICES["prometheus"]["networks"]["default"]["ipv4_address"]
        in OURS["pages-1"]["environment"]["METRICS_ALLOWED"]
    )


def test_it_starts_on_a_machine_of_two_cores_and_no_body_ends_nginx():
    limits = {name: each["deploy"]["resources"]["limits"] for name, each in SERVICES.items() if "deploy" in each}
    assert {
        name for name, limit in limits.items() if float(limit["cpus"]) > 2
    } == set()  # refused where there are fewer
    size = re.search(r"size=(\d+)m", SERVICES["nginx"]["tmpfs"][0])[1]
    assert int(limits["nginx"]["memory"].rstrip("m")) > int(size)


def test_the_settings_are_settings_of_the_site_and_its_own_checks_like_them(tmp_path):
    settings = OURS["pages-1"]["environment"]
    known = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    foreign = {name for name in settings if not name.startswith(("NGINX_", "PAGES_"))} - known
    assert foreign == set()
    secrets = {"SENTRY_DSN": ""} | {
        name: value or f"{n:02}-abcdefGHIJKL0123456789-mnopqrstuvwxYZ!?=" * 2
        for n, (name, value) in enumerate(EXAMPLE.items())
        if name != "SENTRY_DSN"
    }
    filled = {
        name: re.sub(r"\$\{([A-Z_]+)[^}]*\}", lambda found: secrets[found[1]], str(value))
        for name, value in settings.items()
    }
    env = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), **filled}
    env["DATABASE_URL"] = "mysql://opickme:x@database:3306/opickme"
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for line in OURS["prepare"]["command"][-1].splitlines():
        if "render.py" in line:
            words = [sys.executable, *line.split(" >")[0].split()[1:]]
            shown = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
            assert shown.returncode == 0, shown.stderr


def commands() -> list[list[str]]:
    """Every `manage.py` line of containers and units."""
    words = [
        word
        for service in OURS.values()
        for word in [" ".join(service.get("command", [])), " ".join(service.get("healthcheck", {}).get("test", []))]
    ]
    words += [unit.read_text() for unit in (ROOT / "deploy/systemd").glob("*.service")]
    found = {match for text in words for match in re.findall(r"manage\.py ([^\n]+)", text)}
    return sorted(line.replace("%i", "8002").split() for line in found)


def test_every_command_of_ours_exists_and_understands_what_it_is_told():
    assert len(commands()) >= 6
    for name, *arguments in commands():
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(arguments)
