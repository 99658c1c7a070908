"""What an import would do: the report that a person sees, and exactly what is done once they say so."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from scripts.services.sheets.columns import VALUES
from scripts.services.sheets.errors import Fault
from scripts.services.sheets.known import Values


class Change(NamedTuple):
    """One question that is new (`pk` is None) or changed; the values are those of `known.FIELDS`."""

    line: int
    pk: int | None
    key: str | None
    before: Values | None
    after: Values

    def differences(self) -> Iterator[tuple[str, object, object]]:
        """Yield each column that changes with what it was and what it becomes."""
        before = self.before or ("",) * len(VALUES)
        for name, was, becomes in zip(VALUES, before, self.after, strict=True):
            if was != becomes:
                yield name, was, becomes


@dataclass(slots=True)
class Plan:
    """The outcome of a dry run. `same` and `faulty` count lines."""

    stamp: tuple[int, ...] = ()
    topics: dict[int, str] = field(default_factory=dict)
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many lines the sheet has."""
        return len(self.new) + len(self.changed) + self.same + self.faulty

    @property
    def changes(self) -> list[Change]:
        return [*self.changed, *self.new]

    def fingerprint(self) -> str:
        """The same for two plans exactly if they do the same to the same questions."""
        digest = hashlib.sha256()
        for change in self.changes:
            digest.update(repr(change).encode("utf-8", errors="surrogatepass"))
        digest.update(str(self.faulty).encode())
        return digest.hexdigest()
