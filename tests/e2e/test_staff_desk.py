"""The front page of the desk follows the line by itself, and a filter finds a person as one types."""

import uuid

from playwright.sync_api import expect

from tests.e2e.conftest import Opener
from tests.e2e.desk import enter_desk
from tests.e2e.pages import PATIENCE
from tests.e2e.site import Site

HERE = "from django.utils import timezone; from datetime import timedelta; from tests.consults import making; "


def ask(site: Site) -> str:
    """Let somebody ask for a consult, and stay; return the nickname and username."""
    name = f"w{uuid.uuid4().hex[:8]}"
    stays = "learner_seen_at=timezone.now() + timedelta(hours=1)"
    site.run(f"from tests.people import person; {HERE} making.consult(person('{name}', nickname='{name}'), {stays})")
    return name


def cancel(site: Site, name: str) -> None:
    site.run(
        "from consults.models import Consult; from consults.services.requests import cancel_consult; "
        f"cancel_consult(consult=Consult.objects.get(learner__username='{name}'))",
    )


def test_the_line_is_followed_without_a_reload(site: Site, open_page: Opener) -> None:
    page = open_page()
    enter_desk(page, site, "support")
    page.evaluate("window.isTheSamePage = true")
    panel = page.locator("[data-waiting]")
    name = ask(site)
    row = panel.get_by_role("row").filter(has_text=name)
    expect(row).to_be_visible(timeout=PATIENCE)
    expect(panel).to_have_attribute("data-state", "live")
    cancel(site, name)
    expect(row).to_have_count(0, timeout=PATIENCE)
    assert page.evaluate("window.isTheSamePage")


def test_a_person_is_found_as_one_types(site: Site, open_page: Opener) -> None:
    first, second = ask(site), ask(site)
    page = open_page()
    enter_desk(page, site, "support")
    page.goto("/admin/consults/consult/?now=waiting")
    rows = page.locator("#result_list tbody")
    for name in (first, second):
        expect(rows).to_contain_text(name)
    page.locator("[data-related-filter] .select2-selection").first.click()
    page.locator(".select2-search__field").fill(first)
    page.locator(".select2-results__option").filter(has_text=first).click()
    page.wait_for_url("**learner=*")
    assert "now=waiting" in page.url  # the other choice stays
    expect(rows).to_contain_text(first)
    expect(rows).not_to_contain_text(second)
    for name in (first, second):
        cancel(site, name)
