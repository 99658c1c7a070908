"""The browsable documentation of the API, under our content security policy."""

from playwright.sync_api import expect

from tests.e2e.conftest import Opener


def test_the_documentation_lists_the_endpoints(open_page: Opener) -> None:
    page = open_page()
    page.goto("/api/v1/docs/")
    expect(page.get_by_role("link", name="/api/v1/scripts/", exact=True).first).to_be_visible()
