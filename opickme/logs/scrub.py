"""What is taken out of a text before it leaves for a log or an error report."""

import re

_MAIL = re.compile(r"[^\s<>'\"(),;:]+@[^\s<>'\"(),;:]+\.[^\s<>'\"(),;:]+")
# Tokens, session keys, links of a reset: 24 characters and more without a space, with a digit in them.
_TOKEN = re.compile(r"(?<![\w/.-])(?=[\w.=-]*\d)[\w=-]+[\w.=-]{23,}(?![\w/-])")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def scrub(text: str) -> str:
    """Take out mail addresses and tokens. Our own ids of rows (UUIDs) stay."""
    return _TOKEN.sub(_unless_id, _MAIL.sub("<mail>", text))


def scrub_reason(text: str) -> str:
    """Take out of an exception's message also what it quotes: databases and codecs quote what a person wrote."""
    return _QUOTED.sub("'…'", scrub(text))


def _unless_id(found: re.Match[str]) -> str:
    return found[0] if _UUID.fullmatch(found[0]) else "<token>"
