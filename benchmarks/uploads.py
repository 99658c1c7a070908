"""How many recordings a minute become scripts: learners send one after the other, through nginx to gunicorn."""

import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

ANSWER = Path(__file__).parent.parent / "tests" / "data" / "speech" / "0036.ogg"
"""A real answer of 70 s."""
AT_ONCE, SECONDS = 8, 30.0
TOKEN = "benchmark" * 4


def per_minute(url: str, learners: list[dict[str, Any]], question: int) -> dict[str, Any]:
    """Have AT_ONCE learners at a time send the answer for SECONDS; they take turns, as the site limits each."""
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = list(pool.map(lambda n: _send_on(url, learners[n::AT_ONCE], question, began + SECONDS), range(AT_ONCE)))
    spent = time.monotonic() - began
    times = [ms for one, _ in sent for ms in one]
    return {
        "kb": round(ANSWER.stat().st_size / 1024),
        "at_once": AT_ONCE,
        "uploads": len(times),
        "per_minute": round(len(times) * 60 / spent),
        "median_ms": round(statistics.median(times), 1) if times else None,
        "errors": [error for _, errors in sent for error in errors],
    }


def _send_on(url: str, learners: list[dict[str, Any]], question: int, end: float) -> tuple[list[float], list[str]]:
    """Send for one learner after the other until `end`; return what each took, and what was refused."""
    times: list[float] = []
    errors: list[str] = []
    with httpx.Client(base_url=url, verify=False, timeout=60) as client:
        while time.monotonic() < end:
            person = learners[(len(times) + len(errors)) % len(learners)]
            began = time.monotonic()
            answer = client.post(
                "/api/v1/scripts/",
                data={"question": question, "client_id": str(uuid.uuid4())},
                files={"audio": (ANSWER.name, ANSWER.read_bytes(), "audio/ogg")},
                headers={
                    "Cookie": f"sessionid={person['session']}; csrftoken={TOKEN[:32]}",
                    "X-CSRFToken": TOKEN[:32],
                    "Referer": f"{url}/",
                },
            )
            if answer.status_code == 201:
                times.append((time.monotonic() - began) * 1000)
            else:
                errors.append(f"{answer.status_code} {answer.text[:100]}")
    return times, errors
