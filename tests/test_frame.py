"""What every page has: language, log-out, messages, and nothing that the strict policy would forbid."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from scripts.models import Script
from tests.scripts import making

OPEN = ["/", "/accounts/login/", "/accounts/signup/"]
OWN = ["/scripts/", "/scripts/new/", "/scripts/{id}/", "/scripts/{id}/edit/", "/accounts/profile/"]
TEMPLATES = sorted(
    path for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html") if "email" not in path.parts
)


@pytest.fixture
def script(learner: User) -> Script:
    return making.script(learner, making.question())


def pages(client: Client, learner: User, script: Script) -> dict[str, str]:
    """Every page, as one sees it."""
    found = {path: client.get(path).content.decode() for path in OPEN}
    client.force_login(learner)
    return found | {path: client.get(path.format(id=script.pk)).content.decode() for path in OWN}


def test_every_page_has_its_language_switch_and_a_way_past_the_navigation(
    client: Client, learner: User, script: Script
) -> None:
    for path, page in pages(client, learner, script).items():
        assert page.count('data-testid="language"') == 1, path
        assert 'href="#main"' in page, path
        assert '<main id="main"' in page, path
        assert page.count("<h1") == 1, path


def test_log_out_stands_on_every_page_of_who_is_logged_in(client: Client, learner: User, script: Script) -> None:
    for path, page in pages(client, learner, script).items():
        assert page.count('data-testid="logout"') == (path in OWN), path


def test_one_click_changes_the_language_and_keeps_the_page(client: Client, learner: User) -> None:
    client.force_login(learner)
    address = "/scripts/?category=sports&tab=completed"
    page = client.get(address).content.decode()
    assert '<html lang="en">' in page
    fields = dict(re.findall(r'type="hidden" name="(next|language)" value="([^"]*)"', page))
    answer = client.post(
        "/i18n/setlang/", {"language": fields["language"], "next": fields["next"].replace("&amp;", "&")}
    )
    assert answer["Location"] == address
    assert '<html lang="ko">' in client.get(address).content.decode()


def test_the_language_switch_leads_nowhere_else(client: Client, db: None) -> None:
    answer = client.post("/i18n/setlang/", {"language": "ko", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_the_present_page_is_marked_in_the_navigation(client: Client, learner: User, script: Script) -> None:
    client.force_login(learner)
    for path in ("/scripts/", f"/scripts/{script.pk}/"):
        nav = client.get(path).content.decode().split('class="site-nav"')[1].split("</nav>")[0]
        assert re.findall(r'href="([^"]+)" aria-current="page"', nav) == ["/scripts/"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_an_exception_of_the_policy(template: Path) -> None:
    text = template.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_is_in_the_sprite(template: Path) -> None:
    sprite = Path(str(finders.find("vendor/icons.svg"))).read_text()
    names = re.findall(r'{% icon "([^"]+)"', template.read_text())
    assert [name for name in names if f'id="{name}"' not in sprite] == []
