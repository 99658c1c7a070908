"""Asynchronous work beside a test that drives browsers: a loop in a thread of its own."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self


class Aside:
    """`with Aside() as aside: aside.run(work())`: waits for the work while the loop goes on between."""

    def __enter__(self) -> Self:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self

    def run(self, work: Coroutine[Any, Any, Any], seconds: float = 60) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(30)
        self.loop.close()
