"""The pages of feedback, and what of it stands on those of scripts."""

import html as htmllib
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from feedback.models import Feedback
from tests.consults import making as consults
from tests.feedback import making

LIST = "/feedback/"


def page(browser: Client, address: str = LIST) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def cards(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-testid="card" data-id="(\d+)"', html)]


def hook(html: str, testid: str) -> str:
    """What stands between the tags of an element without elements of its own kind in it."""
    found = re.search(rf'<(\w+)[^>]* data-testid="{testid}"[^>]*>(.*?)</\1>', html, re.S)
    assert found, testid
    return found[2]


@pytest.fixture
def teacher(instructor: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(instructor)
    return client


class TestOne:
    def test_it_shows_the_three_texts_and_what_changed(self, browser, feedback):
        html = page(browser, f"{LIST}{feedback.pk}/")
        assert hook(html, "original") == "I usually go to the park near my house"
        assert hook(html, "content") == making.CONTENT
        assert hook(html, "clean") == making.PLAIN
        changed = 'I usually <del data-say="removed:">go</del><ins data-say="added:">walk</ins> to the park'
        assert hook(html, "changes").startswith(changed)
        assert "Corrected by Instructor" in html
        assert 'lang="en">What do you usually do at the park?</h1>' in html
        assert f'src="/api/v1/scripts/{feedback.script_id}/audio/"' in html
        for testid in ("delete", "confirm", "player"):
            assert f'data-testid="{testid}"' in html

    def test_its_instructor_reads_it_and_hears_the_recording(self, teacher, feedback):
        html = page(teacher, f"{LIST}{feedback.pk}/")
        assert hook(html, "content") == making.CONTENT
        assert "You corrected Learner" in html
        assert f'src="/api/v1/consults/{feedback.consult_id}/audio/"' in html
        assert f"/scripts/{feedback.script_id}/" not in html
        for testid in ("delete", "confirm"):
            assert f'data-testid="{testid}"' not in html

    def test_nothing_harmful_of_a_row_reaches_the_page(self, browser, feedback):
        evil = '<p onclick="x()">a<script>alert(1)</script><img src=x onerror=alert(1)></p>'
        Feedback.objects.update(content=evil, original=evil, plain=evil)
        html = page(browser, f"{LIST}{feedback.pk}/")
        assert hook(html, "content") == "<p>a</p>"
        assert hook(html, "original") == htmllib.escape(evil)
        assert hook(html, "clean") == htmllib.escape(evil)
        assert "<img src=x" not in html
        assert "<script>alert" not in html

    def test_a_correction_without_a_change_says_so(self, browser, feedback):
        Feedback.objects.update(plain=feedback.original)
        html = page(browser, f"{LIST}{feedback.pk}/")
        assert "Every word stayed as it was." in html
        assert "<ins" not in html

    def test_paragraphs_stay_paragraphs(self, browser, learner, instructor):
        content = "<p>one</p><p><br></p><p>two<br></p>"
        feedback = making.feedback(learner, instructor, content=content)
        html = page(browser, f"{LIST}{feedback.pk}/")
        assert (hook(html, "content"), hook(html, "clean")) == (content, "one\n\ntwo")

    def test_for_others_it_does_not_exist(self, client, other_learner, rival, feedback):
        address = f"{LIST}{feedback.pk}/"
        assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
        for person in (other_learner, rival):
            client.force_login(person)
            assert client.get(address).status_code == 404
            assert client.post(f"{address}delete/").status_code == 404
        assert Feedback.objects.exists()

    def test_it_only_shows(self, browser, feedback):
        for method in (browser.post, browser.put, browser.delete):
            assert method(f"{LIST}{feedback.pk}/").status_code == 405

    def test_the_room_leads_to_it(self, browser, teacher, feedback):
        for client in (browser, teacher):
            assert client.get(f"/consults/{feedback.consult_id}/")["Location"] == f"{LIST}{feedback.pk}/"


class TestDelete:
    def test_its_learner_deletes_it(self, browser, feedback):
        address = f"{LIST}{feedback.pk}/delete/"
        answer = browser.post(address, follow=True)
        assert answer.redirect_chain == [(LIST, 302)]
        assert "The feedback is deleted." in answer.content.decode()
        assert browser.post(address).status_code == 404
        assert cards(page(browser, "/scripts/")) == [feedback.script_id]

    @pytest.mark.parametrize("address", [LIST, f"{LIST}{{}}/"])
    def test_the_back_button_does_not_bring_it_back(self, browser, feedback, address):
        assert "no-store" in browser.get(address.format(feedback.pk))["Cache-Control"]

    def test_its_instructor_is_told_no(self, teacher, feedback):
        answer = teacher.post(f"{LIST}{feedback.pk}/delete/", follow=True)
        assert "Only the learner who received this feedback may delete it." in answer.content.decode()
        assert Feedback.objects.exists()

    def test_only_by_a_form_of_ours(self, learner, feedback, browser):
        assert browser.get(f"{LIST}{feedback.pk}/delete/").status_code == 405
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(learner)
        assert careful.post(f"{LIST}{feedback.pk}/delete/").status_code == 403
        assert Feedback.objects.exists()


class TestList:
    @pytest.fixture
    def rows(self, learner, other_learner, instructor):
        making.feedback(other_learner, instructor, plain="a stranger's words")
        return {
            "park": making.feedback(learner, instructor),
            "ball": making.on_topic(learner, instructor, "soccer", category="sports", name_en="Playing soccer"),
        }

    def test_the_learners_own_newest_first(self, browser, rows):
        html = page(browser)
        assert cards(html) == [rows["ball"].pk, rows["park"].pk]
        assert "a stranger" not in html
        assert making.PLAIN in html

    def test_an_instructor_sees_what_was_given(self, teacher, rows):
        html = page(teacher)
        assert len(cards(html)) == 3
        assert "Feedback you gave" in html
        assert "for Other.Learner" in html

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ("?category=sports", ["ball"]),
            ("?search=soccer", ["ball"]),
            ("?search=walk&category=leisure", ["park"]),
            ("?search=nothing", []),
            ("?category=nonsense", ["ball", "park"]),
            ("?page=nonsense", ["ball", "park"]),
        ],
    )
    def test_category_and_search_narrow_it(self, browser, rows, asked, names):
        assert cards(page(browser, LIST + asked)) == [rows[name].pk for name in names]

    def test_the_category_goes_along_to_the_scripts_and_back(self, browser, rows):
        assert 'href="/scripts/?category=sports"' in page(browser, f"{LIST}?category=sports&search=x&page=2")
        assert 'href="/feedback/?category=sports"' in page(browser, "/scripts/?category=sports&tab=completed")
        assert 'href="/scripts/"' in page(browser)

    @pytest.mark.parametrize(
        ("asked", "says", "offers"),
        [("", "No feedback yet", "/scripts/"), ("?search=zzz", "Nothing matches", "/feedback/")],
    )
    def test_an_empty_list_says_what_to_do(self, browser, asked, says, offers):
        html = page(browser, LIST + asked)
        empty = html[html.index('data-testid="empty"') :]
        assert says in empty
        assert f'href="{offers}"' in empty

    def test_an_instructor_without_any_is_sent_to_the_dashboard(self, teacher):
        html = page(teacher)
        assert "You have not given feedback yet" in html
        assert 'href="/consults/"' in html[html.index('data-testid="empty"') :]

    def test_many_come_in_pages(self, browser, learner, instructor):
        made = [making.feedback(learner, instructor).pk for _ in range(13)]
        first, second = page(browser), page(browser, f"{LIST}?page=2")
        assert cards(first) + cards(second) == made[::-1]
        assert 'rel="next"' in first

    @pytest.mark.parametrize("who", ["browser", "teacher"])
    def test_thirty_cost_as_many_queries_as_one(self, who, request, learner, instructor):
        browser = request.getfixturevalue(who)

        def queries():
            with CaptureQueriesContext(connection) as seen:
                page(browser)
            return len(seen)

        making.feedback(learner, instructor)
        with_one = queries()
        for number in range(29):
            making.on_topic(learner, instructor, f"topic-{number}", name_en=f"Topic {number}")
        assert queries() == with_one

    def test_it_is_for_the_logged_in_and_only_shows(self, client, browser):
        answer = Client().get(f"{LIST}?category=sports")
        assert answer["Location"] == "/accounts/login/?next=/feedback/%3Fcategory%3Dsports"
        for method in (browser.post, browser.put, browser.delete):
            assert method(LIST).status_code == 405


