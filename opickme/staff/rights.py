"""Who of the staff may do what: one table, from which a migration makes the groups.

A right is `app.codename`. After a change here add a migration of `opickme` that depends on the newest migrations of the
apps concerned and runs `rights.grant` again, as `0001_groups_of_the_staff` does; `tests/staff/test_rights.py` compares.
"""

from typing import Any

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

CURATORS = {
    # Nothing of the bank is ever deleted: it is retired. Sheets are read and written with `change_question`.
    *("scripts.view_topic", "scripts.add_topic", "scripts.change_topic"),
    *("scripts.view_question", "scripts.add_question", "scripts.change_question"),
    *("scripts.view_combo", "scripts.add_combo", "scripts.change_combo"),
}
SUPPORT = {
    # Who, when, and how it went; what was said and written stays with its people.
    *("accounts.view_user", "accounts.suspend_user", "accounts.end_sessions"),
    *("scripts.view_script", "scripts.retry_script"),
    *("consults.view_consult", "feedback.view_feedback"),
}
MANAGERS = {
    *CURATORS,
    *SUPPORT,
    # Groups, the mark of staff and all-powerful accounts are a superuser's alone (accounts/admin.py).
    *("accounts.add_user", "accounts.change_user", "accounts.approve_instructor"),
    *("admin.view_logentry", "scripts.view_historicaltopic"),
    *("scripts.view_historicalquestion", "scripts.view_historicalcombo"),
}
GROUPS = {"curators": CURATORS, "support": SUPPORT, "managers": MANAGERS}


def grant(apps: Apps, schema_editor: Any) -> None:
    """Make the groups and give each exactly its rights, as far as `apps` knows them; again is no error.

    Other groups, and who belongs to which, stay as they are.
    """
    using = schema_editor.connection.alias
    _make_permissions(apps, using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, rights in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        ids = [found.pk for found in permissions.select_related("content_type") if _right(found) in rights]
        group.permissions.set(ids)


def _make_permissions(apps: Apps, using: str) -> None:
    """Django makes them after the last migration; a migration that gives them to somebody needs them before."""
    for label in {right.partition(".")[0] for rights in GROUPS.values() for right in rights}:
        config: Any = apps.get_app_config(label)
        known = getattr(config, "models_module", None)
        config.models_module = known or True  # an app as migrations see it has none, and would be passed over
        create_permissions(config, apps=apps, using=using, verbosity=0)
        config.models_module = known


def _right(permission: Any) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"
