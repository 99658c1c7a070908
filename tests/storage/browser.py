"""What the page does to bring a take into the bucket, with a client that is not ours."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from rest_framework.test import APIClient

from scripts.models import Question

URL = "/api/v1/direct-uploads/"


@dataclass
class Sending:
    """One take on its way."""

    api: APIClient
    sound: bytes
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def open(self, **others: Any) -> dict[str, Any]:
        """Open the upload, or find it open."""
        body = {"client_id": str(self.client_id), "size": len(self.sound), **others}
        answer = self.api.post(URL, body, format="json")
        assert answer.status_code == 201, answer.content
        self.about: dict[str, Any] = answer.json()
        return self.about

    @property
    def address(self) -> str:
        return f"{URL}{self.about['id']}/"

    def put(self, number: int, content: bytes | None = None, **headers: str) -> httpx.Response:
        """Put one part where the site says, or `content` in its place."""
        signed = self.api.post(f"{self.address}parts/{number}/").json()
        start = (number - 1) * self.about["part_bytes"]
        part = self.sound[start : start + self.about["part_bytes"]] if content is None else content
        return httpx.put(signed["url"], content=part, headers=headers)

    def put_all(self, **headers: str) -> None:
        for number in range(1, self.about["parts"] + 1):
            if number not in self.about["arrived"]:
                assert self.put(number, **headers).status_code == 200

    def finish(self, question: Question, **others: Any) -> Any:
        """Ask for the script of what was sent."""
        body = {"question": question.pk, "client_id": str(self.client_id), "upload": self.about["id"], **others}
        return self.api.post("/api/v1/scripts/", body, format="json")

    def send(self, question: Question) -> Any:
        """All of it."""
        self.open()
        self.put_all()
        return self.finish(question)