class TestScripts:
    def test_a_corrected_script_changes_its_tab_and_cannot_be_deleted(self, browser, feedback):
        assert cards(page(browser, "/scripts/")) == []
        completed = page(browser, "/scripts/?tab=completed")
        assert cards(completed) == [feedback.script_id]
        assert 'data-tab="completed"' in completed
        assert "#delete" not in completed
        assert 'data-testid="delete"' not in page(browser, f"/scripts/{feedback.script_id}/")
        browser.post(f"/scripts/{feedback.script_id}/delete/")
        assert cards(page(browser, "/scripts/?tab=completed")) == [feedback.script_id]

    def test_its_page_leads_to_each_feedback(self, browser, feedback):
        html = page(browser, f"/scripts/{feedback.script_id}/")
        assert f'href="/feedback/{feedback.pk}/" data-testid="feedback-link"' in html
        assert "Feedback from Instructor" in html

    def test_a_script_without_any_has_no_such_link(self, browser, learner):
        script = consults.consult(learner).script
        assert "feedback-link" not in page(browser, f"/scripts/{script.pk}/")


def test_staff_see_that_there_is_feedback_and_not_what_was_said(staff, feedback):
    admin = Client()
    admin.force_login(staff)
    listed = page(admin, "/admin/feedback/feedback/?q=learner")
    shown = page(admin, f"/admin/feedback/feedback/{feedback.pk}/change/")
    for html in (listed, shown):
        assert "learner" in html
        assert "near my house" not in html
    assert admin.post(f"/admin/feedback/feedback/{feedback.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get("/admin/feedback/feedback/add/").status_code == 403
    assert Feedback.objects.exists()
