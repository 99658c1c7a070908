"""The board and the alarms ask for figures that there are."""

import json
import re

import httpx
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.site import ROOT

NAME = re.compile(r"\b(?:opickme|process)_[a-z_]+\b")
BOARD = json.loads((ROOT / "deploy/grafana/dashboard.json").read_text())
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
SCRAPING = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]


def given(text: str) -> dict[str, set[str]]:
    """Names of all samples that a process may give, with the names of their labels."""
    names: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
        labels = {label for sample in family.samples for label in sample.labels}
        for ending in endings:
            names[f"{family.name}{ending}"] = labels
    return names


def test_every_figure_that_is_asked_for_exists_and_each_of_ours_is_shown(station):
    names = given(httpx.get(f"{station.web().url}/metrics", timeout=30).text)
    shown = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
    asked = {name for expression in shown + [rule["expr"] for rule in RULES] for name in NAME.findall(expression)}
    assert asked - names.keys() == set()
    ours = {name for name in names if name.startswith("opickme_") and not name.endswith(("_sum", "_count"))}
    assert ours - asked == set()


def test_what_everybody_says_alike_is_never_added_up():
    alike = re.compile(
        r"\bsum[^(]*\(\s*(?:rate\()?opickme_(?:scripts|consults|queue|workers|stt|recogni|instructors|longest|oldest)"
    )
    for expression in [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]:
        assert not alike.search(expression), expression


def test_the_board_has_no_two_panels_in_one_place():
    taken = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])


def test_alarms_say_what_and_what_to_do_and_watch_what_is_scraped():
    jobs = {scrape["job_name"] for scrape in SCRAPING["scrape_configs"]}
    assert SCRAPING["rule_files"] == ["alerts.yml"]
    for rule in RULES:
        assert set(rule["annotations"]) == {"summary", "remedy"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        for job in re.findall(r'job=~?"([^"]+)"', rule["expr"]):
            assert set(job.split("|")) <= jobs
