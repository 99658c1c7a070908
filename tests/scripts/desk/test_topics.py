"""What curators do with topics and their pictures."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from scripts.models import Topic
from tests.scripts import making

LIST = "/admin/scripts/topic/"


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 300)) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    image.save(drawn, kind, exif=exif)
    return SimpleUploadedFile(f"zoo.{kind.lower()}", drawn.getvalue())


def form(**fields: object) -> dict[str, object]:
    facts = {"slug": "zoos", "name_ko": "동물원", "name_en": "Zoos", "category": "leisure", "position": 11}
    return {**facts, "state": "published", **fields}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_topic_is_added_with_its_picture(office: Client, staff: User, client: Client, kind: str) -> None:
    assert office.post(f"{LIST}add/", form(picture=picture(kind))).status_code == 302
    topic = Topic.objects.get(slug="zoos")
    assert topic.history.get().history_user == staff
    client.logout()
    answer = client.get(topic.picture_url)
    body = b"".join(answer.streaming_content)
    image = Image.open(io.BytesIO(body))
    assert (answer["Content-Type"], image.format, image.size) == ("image/webp", "WEBP", (384, 384))
    assert b"where I live" not in body
    listed = client.get("/api/v1/topics/").json()
    assert [(row["slug"], row["picture"]) for row in listed] == [("zoos", topic.picture_url)]


def test_a_topic_without_a_picture_has_that_of_its_category(office: Client) -> None:
    office.post(f"{LIST}add/", form())
    assert Topic.objects.get().picture_url == "/static/img/categories/leisure.svg"


def test_a_new_picture_takes_the_place_of_the_old_one(
    office: Client, django_capture_on_commit_callbacks: object
) -> None:
    office.post(f"{LIST}add/", form(picture=picture()))
    old = Topic.objects.get()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        office.post(f"{LIST}{old.pk}/change/", form(picture=picture("JPEG")))
    new = Topic.objects.get()
    assert new.picture.name != old.picture.name
    assert new.picture_url != old.picture_url
    assert default_storage.exists(new.picture.name)
    office.post(f"{LIST}{old.pk}/change/", form(name_en="The zoo"))
    assert Topic.objects.get().picture.name == new.picture.name
    office.post(f"{LIST}{old.pk}/change/", {**form(), "picture-clear": "on"})
    assert not Topic.objects.get().picture


def take_back(office: Client, topic: Topic, version: int) -> str:
    """Have a version of the topic back, as its page offers it, and return what the desk says."""
    given = topic.history.order_by("history_id")[version]
    answer = office.post(f"{LIST}{topic.pk}/history/{given.history_id}/", form(), follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("cleared", [True, False])
def test_an_old_version_comes_back_with_its_picture(
    office: Client, cleared: bool, django_capture_on_commit_callbacks: object
) -> None:
    office.post(f"{LIST}add/", form(picture=picture()))
    old = Topic.objects.get()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        other = {"picture-clear": "on"} if cleared else {"picture": picture("JPEG")}
        office.post(f"{LIST}{old.pk}/change/", form(**other))
        assert Topic.objects.get().picture.name != old.picture.name
    take_back(office, old, 0)
    again = Topic.objects.get()
    assert again.picture.name == old.picture.name
    assert office.get(again.picture_url).status_code == 200


def test_a_picture_that_is_gone_is_not_taken_back(office: Client) -> None:
    office.post(f"{LIST}add/", form(picture=picture()))
    old = Topic.objects.get()
    office.post(f"{LIST}{old.pk}/change/", form(picture=picture("JPEG")))
    present = Topic.objects.get()
    default_storage.delete(old.picture.name)
    assert "The picture of that version is not there any more." in take_back(office, old, 0)
    assert Topic.objects.get().picture.name == present.picture.name


def test_who_publishes_a_topic_is_told_what_it_lacks(office: Client) -> None:
    added = office.post(f"{LIST}add/", form(), follow=True).content.decode()
    assert "Learners find no question here yet: Zoos (IL, IM, IH, AL)" in added
    topic = Topic.objects.get()
    making.question(topic=topic, level="IM")
    office.post(LIST, {"action": "make_draft", "_selected_action": [topic.pk]})
    again = office.post(LIST, {"action": "publish", "_selected_action": [topic.pk]}, follow=True).content.decode()
    assert "Learners find no question here yet: Zoos (IL, IH, AL)" in again
    assert "no question here" not in office.post(f"{LIST}{topic.pk}/change/", form(), follow=True).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"",
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field(office: Client, given: bytes) -> None:
    page = office.post(f"{LIST}add/", form(picture=SimpleUploadedFile("zoo.png", given))).content.decode()
    assert "errorlist" in page
    assert not Topic.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused(office: Client) -> None:
    huge = picture(size=(8000, 5001))
    assert "40 million pixels" in office.post(f"{LIST}add/", form(picture=huge)).content.decode()


def test_a_short_name_stays_what_it_was(office: Client) -> None:
    topic = making.topic()
    answer = office.post(f"{LIST}{topic.pk}/change/", form(slug="other"))
    assert "cannot change once the topic is there" in answer.content.decode()


def test_a_topic_is_retired_and_not_deleted(office: Client) -> None:
    topic = making.topic()
    office.post(LIST, {"action": "retire", "_selected_action": [topic.pk]})
    assert not Topic.objects.published().exists()
    assert office.post(f"{LIST}{topic.pk}/delete/", {"post": "yes"}).status_code == 403
    assert topic.history.first().state == "retired"


def test_the_files_of_the_bank_do_not_undo_what_staff_have_done(office: Client) -> None:
    from scripts.services.bank import load_bank

    load_bank()
    topic = Topic.objects.get(slug="parks")
    facts = {name: getattr(topic, name) for name in ("slug", "name_ko", "category", "position")}
    office.post(f"{LIST}{topic.pk}/change/", {**facts, "name_en": "City parks", "state": "retired"})
    load_bank()
    topic.refresh_from_db()
    assert (topic.name_en, topic.state) == ("City parks", "retired")


def test_an_old_version_leads_back_to_the_list_by_its_own_name(office: Client) -> None:
    topic = making.topic()
    office.cookies["django_language"] = "ko"
    page = office.get(f"{LIST}{topic.pk}/history/{topic.history.get().history_id}/").content.decode()
    assert f'<a href="{LIST}">주제</a>' in page
