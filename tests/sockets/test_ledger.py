"""The numbers by which a loss between processes is noticed."""

from opickme.hub.ledger import Heard, Sent


def test_reports_tell_the_last_number_of_each_topic_since_a_time():
    sent = Sent("p")
    sent.stamp("old", now=0)
    for now in (10, 11):
        sent.stamp("a", now=now)
    sent.stamp("b", now=12)
    assert list(sent.reports(5, now=15)) == [{"from": "p", "latest": {"b": (4, 3), "a": (3, 4)}}]
    assert [len(report["latest"]) for report in _of_many_topics(450)] == [200, 200, 50]


def _of_many_topics(count):
    sent = Sent("p")
    for number in range(count):
        sent.stamp(f"t{number}", now=1)
    return sent.reports(0, now=1)


def test_what_was_published_before_the_subscription_is_not_missed():
    heard = Heard()
    heard.join("t", now=100)
    assert not heard.misses("t", "p", n=4, age=5, now=103)
    assert heard.misses("t", "p", n=5, age=2, now=103)
    assert not heard.misses("t", "p", n=5, age=3, now=104)
    heard.note("t", "p", 9)
    assert not heard.misses("t", "p", n=9, age=1, now=105)
    assert heard.misses("t", "p", n=10, age=1, now=105)
