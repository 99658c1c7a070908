"""A server that speaks the JSON interface of Google Cloud Storage, as far as putting and deleting an object."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

BUCKET = "answers"


@dataclass
class GoogleStorage:
    """Holds objects by their gs:// address; gives the `faults` first, one status to each request."""

    faults: list[int] = field(default_factory=list)
    objects: dict[str, bytes] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    address: str = ""

    def start(self) -> None:
        """Listen on a free port: `address` says where."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def put(self, path: str, query: str, sound: bytes) -> int:
        if path != f"/upload/storage/v1/b/{BUCKET}/o":
            return 404
        [name] = parse_qs(query, strict_parsing=True)["name"]
        self.names.append(name)
        self.objects[f"gs://{BUCKET}/{name}"] = sound
        return 200

    def delete(self, path: str) -> int:
        name = unquote(path.removeprefix(f"/storage/v1/b/{BUCKET}/o/"))
        return 204 if self.objects.pop(f"gs://{BUCKET}/{name}", None) is not None else 404

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        storage = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sound = self.rfile.read(int(self.headers["Content-Length"]))
                address = urlsplit(self.path)
                self.answer(lambda: storage.put(address.path, address.query, sound))

            def do_DELETE(self) -> None:
                self.answer(lambda: storage.delete(urlsplit(self.path).path))

            def answer(self, act) -> None:  # type: ignore[no-untyped-def]
                storage.requests.append(self.command)
                self.send_response(storage.faults.pop(0) if storage.faults else act())
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                """The test asks `requests`."""

        return Handler
