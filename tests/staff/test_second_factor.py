"""A code from a phone before the admin: set up, asked for, used once, guessed, lost."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import services
from accounts.models import User
from opickme.staff.second_factor import rules
from tests.people import PASSWORD, person
from tests.race import at_once
from tests.staff.phones import Phone

ADMIN, OWN = "/admin/", "/admin/second-factor/"
CODE, SET_UP = f"{OWN}code/", f"{OWN}set-up/"


def browser(user=None):
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)
    return client


def key_on(page):
    return re.search(r'data-testid="secret">([A-Z2-7 ]+)<', page)[1]


def enrol(client):
    """Set a phone up as a person does; return it with the recovery codes."""
    phone = Phone(key_on(client.get(SET_UP).content.decode()))
    phone.first = phone.shows()
    page = client.post(SET_UP, {"code": phone.first}).content.decode()
    return phone, re.findall(r'data-testid="recovery-code">([a-z2-7-]+)<', page)


@pytest.fixture
def manager(db):
    return person("manager", is_staff=True)


@pytest.fixture
def enrolled(manager):
    """The manager has a phone; what it shows next is the code of the next half minute."""
    phone, codes = enrol(browser(manager))
    phone.recovery = codes
    return phone


@pytest.fixture
def _required(settings):
    settings.STAFF_SECOND_FACTOR = "required"


def test_optional_lets_staff_in_and_offers_it(manager):
    page = browser(manager).get(ADMIN).content.decode()
    assert "Set up a second factor" in page
    assert SET_UP in page


@pytest.mark.usefixtures("_required")
@pytest.mark.parametrize("address", [ADMIN, "/admin/accounts/user/", "/admin/password_change/", "/admin/jsi18n/"])
def test_required_leads_staff_to_set_it_up(staff, address):
    client = browser(staff)
    response = client.get(address, follow=True)
    assert response.redirect_chain[-1][0].startswith(SET_UP)
    assert "lets nobody into the administration without" in response.content.decode()
    phone = Phone(key_on(response.content.decode()))
    assert client.post(SET_UP, {"code": phone.shows(), "next": address}).status_code == 200
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("_required")
def test_required_stops_writing_too(staff, learner):
    client = browser(staff)
    response = client.post(f"/admin/accounts/user/{learner.pk}/do/suspend/")
    assert response["Location"].startswith("/admin/login/")
    learner.refresh_from_db()
    assert learner.is_active


def test_who_has_a_phone_must_give_its_code(manager, enrolled):
    client = browser()
    names = {"username": "manager", "password": PASSWORD, "next": "/admin/password_change/"}
    response = client.post("/admin/login/", names, follow=True)
    assert response.redirect_chain[-1][0] == f"{CODE}?next=%2Fadmin%2Fpassword_change%2F"
    assert client.get(ADMIN).status_code == 302
    answer = client.post(CODE, {"code": enrolled.shows(later=1), "next": "/admin/password_change/"})
    assert answer["Location"] == "/admin/password_change/"
    assert client.get(ADMIN).status_code == 200


def test_the_rest_of_the_site_never_asks(manager, enrolled, learner):
    client = browser(manager)
    assert client.get("/accounts/profile/").status_code == 200
    assert client.get("/api/v1/users/me/").status_code == 200
    for address in (OWN, CODE, SET_UP):
        for visitor in (browser(), browser(learner)):
            assert visitor.get(address)["Location"].startswith("/admin/login/")
            assert visitor.post(address, {"code": "1"})["Location"].startswith("/admin/login/")
    assert not TOTPDevice.objects.filter(user=learner).exists()


def test_a_wide_keyboard_and_gaps_make_no_difference(manager, enrolled):
    code = enrolled.shows(later=1)
    wide = f"{code[:3]} {code[3:]}".translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert browser(manager).post(CODE, {"code": wide})["Location"] == ADMIN


def test_a_code_counts_once(manager, enrolled):
    code = enrolled.shows(later=1)
    assert browser(manager).post(CODE, {"code": code}).status_code == 302
    again = browser(manager).post(CODE, {"code": code})
    assert "was used already" in again.content.decode()


def test_the_code_that_set_it_up_does_not_count_again(manager, enrolled):
    assert browser(manager).post(CODE, {"code": enrolled.first}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_several_who_give_one_code_at_once_one_is_let_in(manager, enrolled):
    code = enrolled.shows(later=1)

    def give():
        try:
            return bool(rules.check(user=manager, code=code))
        except (rules.WrongCode, rules.TooManyGuesses):
            return False

    assert sorted(at_once([give] * 4)) == [False, False, False, True]


@pytest.mark.parametrize("code", ["000000", "abcd-efgh", "", "x" * 41, "-", "\x00", "٣٣٣٣٣٣"])
def test_what_is_no_code_is_refused(manager, enrolled, code):
    client = browser(manager)
    assert client.post(CODE, {"code": code}).context["form"].errors["code"]
    assert client.get(ADMIN).status_code == 302


def test_guessing_gets_slower_and_says_how_long(manager, enrolled):
    client = browser(manager)
    client.post(CODE, {"code": "000000"})
    TOTPDevice.objects.update(throttling_failure_count=7)
    refused = client.post(CODE, {"code": enrolled.shows(later=1)})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 64
    assert "Please try again in 2 minutes." in refused.content.decode()
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=65))
    assert client.post(CODE, {"code": enrolled.shows(later=1)}).status_code == 302
    assert TOTPDevice.objects.get().throttling_failure_count == 0


def test_each_wrong_guess_is_counted(manager, enrolled):
    browser(manager).post(CODE, {"code": "000000"})
    browser(manager).post(CODE, {"code": "zzzz-zzzz"})
    assert TOTPDevice.objects.get().throttling_failure_count == 1
    assert StaticDevice.objects.get().throttling_failure_count == 1


def test_another_session_of_the_same_person_has_to_give_a_code_of_its_own(manager, enrolled):
    first, second = browser(manager), browser(manager)
    first.post(CODE, {"code": enrolled.shows(later=1)})
    assert (first.get(ADMIN).status_code, second.get(ADMIN).status_code) == (200, 302)


def test_logging_out_ends_it(manager, enrolled):
    client = browser(manager)
    client.post(CODE, {"code": enrolled.shows(later=1)})
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"username": "manager", "password": PASSWORD})
    assert client.get(ADMIN).status_code == 302


def test_a_new_password_ends_it(manager, enrolled):
    client = browser(manager)
    client.post(CODE, {"code": enrolled.shows(later=1)})
    client.post("/accounts/password/", {"password": PASSWORD, "new_password": "another-correct-horse"})
    assert client.get("/accounts/profile/").status_code == 200
    assert client.get(ADMIN).status_code == 302


def test_a_session_of_one_person_is_worth_nothing_to_another(staff, manager, enrolled):
    client = browser(manager)
    client.post(CODE, {"code": enrolled.shows(later=1)})
    enrol(browser(staff))
    passed = client.session["second_factor"]
    other = browser(staff)
    session = other.session
    session["second_factor"] = passed
    session.save()
    assert other.get(ADMIN).status_code == 302


def test_ten_recovery_codes_are_shown_once_and_work_once(manager, enrolled):
    assert len(set(enrolled.recovery)) == 10
    client = browser(manager)
    assert client.post(CODE, {"code": enrolled.recovery[0].upper()}).status_code == 302
    page = client.get(OWN).content.decode()
    assert "9 recovery codes are left." in page
    assert not [code for code in enrolled.recovery if code in page]
    assert browser(manager).post(CODE, {"code": enrolled.recovery[0]}).status_code == 200
    StaticDevice.objects.update(throttling_failure_count=0)
    assert browser(manager).post(CODE, {"code": enrolled.recovery[1]}).status_code == 302


def test_new_recovery_codes_replace_the_old_ones(manager, enrolled):
    client = browser(manager)
    client.post(CODE, {"code": enrolled.recovery[0]})
    page = client.post(OWN).content.decode()
    fresh = re.findall(r'data-testid="recovery-code">([a-z2-7-]+)<', page)
    assert len(fresh) == 10
    assert client.get(ADMIN).status_code == 200
    assert browser(manager).post(CODE, {"code": enrolled.recovery[1]}).status_code == 200
    StaticDevice.objects.update(throttling_failure_count=0)
    assert browser(manager).post(CODE, {"code": fresh[0]}).status_code == 302


def test_without_a_code_nobody_makes_recovery_codes_or_sets_up_another_phone(manager, enrolled):
    client = browser(manager)
    assert client.get(OWN).status_code == 302
    assert client.post(OWN).status_code == 403
    assert client.get(SET_UP)["Location"].startswith(CODE)
    assert client.post(SET_UP, {"code": "123456"})["Location"].startswith(CODE)


def test_a_page_that_was_open_before_does_not_replace_the_phone(manager):
    """Somebody with the password alone waits on the set-up page, until its owner has set a phone up."""
    thief, owner = browser(manager), browser(manager)
    stolen = Phone(key_on(thief.get(SET_UP).content.decode()))
    phone, _ = enrol(owner)
    assert stolen.key != phone.key
    assert thief.post(SET_UP, {"code": stolen.shows()})["Location"].startswith(CODE)
    device = TOTPDevice(user=manager, key=stolen.key.hex())
    with pytest.raises(PermissionError):
        rules.set_up(device=device, code=stolen.shows(), may_replace=False)
    assert TOTPDevice.objects.get().bin_key == phone.key


def test_another_phone_takes_the_place_of_the_first(manager, enrolled):
    client, elsewhere = browser(manager), browser(manager)
    client.post(CODE, {"code": enrolled.shows(later=1)})
    elsewhere.post(CODE, {"code": enrolled.recovery[0]})
    second, _ = enrol(client)
    assert client.get(ADMIN).status_code == 200
    assert elsewhere.get(ADMIN).status_code == 302
    assert elsewhere.post(CODE, {"code": enrolled.recovery[1]}).status_code == 200
    assert elsewhere.post(CODE, {"code": second.shows(later=1)}).status_code == 302


def test_a_wrong_code_sets_nothing_up_and_the_picture_stays(manager):
    client = browser(manager)
    key = key_on(client.get(SET_UP).content.decode())
    page = client.post(SET_UP, {"code": "000000"}).content.decode()
    assert "clock right?" in page
    assert key_on(page) == key
    assert not TOTPDevice.objects.exists()
    assert not LogEntry.objects.exists()


def test_the_picture_keeps_to_the_policy_of_the_page(manager):
    page = browser(manager).get(SET_UP).content.decode()
    assert "<svg" in page
    assert not re.search(r'\sstyle="|<style|\son\w+="', page)
    assert "otpauth://totp/OPIck%20me%3Amanager?secret=" in page


def test_it_never_leads_to_another_site(manager, enrolled):
    client = browser(manager)
    answer = client.post(CODE, {"code": enrolled.shows(later=1), "next": "https://evil.example/"})
    assert answer["Location"] == ADMIN


def test_a_form_of_another_site_does_nothing(manager):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(manager)
    assert careful.post(SET_UP, {"code": "123456"}).status_code == 403


def test_a_superuser_removes_it_for_who_lost_the_phone(staff, manager, enrolled):
    address = f"/admin/accounts/user/{manager.pk}/do/remove-second-factor/"
    client = browser(staff)
    assert "Remove the second factor" in client.get(f"/admin/accounts/user/{manager.pk}/change/").content.decode()
    client.post(address)
    client.post(address)
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    entry = LogEntry.objects.get(user=staff)
    assert (entry.object_id, "second factor removed" in entry.change_message) == (str(manager.pk), True)
    assert browser(manager).get(ADMIN).status_code == 200


def test_nobody_else_removes_it(manager, enrolled):
    support = person("support", is_staff=True)
    support.user_permissions.set([])
    for user in (support, User.objects.get(pk=manager.pk)):
        browser(user).post(f"/admin/accounts/user/{manager.pk}/do/remove-second-factor/")
    assert TOTPDevice.objects.exists()


def test_setting_it_up_is_logged_and_goes_with_the_account(manager, enrolled):
    assert "second factor set up" in LogEntry.objects.get(user=manager).change_message
    services.delete_account(user=manager)
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()


def test_it_costs_the_admin_one_query(manager, enrolled, django_assert_num_queries):
    client = browser(manager)
    client.post(CODE, {"code": enrolled.shows(later=1)})
    with django_assert_num_queries(3):  # session, person, phone
        client.get("/admin/jsi18n/")


@pytest.mark.usefixtures("enrolled")
def test_the_step_after_the_password_is_said_in_korean_as_what_it_is(manager):
    client = browser(manager)
    client.cookies["django_language"] = "ko"
    page = client.get(CODE).content.decode()
    button = re.search(r'<button type="submit" data-testid="submit">(.*?)</button>', page)[1]
    assert button == "들어가기"
