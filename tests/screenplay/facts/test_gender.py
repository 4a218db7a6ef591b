"""The Bechdel tests over a table that the user fills."""

import json

from blender_movie_director.screenplay import breakdown, parse
from blender_movie_director.screenplay.facts import Bechdel, bechdel

APART = "INT. A - DAY\n\nANNA\nHi there.\n\nBOB\nHi.\n\nEVE\nHi.\n\nWAITRESS #2\nHi.\n\n"
TOGETHER = APART + "INT. B - DAY\n\nEVE\nHi.\n\nANNA\nHi.\n"
GENDERS = {"anna": "Female", "EVE": "f", "Bob": "M", "waitress #2": "f"}


def of(text: str, genders: dict[str, str]) -> Bechdel:
    return bechdel(breakdown(parse(text)), genders)


def test_two_named_women_who_speak_pass_the_first_only() -> None:
    result = of(APART, GENDERS)
    assert (result.women, result.one, result.two, result.conversations) == (("ANNA", "EVE"), True, False, ())


def test_two_who_speak_with_each_other_pass_the_second_with_the_scene() -> None:
    result = of(TOGETHER, GENDERS)
    assert result.two
    assert [tuple(conversation) for conversation in result.conversations] == [("ANNA", "EVE", 2)]


def test_a_waitress_without_a_name_does_not_count() -> None:
    assert not of(APART, {"EVE": "f", "WAITRESS #2": "f"}).one


def test_who_is_not_told_is_listed() -> None:
    assert of(APART, {"ANNA": "f"}).untold == ("BOB", "EVE", "WAITRESS #2")


def test_words_by_gender_with_the_users_own_words_for_them() -> None:
    shares = of(APART, {**GENDERS, "BOB": "Alien"}).shares
    assert [(share.gender, share.characters, share.speeches, share.words) for share in shares] == [
        ("f", 3, 3, 4),
        ("alien", 1, 1, 1),
    ]
    assert shares[0].share == 0.8


def test_nobody_speaks() -> None:
    result = of("", {})
    assert (result.one, result.two, result.shares, result.untold) == (False, False, (), ())


def test_to_dict_is_plain_json() -> None:
    data = of(TOGETHER, GENDERS).to_dict()
    assert json.loads(json.dumps(data)) == data
