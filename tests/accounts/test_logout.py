ADDRESS = "/accounts/logout/"


def test_it_ends_the_session_and_leaves_nothing_in_the_browser(client, learner):
    client.force_login(learner)
    response = client.post(ADDRESS)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/profile/").status_code == 302


def test_a_link_cannot_log_anybody_out(client, learner):
    client.force_login(learner)
    assert client.get(ADDRESS).status_code == 405
    assert client.get("/accounts/profile/").status_code == 200


def test_twice_is_no_error(client, learner):
    client.force_login(learner)
    client.post(ADDRESS)
    assert client.post(ADDRESS)["Location"] == "/"


def test_the_old_cookie_is_worth_nothing_afterwards(client, learner):
    client.force_login(learner)
    cookie = client.cookies["sessionid"].value
    client.post(ADDRESS)
    client.cookies["sessionid"] = cookie
    assert client.get("/accounts/profile/").status_code == 302


def test_an_expired_session_clears_nothing(client, learner):
    client.force_login(learner)
    client.session.flush()
    response = client.get("/accounts/profile/")
    assert response.status_code == 302
    assert "Clear-Site-Data" not in response
