"""Each fault of a line is named with its line, its column and its reason."""

import pytest

from scripts.models import Combo, Question
from scripts.opic import QuestionType
from scripts.services.sheets import alike
from scripts.services.sheets.errors import Fault
from tests.scripts import making
from tests.scripts.sheets.making import COLUMNS, book_of, bytes_of, csv_of, line, xlsx_of

LEVELS = "IL, IM, IH, AL"


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"topic": ""}, "topic", "The topic is missing."),
        ({"topic": "parcs"}, "topic", "“parcs” is not known. Is “parks” meant?"),
        ({"topic": "zzz"}, "topic", "“zzz” is not known. It may be: parks."),
        ({"level": ""}, "level", f"This cell is empty. It may be: {LEVELS}."),
        ({"level": "XX"}, "level", f"“XX” is not known. It may be: {LEVELS}."),
        ({"type": "T99"}, "type", f"“T99” is not known. It may be: {', '.join(QuestionType.values)}."),
        ({"level": "IL", "type": "T23"}, "type", "IL does not practise T23."),
        ({"difficulty": "0"}, "difficulty", "“0” is no difficulty. Write 1 to 6."),
        ({"difficulty": "easy"}, "difficulty", "“easy” is no difficulty. Write 1 to 6."),
        ({"difficulty": "²"}, "difficulty", "“²” is no difficulty. Write 1 to 6."),
        ({"text": ""}, "text", "The text is missing."),
        ({"text": "x" * 1001}, "text", "This is too long: 1001 characters. At most 1000 are possible."),
        ({"hint_ko": "힌" * 201}, "hint_ko", "This is too long: 201 characters. At most 200 are possible."),
        ({"key": "k" * 61}, "key", "This is too long: 61 characters. At most 60 are possible."),
        ({"text": "What\x00 is it?"}, "text", "There is a character that nobody can read (U+0000)."),
        ({"source": "a\x1bb"}, "source", "There is a character that nobody can read (U+001B)."),
        ({"key": "a\nb"}, "key", "There is a character that nobody can read (U+000A)."),
        ({"text_ko": "공�"}, "text_ko", "Characters were lost (�). The sheet was saved in a wrong encoding."),
        ({"text": "#REF!"}, "text", "This is the error #REF! of a spreadsheet, not a text."),
        ({"state": "publishd"}, "state", "“publishd” is not known. Is “published” meant?"),
    ],
)
def test_a_fault_is_named(plan, cells: dict[str, str], column: str, reason: str) -> None:
    found = plan(csv_of([line(text="Do you like parks?"), line(**cells)]))
    assert found.faults == [Fault(3, column, reason)]
    assert (len(found.new), found.faulty) == (1, 1)


def test_all_faults_of_a_line_are_named_at_once(plan) -> None:
    found = plan(csv_of([line(topic="", level="", difficulty="9", text="")]))
    assert [fault.column for fault in found.faults] == ["topic", "level", "difficulty", "text"]
    assert found.faulty == 1


def test_capitals_and_spaces_around_a_word_are_no_fault(plan) -> None:
    found = plan(csv_of([line(topic=" Parks ", level="im", type=" t06", state="Draft")]))
    assert found.faults == []
    assert found.new[0].after[1:3] == ("IM", "T06")


def test_a_text_with_a_bare_comma_is_told(plan) -> None:
    data = b"topic,level,type,text\r\nparks,IM,T06,Well, what do you do there?\r\n"
    assert plan(data).faults == [
        Fault(2, "", "“ what do you do there?” stands under no column. "
              "Is a text with a comma not in quotation marks?")
    ]  # fmt: skip


def test_the_same_key_twice_is_a_fault(plan) -> None:
    found = plan(csv_of([line(key="new-1"), line(key="other", text="Why?"), line(key="NEW-1", text="And you?")]))
    assert found.faults == [Fault(4, "key", "The same key stands in line 2.")]


def test_the_same_text_twice_is_a_fault(plan) -> None:
    again = line()["text"].upper().replace(" ", "  ")
    found = plan(csv_of([line(), line(text="Why?"), line(level="IL", text=again)]))
    assert found.faults == [Fault(4, "text", "The same text stands in line 2.")]


def test_the_same_key_twice_is_a_fault_even_where_nothing_changes(plan) -> None:
    making.question(key="p-1", text=line()["text"], difficulty=3)
    found = plan(csv_of([line(key="p-1"), line(key="p-1")]))
    assert found.faults == [Fault(3, "key", "The same key stands in line 2.")]
    assert (found.same, found.faulty) == (1, 1)


def test_two_lines_about_one_question_are_a_fault(plan) -> None:
    making.question(key="parks-1", text="Why do you go?")
    found = plan(csv_of([line(key="parks-1", text="Why there?"), line(text="Why do you go?", hint="Say why.")]))
    assert found.faults == [Fault(3, "text", "Line 2 is about the same question.")]


