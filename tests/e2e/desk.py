"""What staff do at their desk, the admin."""

import uuid
from urllib.parse import unquote_plus

from playwright.sync_api import Page, expect

from tests.e2e.pages import PASSWORD, PATIENCE, send_form
from tests.e2e.site import Site


def make_staff(site: Site, *groups: str) -> str:
    """Add a member of staff in these groups (none: a superuser) and return the username."""
    username = f"s{uuid.uuid4().hex[:10]}"
    facts = f"'{username}', email='{username}@example.com', nickname='Staff', password='{PASSWORD}', is_staff=True"
    powers = f"user.groups.set(Group.objects.filter(name__in={list(groups)}))" if groups else ""
    site.run(
        "from django.contrib.auth.models import Group; from accounts.models import User; "
        f"user = User.objects.create_user({facts}, is_superuser={not groups}); {powers}",
    )
    return username


def enter_desk(page: Page, site: Site, group: str) -> None:
    """Open the admin as a new member of `group`; the form of the log-in is sent, not drawn."""
    _listen(page)
    username = make_staff(site, group)
    page.request.get("/admin/login/")
    send_form(page, "/admin/login/", username=username, password=PASSWORD)
    page.goto("/admin/")
    expect(page.locator("#user-tools")).to_be_visible()


def log_in_to_desk(page: Page, username: str) -> None:
    """Log in to the admin."""
    _listen(page)
    page.goto("/admin/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    expect(page.locator("#user-tools")).to_be_visible()


def _listen(page: Page) -> None:
    """From here on the page's console must not speak of a forbidden style or script."""
    page.on("console", lambda message: _check(message.text))


def _check(text: str) -> None:
    assert "Content Security Policy" not in text, text


def choose_related(page: Page, field: str, words: str) -> None:
    """Pick what an autocomplete field finds first."""
    search_related(page, field, words)
    page.locator(".select2-results__option[role=option], .select2-results__option[role=treeitem]").first.click()


def search_related(page: Page, field: str, words: str) -> None:
    """Type in an autocomplete field until it has an answer."""
    page.locator(f".field-{field} .select2-selection").click()
    with page.expect_response(lambda answer: f"term={words}" in unquote_plus(answer.url), timeout=PATIENCE):
        page.locator(".select2-search__field").fill(words)
    expect(page.locator(".select2-results__option.loading-results")).to_have_count(0)


def act(page: Page, action: str) -> None:
    """Run an action of a list on the rows that are ticked."""
    page.select_option("select[name=action]", action)
    page.click("button[name=index]")
    expect(page.locator(".messagelist")).to_be_visible()
