"""`manage.py web`: one web process from its start to its end."""

import re
import signal
import threading

import httpx

from tests.e2e.site import wait_for


def test_a_taken_port_is_one_clear_line(station):
    web = station.web()
    second = station.start("web", "--port", str(web.port))
    assert second.popen.wait(60) == 1
    complaint = second.output().strip().splitlines()[-1]
    assert complaint.startswith(f"CommandError: Cannot listen on 127.0.0.1:{web.port}")
    assert "Traceback" not in second.output()
    assert web.answers()


def test_pages_and_their_files_are_served(station):
    web = station.web()
    page = httpx.get(f"{web.url}/", timeout=20)
    assert page.status_code == 200
    style = re.search(r'href="(/static/[^"]+\.css)"', page.text)
    assert style, page.text
    sheet = httpx.get(web.url + style[1], headers={"Accept-Encoding": "gzip"}, timeout=20)
    assert sheet.status_code == 200
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
    assert sheet.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in sheet.headers


def test_an_unknown_page_is_404_and_leaves_no_trace_of_the_inside(station):
    web = station.web()
    answer = httpx.get(f"{web.url}/no/such/", timeout=20)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert "server" not in answer.headers


SLOW = """
import time
from django.http import HttpResponse
from django.urls import path
from opickme import urls
def slow(request):
    print("begun", flush=True)
    time.sleep(2)
    return HttpResponse("whole")
urls.urlpatterns.insert(0, path("slow", slow))
from django.core.management import call_command
call_command("web", port={port})
"""


def test_what_has_begun_is_finished_when_it_is_told_to_stop(station, free_web):
    web = free_web(SLOW)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(httpx.get(f"{web.url}/slow", timeout=30)))
    thread.start()
    wait_for(lambda: "begun" in web.process.output(), seconds=20, what=web.process.output)
    assert web.process.stop(signal.SIGTERM) == 0
    thread.join()
    assert [answer.text for answer in answers] == ["whole"]


def test_ctrl_c_ends_it_at_once_when_nothing_is_under_way(station):
    web = station.web()
    assert web.process.stop(signal.SIGINT, seconds=6) == 0
    assert "Traceback" not in web.process.output()
