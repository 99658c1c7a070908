"""A manager with a second factor approves an instructor and suspends a person."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.desk import enter_desk, log_in_to_desk, make_staff
from tests.e2e.pages import PASSWORD, by, join
from tests.e2e.site import Site
from tests.staff.phones import Phone

STEP = re.compile(r"/admin/second-factor/code/")


def test_a_manager_approves_an_instructor_and_shuts_somebody_out(open_page: Opener, site: Site) -> None:
    manager, person = open_page(), open_page()
    username = join(person)
    person.goto("/consults/")
    expect(by(person, "queue")).to_have_count(0)
    name = make_staff(site, "managers")
    log_in_to_desk(manager, name)
    phone = set_up(manager)
    come_back(manager, name, phone)
    find(manager, username)
    by(manager, "approve").click()
    expect(by(manager, "log")).to_contain_text("role: instructor")
    person.reload()
    expect(by(person, "queue")).to_be_attached()
    expect(person.locator("#desk")).to_have_attribute("data-connection", "live")
    expect(by(manager, "sessions").locator("[data-state=open]")).to_have_count(1)
    by(manager, "suspend").click()
    expect(by(manager, "sessions").locator("[data-state=open]")).to_have_count(0)
    # Nobody touches the person's page, and the look that comes each 45 s is not waited for.
    expect(person.locator("#desk")).to_have_attribute("data-connection", "ended", timeout=20_000)
    person.goto("/accounts/profile/")
    expect(person).to_have_url(re.compile(r"/accounts/login/"))


def test_the_second_factor_is_set_up_on_a_phone(open_page: Opener, site: Site) -> None:
    page = open_page(width=360, height=740)
    enter_desk(page, site, "support")
    by(page, "second-factor").click()
    expect(page.locator(".factor-qr svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    by(page, "code").fill("000000")
    by(page, "submit").click()
    expect(by(page, "code-error")).to_be_visible()
    confirm(page, Phone(by(page, "secret").inner_text()))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def set_up(page: Page) -> Phone:
    """Set a second factor up from the header of the admin."""
    by(page, "second-factor").click()
    phone = Phone(by(page, "secret").inner_text())
    confirm(page, phone)
    return phone


def confirm(page: Page, phone: Phone) -> None:
    by(page, "code").fill(phone.shows())
    by(page, "submit").click()
    expect(by(page, "recovery-code")).to_have_count(10)
    by(page, "go-on").click()
    expect(page.locator("#user-tools")).to_be_visible()


def come_back(page: Page, username: str, phone: Phone) -> None:
    """Log out and in again: the password alone leads to the code, and to nothing else."""
    page.locator("#logout-form button").click()
    page.goto("/admin/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    expect(page).to_have_url(STEP)
    page.goto("/admin/accounts/user/")
    expect(page).to_have_url(STEP)
    by(page, "code").fill(phone.shows(later=1))  # the one of now has set it up
    by(page, "submit").click()
    expect(page).to_have_url(re.compile(r"/admin/accounts/user/$"))


def find(page: Page, username: str) -> None:
    """Open a person's page by searching the list."""
    page.fill("#searchbar", username)
    page.press("#searchbar", "Enter")
    page.get_by_role("link", name=username, exact=True).click()
    expect(by(page, "deeds")).to_be_visible()
