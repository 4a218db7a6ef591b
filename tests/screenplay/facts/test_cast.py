"""The cast: who speaks how much, with whom, and where they are named."""

import pytest

from blender_movie_director.screenplay import Breakdown, breakdown, parse
from blender_movie_director.screenplay.facts import Options
from blender_movie_director.screenplay.facts.figures import Alias, Character
from blender_movie_director.screenplay.facts.names import Aliases, bare, is_generic, suggested_aliases


def of(text: str, **options: object) -> Breakdown:
    return breakdown(parse(text), Options(**options))  # type: ignore[arg-type]


def one(facts: Breakdown, name: str) -> Character:
    return next(character for character in facts.cast if character.name == name)


def test_longest_speech_monologues_and_share() -> None:
    text = "ANNA\nOne two three.\n(low)\nFour.\n\nBOB\nOne.\n\nANNA\nOne.\n"
    anna = one(of(text, monologue_words=4), "ANNA")
    assert (anna.longest, anna.longest_line, anna.first_line, anna.monologues) == (4, 0, 0, 1)
    assert anna.share == pytest.approx(5 / 6, abs=1e-4)


def test_both_speakers_of_a_dual_dialogue_are_counted() -> None:
    text = "INT. A - DAY\n\nANNA\nOne.\n\nBOB ^\nTwo.\n\nCARL ^\nThree.\n\nShe goes.\n\nDORA ^\nFour.\n"
    facts = of(text)
    assert {character.name: character.dual for character in facts.cast} == {"ANNA": 1, "BOB": 1, "CARL": 0, "DORA": 0}


def test_a_lyric_that_nobody_is_named_for_is_nobodys() -> None:
    facts = of("~La la la\n\nANNA\nHi.\n")
    assert (one(facts, "ANNA").words, facts.dialogue_words) == (1, 4)


def test_the_users_aliases_are_folded_over_several_steps_and_never_in_a_circle() -> None:
    text = "INT. A - DAY\n\nOld Ann waits.\n\nYOUNG ANNA\nHi.\n\nANN\nHo.\n\nBOB\nHe.\n"
    facts = of(
        text, aliases={"young anna": "Ann", "ANN": "ANNA BELL", "OLD ANN": "ANNA BELL", "bob": "rob", "rob": "bob"}
    )
    anna = one(facts, "ANNA BELL")
    assert (anna.speeches, anna.aliases, anna.named) == (2, ("YOUNG ANNA", "ANN"), (1,))
    assert [character.speeches for character in facts.cast] == [2, 1]


def test_a_name_with_either_apostrophe_is_one() -> None:
    text = "INT. A - DAY\n\nO\u2019Neil waits.\n\nO'NEIL\nHi.\n\nO\u2019NEIL\nHo.\n\nINT. B - DAY\n\nO'Neil.\n"
    (oneil,) = of(text).cast
    assert (oneil.name, oneil.speeches, oneil.named) == ("O'NEIL", 2, (1, 2))
    (oneil,) = of(text.replace("O'NEIL", "O\u2019NEIL")).cast
    assert (oneil.name, oneil.named) == ("O\u2019NEIL", (1, 2))
    (neil,) = of(text, aliases={"o\u2019neil": "NEIL"}).cast
    assert (neil.name, neil.speeches, neil.named) == ("NEIL", 2, (1, 2))


def test_a_transition_that_reads_as_a_cue_is_nobody() -> None:
    facts = of("INT. A - DAY\n\nANNA\nHi.\n\nSMASH CUT TO:\nint. hall - day\n\n@TO:\nHo.\n\nBOB\nHe.\n")
    assert [character.name for character in facts.cast] == ["ANNA", "BOB", "TO:"]
    assert facts.scenes[0].cast == ("ANNA", "TO:", "BOB")


def test_a_blank_is_nobodys_name() -> None:
    aliases = {" ": "BOB", "BOB": " "}
    assert Aliases(aliases).name("BOB") == "BOB"
    facts = of("INT. A - DAY\n\nBob waits.\n\n@(V.O.)\nHi.\n\nBOB\nHi.\n", aliases=aliases)
    assert [(character.name, character.named) for character in facts.cast] == [("BOB", (1,))]
    assert facts.dialogue_words == 2


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ("Anna waits.", {"ANNA"}),
        ("ANNA WILLIAMS (40) waits for Will.", {"ANNA", "WILL"}),
        ("Anna's coat. Annabel.", {"ANNA"}),
        ("Annabel, Joanna and anna.", set()),
        ("He will go.", set()),
        ("He will go. Will she?", set()),
        ("He will go. WILL goes.", {"WILL"}),
        ("He will go, Will too.", {"WILL"}),
        ("He will go with Will.", {"WILL"}),
        ("Will she?", {"WILL"}),
        ("A FIRST MATE waits. The first mate goes.", {"FIRST MATE"}),
        ("the first mate goes.", set()),
        ("First Mate goes.", {"FIRST MATE"}),
        ("\u9ed2\u6fa4\u306f\u7acb\u3064\u3002", {"\u9ed2\u6fa4"}),
        ("\u0130zmir. Anna.", {"ANNA"}),
    ],
)
def test_who_is_named_in_the_action(action: str, named: set[str]) -> None:
    cues = "".join(f"@{name}\nHi.\n\n" for name in ("ANNA", "WILL", "FIRST MATE", "\u9ed2\u6fa4"))
    facts = of(f"INT. A - DAY\n\n{action}\n\nINT. B - DAY\n\n{cues}")
    assert set(facts.scenes[0].named) == named
    assert facts.scenes[1].named == ()


