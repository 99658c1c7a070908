"""The stack, and browsers that look at it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import Opener, launch, playwright, speech_wav
from tests.stack.stack import Stack, running_stack

__all__ = ["launch", "playwright", "speech_wav"]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
def open_page(launch: Callable[..., Browser], stack: Stack) -> Iterator[Opener]:
    """A page of a browser of its own, over TLS. Errors on the page fail the test."""
    errors: list[str] = []
    contexts: list[BrowserContext] = []

    def start(microphone: object = None) -> Page:
        # The certificate is signed by nobody.
        context = launch(microphone).new_context(base_url=stack.url, locale="en-US", ignore_https_errors=True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error.stack or error}"))
        return page

    yield start
    for context in contexts:
        context.close()
    assert not errors
