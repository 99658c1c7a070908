"""What a page shows, read from its HTML."""

import json
import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (answer.status_code, answer.get("Location"))
    return answer.content.decode()


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        page(browser, address)
    return len(seen)


def hooks(html: str) -> set[str]:
    return set(re.findall(r'data-testid="([\w-]+)"', html))


def element(html: str, testid: str) -> str:
    """The text in an element that holds nothing but text."""
    found = re.search(rf'data-testid="{testid}"[^>]*>([^<]*)<', html)
    assert found, testid
    return found[1].strip()


def data(html: str, name: str) -> dict[str, Any]:
    """What `json_script` put into the page."""
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found, name
    loaded = json.loads(found[1])
    assert isinstance(loaded, dict)
    return loaded


def messages(html: str, template: str) -> set[str]:
    """Codes of the sentences that a page's modules find."""
    found = re.search(rf'<template id="{template}">(.*?)</template>', html, re.DOTALL)
    assert found, template
    return set(re.findall(r'data-message="([^"]+)"', found[1]))
