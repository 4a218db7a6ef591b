"""Conversations as data: nothing said is lost, and no key is kept."""

from __future__ import annotations

import json
from itertools import count

import pytest

from blender_movie_director.llm.conversation_file import from_json
from blender_movie_director.writing.chat import exporting
from blender_movie_director.writing.chat.talks import MOST_TALKS, PARTIAL, Talk, Talks, Turn

KEY = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789"


def talks() -> Talks:
    numbers = count()
    return Talks(lambda: f"k{next(numbers)}")


def of_two_exchanges(book: Talks) -> Talk:
    talk = book.begin("Act two")
    for question in ("Why does she stay?", "And Ben?"):
        talk.say(question)
        talk.answer(f"Because. {question}", "scripted/stand-in")
    return talk


def test_names_are_told_apart() -> None:
    book = talks()
    assert [book.begin(name).name for name in ("", "", "Act two", "  Act   two ")] == [
        "Conversation",
        "Conversation 2",
        "Act two",
        "Act two 2",
    ]
    book.rename("k0", "Act two")
    book.rename("k2", "Act two")
    assert [talk.name for talk in book] == ["Act two 3", "Conversation 2", "Act two", "Act two 2"]
    book.delete("k1")
    assert book.get("k1") is None


def test_a_question_without_an_answer_is_part_of_the_next() -> None:
    talk = talks().begin()
    talk.say("One.")
    talk.say("Two.")
    assert talk.turns == (Turn("user", "One.\n\nTwo."),)
    assert talk.waits


def test_a_branch_leaves_the_first_one_as_it_is() -> None:
    book = talks()
    talk = of_two_exchanges(book)
    talk.summary, talk.summarised = "They spoke.", 2
    branch = book.branch(talk.key, 2)
    assert (branch.turns, branch.summary, branch.name) == (talk.turns[:2], "They spoke.", "Act two 2")
    edited = book.edited(talk.key, 0, "Why does she leave?")
    assert (edited.turns, edited.draft) == ((), "Why does she leave?")
    assert (edited.summary, edited.summarised) == ("", 0), "it told of what is no longer there"
    assert len(talk.turns) == 4
    assert book.branch(talk.key).turns == talk.turns
    with pytest.raises(ValueError, match="only what the user said"):
        book.edited(talk.key, 1, "No.")


def test_a_talk_is_another_whenever_anything_of_it_is() -> None:
    book = talks()
    talk = of_two_exchanges(book)
    seen = [talk.state]
    for change in (
        lambda: setattr(talk, "draft", "And"),
        lambda: setattr(talk, "system", "Be brief."),
        lambda: setattr(talk, "sees_script", False),
        lambda: book.rename(talk.key, "Act three"),
        lambda: talk.say("More?"),
        lambda: talk.answer("No.", "scripted/x"),
        lambda: talk.cut(2),
    ):
        change()
        assert talk.state not in seen
        seen.append(talk.state)
    asking = talk.asking("And then?")
    assert (talk.state, asking.waits) == (seen[-1], True)
    assert talk.size > 2 * len("Why does she stay?")
    assert not talk.empty
    assert book.begin().empty


def test_a_talk_without_a_name_is_called_after_its_first_question() -> None:
    book = talks()
    first, second, third = book.begin(), book.begin(), book.begin("Conversation about Ben")
    for talk in (first, second, third):
        book.name_after(talk.key, "  Why does she stay, and for whom? Tell me.  ")
    assert [talk.name for talk in book] == [
        "Why does she stay, and for",
        "Why does she stay, and for 2",
        "Conversation about Ben",
    ]
    book.name_after(book.begin().key, " ?! ")
    assert [talk.name for talk in book][-1] == "Conversation"
    book.name_after(book.begin().key, "Is 7f3a-of-a-form-that-nobody-knows-91c the key?")
    assert [talk.name for talk in book][-1] == "Is the key", "half a key could not be found and hidden any more"


def test_talks_of_another_file_find_a_name_and_a_key() -> None:
    book, other = talks(), talks()
    talk, guest = of_two_exchanges(book), of_two_exchanges(other)
    assert talk.key == guest.key
    book.adopt(guest)
    assert [(one.name, len(one.turns)) for one in book] == [("Act two", 4), ("Act two 2", 4)]


def test_it_comes_back_from_a_file_without_keys() -> None:
    book = talks()
    talk = of_two_exchanges(book)
    talk.system, talk.sees_script = f"Be brief. {KEY}", False
    talk.say(f"My key is {KEY}, and the other word is hunter2-secret.")
    talk.answer("You should not", "scripted/x", PARTIAL)
    stored = book.to_json(["hunter2-secret"])
    assert KEY not in stored
    assert "hunter2" not in stored
    again = talks()
    assert again.read(stored)
    (read,) = again
    assert (read.name, read.sees_script, len(read.turns), read.turns[-1]) == ("Act two", False, 6, talk.turns[-1])


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        "null",
        '{"version": 2, "talks": []}',
        '{"version": 1, "talks": [{}]}',
        '{"version": 1, "talks": [{"key": "a", "turns": [{"role": "system", "text": "x"}]}]}',
        '{"version": 1, "talks": [{"key": "a", "turns": [], "summarised": 3}]}',
        '{"version": 1, "talks": [{"key": 1, "turns": []}]}',
    ],
)
def test_what_is_broken_or_newer_is_not_taken_in(stored: str) -> None:
    book = talks()
    assert not book.read(stored)
    assert len(book) == 0


def test_there_is_an_end_to_them() -> None:
    book = talks()
    for _ in range(MOST_TALKS):
        book.begin()
    with pytest.raises(ValueError, match="too many"):
        book.begin()


def test_as_files() -> None:
    book = talks()
    talk = of_two_exchanges(book)
    talk.system = "Be brief."
    talk.say(f"Here is {KEY}")
    talk.answer("Do not", "scripted/x", PARTIAL)
    text = exporting.as_markdown(talk)
    assert text.startswith(
        "# Act two\n\n*Instructions: Be brief.*\n\n## You\n\nWhy does she stay?\n\n## scripted/stand-in"
    )
    assert text.endswith("## scripted/x\n\nDo not [stopped here]\n")
    written = exporting.as_json(talk)
    assert KEY not in text + written
    read = from_json(written)
    assert [turn.message.role for turn in read.turns] == ["user", "assistant"] * 3
    assert (read.system, read.turns[-1].message.text) == ("Be brief.", "Do not [stopped here]")
    assert json.loads(written)["name"] == "Act two"
