from django.contrib.auth.models import AnonymousUser

from accounts.permissions import is_instructor, is_learner


def test_each_role_is_its_own(learner, instructor, staff):
    assert [is_learner(user) for user in (learner, instructor, staff)] == [True, False, True]
    assert [is_instructor(user) for user in (learner, instructor, staff)] == [False, True, False]


def test_nobody_and_closed_accounts_are_neither(learner, instructor):
    learner.is_active = instructor.is_active = False
    for user in (None, AnonymousUser(), learner, instructor):
        assert not is_learner(user)
        assert not is_instructor(user)
