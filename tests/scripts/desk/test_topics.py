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
    assert not default_storage.exists(old.picture.name)
    office.post(f"{LIST}{old.pk}/change/", form(name_en="The zoo"))
    assert Topic.objects.get().picture.name == new.picture.name
    office.post(f"{LIST}{old.pk}/change/", {**form(), "picture-clear": "on"})
    assert not Topic.objects.get().picture


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