def test_a_role_that_was_brought_in_counts_in_small_letters_elsewhere() -> None:
    facts = of("INT. A - DAY\n\nThe LANDLADY waits.\n\nINT. B - DAY\n\nHe sees the landlady.\n\nLANDLADY\nHi.\n")
    landlady = one(facts, "LANDLADY")
    assert (landlady.named, landlady.generic) == ((1, 2), True)
    assert (landlady.scenes, landlady.first_appearance, landlady.first_scene) == ((2,), 1, 2)


def test_the_end_of_a_word_is_no_article() -> None:
    assert not one(of("INT. A - DAY\n\nThe sea ANNA knows. Blouse ANNA.\n\nANNA\nHi.\n"), "ANNA").generic


def test_an_article_counts_only_where_a_name_first_stands_in_capitals() -> None:
    text = "INT. A - DAY\n\nAnna. ANNA (40). An ANNA we have not seen before.\n\nANNA\nHi.\n"
    assert not one(of(text), "ANNA").generic


def test_dual_dialogue_before_the_first_heading_is_counted_too() -> None:
    assert one(of("ANNA\nOne.\n\nBOB ^\nTwo.\n"), "ANNA").dual == 1


def test_named_without_a_word_is_no_part_and_an_unplaced_speaker_appears_nowhere() -> None:
    anna = one(of("ANNA\nHi.\n"), "ANNA")
    assert (anna.first_appearance, anna.last_appearance, anna.words_by_scene) == (None, None, ())


@pytest.mark.parametrize(
    "name",
    [
        "WAITRESS #2",
        "COP TWO",
        "GUARD 1",
        "MAN",
        "OLD MAN",
        "TAXI DRIVER",
        "THE STRANGER",
        "MAN'S VOICE",
        "SOLDIER NO. 3",
    ],
)
def test_a_role_without_a_name_is_generic(name: str) -> None:
    assert is_generic(name)


@pytest.mark.parametrize(
    "name", ["ANNA", "OLD PERRY", "MRS. SMITH", "DETECTIVE MILLS", "YOUNG JOHN", "HAL 9000", "OLD"]
)
def test_a_name_is_not(name: str) -> None:
    assert not is_generic(name)


def test_names_that_may_be_one_are_suggested_and_not_folded() -> None:
    names = [
        "JOHN",
        "JOHN SMITH",
        "YOUNG JOHN",
        "ANNA SMITH",
        "SMITH",
        "BELL",
        "MARY BELL",
        "MR. BELL",
        "MAN",
        "OLD MAN",
    ]
    assert suggested_aliases(names) == (
        Alias("BELL", "MARY BELL"),
        Alias("BELL", "MR. BELL"),
        Alias("JOHN", "JOHN SMITH"),
        Alias("JOHN", "YOUNG JOHN"),
    )
    facts = of("JOHN\nHi.\n\nYOUNG JOHN\nHi.\n")
    assert (len(facts.cast), facts.aliases) == (2, (Alias("JOHN", "YOUNG JOHN"),))


def test_accents_and_punctuation_fall_away_for_a_comparison() -> None:
    assert bare("Dr. Si\u00e2n O'Neil-Bell") == "drsianoneilbell"


SCENE = "INT. A - DAY\n\nANNA\nHi.\n\nBOB\nHi.\n\nANNA\nHi.\n\nShe waits.\n\nBOB\nHi.\n\nCARL\nHi.\n\nCARL\nHi.\n\n"


def test_who_speaks_right_after_whom_in_a_scene() -> None:
    pairs = of(SCENE + "INT. B - DAY\n\nANNA\nHi.\n\nBOB\nHi.\n").pairs
    assert [(p.first, p.second, p.scenes, p.exchanges, p.exchange_scenes) for p in pairs] == [
        ("ANNA", "BOB", (1, 2), 4, (1, 2)),
        ("BOB", "CARL", (1,), 1, (1,)),
        ("ANNA", "CARL", (1,), 0, ()),
    ]


def test_a_scene_of_very_many_counts_only_who_speaks_with_each_other() -> None:
    text = "INT. A - DAY\n\n" + "".join(f"@Guard{number}\nHi.\n\n" for number in range(100))
    assert len(of(text).pairs) == 99


@pytest.mark.parametrize(
    "around", ["({})", "\u201c{}\u201d,", "seen\u2014{}\u2014and", "see {}\u2019s", "the Smith-{}", "#{}!", "a/{}"]
)
@pytest.mark.parametrize("name", ["ANNA", "ZO\u00cb", "O\u2019NEIL", "#2 GUARD", "???"])
def test_a_name_is_found_whatever_marks_stand_around_it(name: str, around: str) -> None:
    facts = of(f"INT. A - DAY\n\nA door.\n\nINT. B - DAY\n\nLook: {around.format(name)} here.\n\n@{name}\nYes.\n")
    assert one(facts, name).named == (2,)


def test_a_name_is_not_found_inside_of_another_word() -> None:
    assert one(of("INT. A - DAY\n\nJoANNA, ANNA9 and ZO\u00cbANNA\u00c9.\n\nANNA\nYes.\n"), "ANNA").named == ()