def test_a_key_of_another_topic_is_a_fault(plan) -> None:
    making.question(key="movies-1", topic=making.topic("movies"), text="What do you watch?")
    found = plan(csv_of([line(key="movies-1"), line(key="Movies-1", topic="movies", text="What else?")]))
    assert found.faults == [
        Fault(2, "key", "This key belongs to a question of another topic."),
        Fault(3, "key", "The same key stands in line 2."),
        Fault(3, "key", "The bank has the key “movies-1” with other letters."),
    ]


def test_the_type_of_a_question_in_a_combo_stays(plan) -> None:
    first, second = (
        making.question(key="p-1", type="T14", level="AL"),
        making.question(type="T20", level="AL", text="B?"),
    )
    Combo.objects.create(key="c", topic=first.topic, kind="pair", first=first, second=second)
    found = plan(csv_of([line(key="p-1", level="AL", type="T06")]))
    assert found.faults == [Fault(2, "type", "This question stands in a combo, so its type cannot change.")]


def test_who_may_not_add_or_publish_is_told(plan) -> None:
    draft = making.question(key="p-1", state="draft")
    lines = [line(key="p-1", text=draft.text, state="published"), line()]
    assert plan(csv_of(lines), add=False, publish=False).faults == [
        Fault(2, "state", "You may not publish. Write “draft”."),
        Fault(3, "key", "This would be a new question. You may change questions, not add any."),
    ]
    assert plan(csv_of(lines)).faults == []


def test_a_formula_that_was_never_computed_is_told(plan) -> None:
    book = book_of([line(text='="What" & " now?"'), line()])
    assert plan(bytes_of(book)).faults == [
        Fault(2, "text", "This is a formula that was never computed. Open and save the file in Excel.")
    ]


def test_what_says_nearly_the_same_is_a_warning(plan) -> None:
    asked = making.question(key="parks-im-1", text="How often do you visit the park near your house on weekends?")
    making.question(key="gone", text=asked.text, state="retired")
    other = line(text="Tell me about the last concert you went to and what you liked about it.")
    near = line(text="Tell me about the last concert you went to and what you did not like.")
    found = plan(csv_of([line(), other, near, line(key="twin", text=asked.text)]))
    assert found.warnings == [
        Fault(2, "text", "Says nearly the same as question “parks-im-1” (80 %)."),
        Fault(4, "text", "Says nearly the same as line 3 (62 %)."),
        Fault(5, "text", "Says nearly the same as line 2 (80 %)."),
        Fault(5, "text", "Says the same as question “parks-im-1”."),
    ]
    assert (found.faults, len(found.new)) == ([], 4)


def test_a_sheet_too_large_to_compare_is_told_and_equal_texts_are_found_all_the_same(plan, monkeypatch) -> None:
    monkeypatch.setattr(alike, "COMPARED", 1)
    making.question(key="parks-im-1", text=line()["text"])
    found = plan(csv_of([line(key="a"), line(key="b", text="How often do you visit the park near your home?")]))
    assert found.warnings == [Fault(2, "text", "Says the same as question “parks-im-1”.")]
    assert found.notes == ["The sheet is too large to look for all questions that are nearly the same."]


def test_an_empty_key_gets_one_of_its_own_always_the_same(plan) -> None:
    first, again = plan(csv_of([line()])), plan(xlsx_of([line()]))
    assert first.new[0].key == again.new[0].key
    assert first.new[0].key.startswith("parks-im-t06-")
    assert first.new[0].after[3] == 1, "the difficulty at which the type is first asked"
    assert first.new[0].after[9] == "draft"


def test_a_question_without_a_key_is_known_by_its_text(plan) -> None:
    making.question(text="Why do you go?\r\nTell me.", hint="Say why.", key=None, difficulty=4)
    lines = [line(text="Why do you go?\nTell me.", hint="Say why.", state="published")]
    assert plan(csv_of(lines)).same == 1
    [change] = plan(csv_of([{**lines[0], "hint": "Say when."}])).changed
    assert list(change.differences()) == [("hint", "Say why.", "Say when.")]


def test_a_missing_column_changes_nothing_and_an_empty_cell_empties(plan) -> None:
    making.question(key="p-1", hint="Say why.", source="me", difficulty=5)
    text = Question.objects.get().text
    without = csv_of([line(key="p-1", text=text)], columns=["key", "topic", "level", "type", "text"])
    assert plan(without).same == 1
    [change] = plan(csv_of([line(key="p-1", text=text)], columns=COLUMNS)).changed
    assert list(change.differences()) == [("hint", "Say why.", ""), ("source", "me", "")]


def test_what_is_already_so_is_no_fault(plan) -> None:
    """An old question that keeps not all of today's rules does not stop the sheet it was exported to."""
    making.question(key="old", level="IL", type="T23", text="Why?\x0b", hint="x" * 10)
    found = plan(csv_of([line(key="old", level="IL", type="T23", text="Why?\x0b", hint="x" * 10, state="published")]))
    assert (found.same, found.faults) == (1, [])


def test_a_hundred_lines_ask_the_database_no_more_than_one(plan, django_assert_num_queries) -> None:
    making.question(key="p-1")
    for n in (1, 100):
        data = csv_of([line(key=f"k{i}", text=f"What is number {i} of these?") for i in range(n)])
        with django_assert_num_queries(7):
            assert len(plan(data).new) == n
