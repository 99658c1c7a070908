"""The rules that one line of a sheet must keep."""

import hashlib
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from scripts.models import State
from scripts.opic import TYPES_BY_LEVEL
from scripts.services.bank import difficulty
from scripts.services.sheets.cells import bare, plain
from scripts.services.sheets.columns import VALUES
from scripts.services.sheets.errors import Fault
from scripts.services.sheets.known import Known, Stored, Values, folded
from scripts.services.sheets.line import TEXTS, FaultyLine, Line, unknown
from scripts.services.sheets.plan import Change
from scripts.services.sheets.reading import BEYOND


@dataclass(frozen=True, slots=True)
class Rights:
    """What the person who imports may do besides changing questions."""

    add: bool = True
    publish: bool = True


@dataclass(slots=True)
class Checker:
    """Checks line after line; remembers what stood in those before."""

    known: Known
    rights: Rights
    keys: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    questions: dict[int, int] = field(default_factory=dict)
    """Lines in which each question of the bank stood."""

    def check(self, row: dict[str, Any]) -> Change | None:
        """Return what the line does to the bank, None where nothing. Raises FaultyLine."""
        faults: list[Fault] = []
        line = Line(row, faults)
        line.check_formulas()
        stored = self._identity(line)
        values = self._values(line, stored)
        first = self._line_of_text(line)
        if stored and not faults and values == stored.values:
            return None
        if first != line.number and not (stored and values[4] == stored.values[4]):
            line.fault("text", _("The same text stands in line %(line)s.") % {"line": first})
        self._rules(line, values, stored)
        if faults:
            raise FaultyLine(faults)
        if stored:
            return Change(line.number, stored.pk, stored.key, stored.values, values)
        return Change(line.number, None, line["key"] or self._new_key(line, values), None, values)

    def _identity(self, line: Line) -> Stored | None:
        """Find the question that the line is about: by its key, without one by its text in its topic."""
        if line.row[BEYOND]:
            line.fault(
                "",
                _("“%(cell)s” stands under no column. Is a text with a comma not in quotation marks?")
                % {"cell": line.row[BEYOND][:40]},
            )
        topic = self._topic(line)
        key = line["key"]
        stored = None
        if key:
            self._key_once(line, key)
            stored = self.known.by_key.get(key)
            other = self.known.taken.get(folded(key))
            if stored is None and other:
                line.fault("key", _("The bank has the key “%(key)s” with other letters.") % {"key": other})
            elif stored and topic and stored.values[0] != topic:
                line.fault("key", _("This key belongs to a question of another topic."))
        elif topic:
            stored = self.known.by_text.get((topic, plain(line["text"])))
        if stored:
            first = self.questions.setdefault(stored.pk, line.number)
            if first != line.number and "key" not in {fault.column for fault in line.faults}:
                line.fault("text", _("Line %(line)s is about the same question.") % {"line": first})
        return stored

    def _topic(self, line: Line) -> int | None:
        name = line["topic"]
        if not name:
            line.fault("topic", _("The topic is missing."))
            return None
        if (topic := self.known.topics.get(name) or self.known.topics.get(name.lower())) is None:
            line.fault("topic", unknown(name, tuple(self.known.topics)))
        return topic

    def _key_once(self, line: Line, key: str) -> None:
        line.check_text("key", breaks="")
        first = self.keys.setdefault(folded(key), line.number)
        if first != line.number:
            line.fault("key", _("The same key stands in line %(line)s.") % {"line": first})

    def _line_of_text(self, line: Line) -> int:
        """The first line with this text; capitals and spaces make no other text of it."""
        return self.texts.setdefault(bare(text), line.number) if (text := line["text"]) else line.number

    def _values(self, line: Line, stored: Stored | None) -> Values:
        """What the question becomes. An absent column, or an empty cell where one is needed, leaves what is."""
        was = dict(zip(VALUES, stored.values, strict=True)) if stored else {}
        values: dict[str, Any] = {"topic": was.get("topic") or self.known.topics.get(line["topic"].lower())}
        for name in ("level", "type"):
            values[name] = line.choice(name, line[name].upper())
        values["state"] = line.choice("state", line["state"].lower()) if line["state"] else was.get("state", "draft")
        for name in TEXTS:
            told = line.row.get(name)
            before = was.get(name, "")
            values[name] = before if told is None or plain(told) == plain(before) else told
        values["difficulty"] = self._difficulty(line, was, values)
        return tuple(values[name] for name in VALUES)

    def _difficulty(self, line: Line, was: dict[str, Any], values: dict[str, Any]) -> Any:
        told = line["difficulty"]
        if told:
            if told in "123456" and len(told) == 1:
                return int(told)
            line.fault("difficulty", _("“%(value)s” is no difficulty. Write 1 to 6.") % {"value": told[:40]})
        if was:
            return was["difficulty"]
        return difficulty(values["type"], values["level"]) if values["type"] and values["level"] else None

    def _rules(self, line: Line, values: Values, stored: Stored | None) -> None:
        new = dict(zip(VALUES, values, strict=True))
        level, kind = new["level"], new["type"]
        if level and kind and kind not in TYPES_BY_LEVEL[level]:
            line.fault("type", _("%(level)s does not practise %(type)s.") % {"level": level, "type": kind})
        if stored and kind and kind != stored.values[2] and stored.pk in self.known.in_combos:
            line.fault("type", _("This question stands in a combo, so its type cannot change."))
        if not line["text"]:
            line.fault("text", _("The text is missing."))
        for name in TEXTS:
            line.check_text(name)
        if stored is None and not self.rights.add:
            line.fault("key", _("This would be a new question. You may change questions, not add any."))
        if new["state"] == State.PUBLISHED != (stored and stored.values[9]) and not self.rights.publish:
            line.fault("state", _("You may not publish. Write “draft”."))

    def _new_key(self, line: Line, values: Values) -> str:
        """A key of the question's own, the same whenever the same line comes again."""
        for number in count():
            digest = hashlib.sha256(f"{plain(values[4])}{number or ''}".encode()).hexdigest()
            key = f"{line['topic'].lower()}-{values[1]}-{values[2]}-{digest[:8]}".lower()
            if folded(key) not in self.known.taken and folded(key) not in self.keys:
                break
        self.keys[folded(key)] = line.number
        return key
