"""The groups of the staff are what the table says, however the database came about."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection

from opickme.staff import rights
from tests.e2e.site import ROOT
from tests.people import person

HERE = SimpleNamespace(connection=connection)


def held():
    rows = Group.objects.values_list("name", "permissions__content_type__app_label", "permissions__codename")
    found = {}
    for name, app, codename in rows:
        found.setdefault(name, set()).add(f"{app}.{codename}")
    return found


def test_the_migrations_make_exactly_what_the_table_says(tmp_path):
    """A right in the table that no migration gives would be a group that lacks it."""
    code = (
        "from django.contrib.auth.models import Group; "
        "print(*(f'{g.name} {p.content_type.app_label}.{p.codename}' for g in Group.objects.all()"
        " for p in g.permissions.select_related('content_type')), sep='\\n')"
    )
    env = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 40}
    for command in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", code]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True, check=True
        )
    made = {}
    for line in done.stdout.splitlines():
        group, right = line.split()
        made.setdefault(group, set()).add(right)
    assert made == rights.GROUPS


def test_once_more_changes_nothing_and_repairs_what_was_changed(db):
    rights.grant(apps, HERE)
    assert held() == rights.GROUPS
    support = Group.objects.get(name="support")
    support.permissions.add(Permission.objects.get(codename="delete_user"))
    support.permissions.remove(Permission.objects.get(codename="view_script"))
    own = Group.objects.create(name="translators")
    helper = person("helper", is_staff=True)
    helper.groups.set([support, own])
    rights.grant(apps, HERE)
    assert {name: held()[name] for name in rights.GROUPS} == rights.GROUPS
    assert set(helper.groups.all()) == {support, own}


@pytest.mark.parametrize("group", rights.GROUPS)
def test_no_group_may_delete_or_hand_out_powers(group):
    given = rights.GROUPS[group]
    assert not [right for right in given if ".delete_" in right]
    assert not [right for right in given if right.startswith(("auth.", "otp_", "token_", "axes.", "sessions."))]


def test_each_group_has_no_more_than_its_work():
    assert rights.CURATORS.isdisjoint(rights.SUPPORT)
    assert {right.partition(".")[0] for right in rights.CURATORS} == {"scripts"}
    assert not [right for right in rights.SUPPORT if ".change_" in right or ".add_" in right]
    assert rights.MANAGERS >= rights.CURATORS | rights.SUPPORT
