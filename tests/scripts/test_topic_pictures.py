"""Every topic has a picture of its own that is safe to serve, small, and fits light and dark pages."""

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "static" / "img"
SVG = "{http://www.w3.org/2000/svg}"
TOPICS = sorted((IMAGES / "topics").glob("*.svg"))
CATEGORIES = sorted((IMAGES / "categories").glob("*.svg"))
ART = sorted((IMAGES / "art").glob("*.svg"))
MARKS = [IMAGES / "logo.svg", IMAGES / "favicon.svg"]
DRAWN = [*TOPICS, *CATEGORIES, *ART, *MARKS]
SHAPES = {"svg", "title", "style", "g", "path", "rect", "circle", "ellipse"}
MAX_BYTES = 3000


def _name(path: Path) -> str:
    return path.relative_to(IMAGES).with_suffix("").as_posix()


def _classes(tree: ElementTree.Element) -> set[str]:
    return {word for element in tree.iter() for word in element.get("class", "").split()}


def test_there_are_74_topic_pictures_and_6_category_pictures() -> None:
    assert len(TOPICS) == 74
    assert {path.stem for path in CATEGORIES} == {"leisure", "hobbies", "sports", "trips", "background", "unexpected"}


def test_every_topic_of_the_bank_has_a_picture() -> None:
    topics = {path.stem for path in (ROOT / "scripts" / "bank" / "topics").glob("*.toml")}
    assert topics
    assert topics <= {path.stem for path in TOPICS}


def test_no_two_topics_share_a_drawing() -> None:
    """The title is left out, so that one drawing under two titles counts as one."""
    drawings = [re.sub(r"<title>.*?</title>", "", path.read_text()) for path in TOPICS]
    assert len({hashlib.sha256(drawing.encode()).hexdigest() for drawing in drawings}) == 74


@pytest.mark.parametrize("path", [*TOPICS, *CATEGORIES], ids=_name)
def test_picture_stands_on_the_common_grid(path: Path) -> None:
    tree = ElementTree.parse(path).getroot()
    assert tree.get("viewBox") == "0 0 96 96"
    tile = tree.find(f"{SVG}rect")
    assert tile is not None
    assert (tile.get("class"), tile.get("width"), tile.get("height"), tile.get("rx")) == ("bg", "96", "96", "22")


@pytest.mark.parametrize("path", DRAWN, ids=_name)
def test_picture_is_titled_and_small(path: Path) -> None:
    titles = ElementTree.parse(path).getroot().findall(f"{SVG}title")
    assert [bool((title.text or "").strip()) for title in titles] == [True]
    assert path.stat().st_size < MAX_BYTES


@pytest.mark.parametrize("path", DRAWN, ids=_name)
def test_every_class_has_a_light_and_a_dark_colour(path: Path) -> None:
    tree = ElementTree.parse(path).getroot()
    styles = tree.findall(f"{SVG}style")
    assert len(styles) == 1
    light, found, dark = (styles[0].text or "").partition("@media (prefers-color-scheme:dark)")
    assert found
    classes = _classes(tree)
    assert classes
    assert classes == set(re.findall(r"\.([a-z-]+)\{", light)) == set(re.findall(r"\.([a-z-]+)\{", dark))


@pytest.mark.parametrize("path", DRAWN, ids=_name)
def test_picture_holds_only_plain_shapes(path: Path) -> None:
    """No script, text, link, id, event handler or address: nothing runs and nothing is fetched."""
    source = path.read_text()
    tree = ElementTree.fromstring(source)
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= SHAPES
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name or name in {"id", "style"}}
    assert not re.search(r"url\(|@import|<!|font", source)
    assert source.count("://") == 1  # the namespace
