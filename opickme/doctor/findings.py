"""What a check finds."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from django.db import Error

Check = Callable[[], str]


class Wrong(Exception):
    """Something does not work: what, and what to do about it."""

    def __init__(self, says: str, remedy: str) -> None:
        super().__init__(says)
        self.says, self.remedy = says, remedy


@dataclass(frozen=True)
class Finding:
    """One line for the operator."""

    part: str
    ok: bool
    says: str
    remedy: str = ""

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def examine(checks: Mapping[str, Check]) -> list[Finding]:
    """Run the checks; none of them can stop the others."""
    return [_find(part, check) for part, check in checks.items()]


def _find(part: str, check: Check) -> Finding:
    try:
        return Finding(part, ok=True, says=check())
    except Wrong as wrong:
        return Finding(part, ok=False, says=wrong.says, remedy=wrong.remedy)
    except Error as error:
        return Finding(
            part,
            ok=False,
            says=f"the database could not be asked: {short(error)}",
            remedy="mend what is wrong above first",
        )
    except Exception as error:
        return Finding(
            part, ok=False, says=f"the check itself failed: {short(error)}", remedy="report it with this line"
        )


def short(error: BaseException) -> str:
    """An error in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
