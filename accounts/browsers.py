"""Which browser and system a request came from, in the two words that people know them by."""

import re

# The first that fits counts: nearly every browser also claims to be Chrome, Safari and Mozilla.
BROWSERS = {
    r"KAKAOTALK": "KakaoTalk",
    r"NAVER\(": "Naver",
    r"Whale/": "Whale",
    r"SamsungBrowser/": "Samsung Internet",
    r"Edg(?:e|A|iOS)?/": "Edge",
    r"OPR/|OPT/|Opera": "Opera",
    r"Firefox/|FxiOS/": "Firefox",
    r"CriOS/|Chrome/|Chromium/": "Chrome",
    r"Version/.*Safari/": "Safari",
}
SYSTEMS = {
    r"iPad": "iPad",
    r"iPhone|iPod": "iPhone",
    r"Android": "Android",
    r"Windows": "Windows",
    r"CrOS": "ChromeOS",
    r"Macintosh|Mac OS X": "Mac",
    r"Linux|X11": "Linux",
}
LONGEST = 1000


def named(agent: str) -> tuple[str, str]:
    """Return the names of browser and system in a User-Agent header; an empty one where it is not known."""
    agent = agent[:LONGEST]
    return _first(BROWSERS, agent), _first(SYSTEMS, agent)


def _first(names: dict[str, str], agent: str) -> str:
    return next((name for pattern, name in names.items() if re.search(pattern, agent)), "")
