"""Requests from some connections at once, in a process of its own: `python -m benchmarks.http_load '<json>'`.

Takes `url`, `path`, `headers`, `connections` and `seconds`; prints how many answers came and how long each took, in ms.
"""

import http.client
import json
import ssl
import sys
import threading
import time
from typing import Any
from urllib.parse import urlsplit


class Line(threading.Thread):
    """One connection that asks again as soon as it is answered; it is opened anew where the server closes it."""

    def __init__(self, facts: dict[str, Any], until: float) -> None:
        super().__init__()
        self.facts, self.until = facts, until
        self.times: list[float] = []
        self.errors = 0
        self.connection = _connection(facts["url"])

    def run(self) -> None:
        while (begin := time.perf_counter()) < self.until:
            try:
                self.connection.request("GET", self.facts["path"], headers=self.facts["headers"])
                answer = self.connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.errors += 1
                continue
            if answer.status != http.client.OK:
                self.errors += 1
            self.times.append((time.perf_counter() - begin) * 1000)


def _connection(url: str) -> http.client.HTTPConnection:
    address = urlsplit(url)
    host, port = str(address.hostname), address.port
    if address.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=30)
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=30, context=unchecked)


def main(facts: dict[str, Any]) -> None:
    until = time.perf_counter() + facts["seconds"]
    lines = [Line(facts, until) for _ in range(facts["connections"])]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    print(json.dumps({"ms": [ms for line in lines for ms in line.times], "errors": sum(line.errors for line in lines)}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
