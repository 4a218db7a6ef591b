"""Scene identity: what a writer does to a script, and which scene is which afterwards."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blender_movie_director.screenplay import ScriptError, parse
from blender_movie_director.screenplay.identity import (
    MISSING_KEPT,
    Identity,
    identify,
    identify_steps,
    identifying,
    matching,
    pin,
    with_edits,
)
from scripts.support.feature import feature

LAMP = (
    "INT. LAMP ROOM - MORNING\n\nA match. A gloved hand carries it to the wick of a brass lamp.\n\nIDRIS\nRound one?\n"
)
YARD = "EXT. YARD - DAY\n\nA winding tower with no rope. Rain that has not decided yet.\n\nGWYN\nSundays too.\n"
VAN = "EXT. CHIP VAN - CONTINUOUS\n\nSteam, a wire scoop, forearms like a baker's.\n\nNESTA\nSmall or large?\n"
BOARD = "INT. LAMP ROOM - NIGHT\n\nHooks in the dark. One of them is empty.\n\nSIÂN\nTwo hundred and fifty-nine.\n"


def script(*scenes: str) -> str:
    return "\n".join(scenes)


def ids(known: Identity) -> list[str]:
    return [scene.id for scene in known.scenes]


def first(*scenes: str) -> Identity:
    return identify(Identity(), parse(script(*scenes)))


def after(known: Identity, *scenes: str) -> Identity:
    return identify(known, parse(script(*scenes)))


def test_every_scene_gets_an_id_that_can_be_typed() -> None:
    known = first(LAMP, YARD, VAN)
    assert len(set(ids(known))) == 3
    assert all(len(scene) == 5 and scene.isalnum() and scene.islower() for scene in ids(known))
    assert [scene.heading for scene in known.scenes] == [text.partition("\n")[0] for text in (LAMP, YARD, VAN)]


def test_two_people_with_the_same_script_get_the_same_ids() -> None:
    assert first(LAMP, YARD) == first(LAMP, YARD)


def test_nothing_changed_is_nothing_new() -> None:
    known = first(LAMP, YARD)
    assert after(known, LAMP, YARD) is known


@pytest.mark.parametrize(
    "scenes",
    [
        pytest.param((LAMP, YARD.replace("Sundays too.", "And on Sundays."), VAN), id="a line rewritten"),
        pytest.param((LAMP, YARD.replace("EXT. YARD - DAY", "EXT. COLLIERY - DUSK"), VAN), id="another heading"),
        pytest.param((LAMP, YARD.replace("- DAY\n", "- DAY #7A#\n"), VAN), id="a number given"),
        pytest.param((LAMP, YARD.replace("Rain", "[[really?]] Rain") + "\n/* no */\n", VAN), id="a note put in"),
        pytest.param((LAMP, "# Act Two\n\n= It goes on.\n\n" + YARD, VAN), id="an act begun before it"),
        pytest.param((LAMP, "EXT. YARD - DAY\n\nAll of it is said otherwise.\n", VAN), id="all but place and heading"),
        pytest.param(("\n\n\n" + LAMP.upper().replace("\nA M", "\n!A M"), YARD, VAN), id="capitals"),
    ],
)
def test_an_edited_scene_keeps_its_id(scenes: tuple[str, ...]) -> None:
    known = first(LAMP, YARD, VAN)
    assert ids(after(known, *scenes)) == ids(known)


def test_a_moved_scene_keeps_its_id() -> None:
    lamp, yard, van = ids(known := first(LAMP, YARD, VAN))
    assert ids(after(known, VAN, LAMP, YARD)) == [van, lamp, yard]
    assert ids(after(known, YARD, VAN.replace("Steam,", "Steam and"), LAMP)) == [yard, van, lamp]


def test_scenes_put_in_get_ids_of_their_own_and_leave_the_others_theirs() -> None:
    lamp, van = ids(known := first(LAMP, VAN))
    now = ids(after(known, LAMP, YARD, VAN, BOARD))
    assert [now[0], now[2]] == [lamp, van]
    assert len(set(now)) == 4


def test_a_scene_that_replaces_another_is_a_new_one() -> None:
    known = first(LAMP, YARD, VAN)
    now = after(known, LAMP, BOARD, VAN)
    assert ids(now)[1] not in ids(known)
    assert [scene.id for scene in now.missing] == [ids(known)[1]]


def test_a_heading_that_is_being_typed_is_one_scene_all_along() -> None:
    known = first(LAMP, "INT. K\n", VAN)
    for heading in ("INT. KI\n", "INT. KITCHEN\n", "INT. KITCHEN - DAY\n"):
        now = after(known, LAMP, heading, VAN)
        assert ids(now) == ids(known)
        known = now


def test_a_place_that_is_renamed_everywhere_changes_no_scene() -> None:
    text = feature(60, 1)
    known = identify(Identity(), parse(text))
    assert ids(identify(known, parse(text.replace("FERRY", "STEAMER").replace("INN", "HOTEL")))) == ids(known)


def test_short_scenes_are_not_taken_for_each_other_by_the_little_that_they_say() -> None:
    known = first(LAMP, "INT. HALL - DAY\n\nCUT TO:\n", VAN)
    now = after(known, YARD, LAMP, VAN, "EXT. SEA - NIGHT\n\nCUT TO:\n")
    assert not {ids(now)[0], ids(now)[3]} & set(ids(known))


def test_what_was_cut_and_pasted_gets_its_id_back() -> None:
    lamp, yard, van = ids(known := first(LAMP, YARD, VAN))
    cut = after(known, LAMP, VAN)
    assert ids(cut) == [lamp, van]
    assert ids(after(cut, YARD, LAMP, VAN)) == [yard, lamp, van]
    assert ids(after(cut, LAMP, VAN, YARD.replace("Sundays", "On Sundays"))) == [lamp, van, yard]


def test_a_script_that_is_deleted_and_brought_back_is_the_same() -> None:
    text = feature(190, 1)
    known = identify(Identity(), parse(text))
    gone = identify(known, parse(""))
    assert (len(gone.scenes), len(gone.missing)) == (0, 190)
    assert ids(identify(gone, parse(text))) == ids(known)


def test_only_so_many_missing_scenes_are_kept_and_the_latest_first() -> None:
    known = identify(Identity(), parse(feature(MISSING_KEPT, 1)))
    other = identify(known, parse(LAMP))
    last = identify(other, parse(""))
    assert len(last.missing) == MISSING_KEPT
    assert last.missing[0].id == ids(other)[0]


def test_of_a_scene_and_its_copy_one_keeps_the_id() -> None:
    lamp, yard, van = ids(known := first(LAMP, YARD, VAN))
    twice = after(known, LAMP, YARD, VAN, YARD)
    assert ids(twice)[:3] == [lamp, yard, van]
    assert ids(twice)[3] not in ids(known)
    # The first one is cut, and its copy stays what it was.
    assert ids(after(twice, LAMP, VAN, YARD)) == [lamp, van, ids(twice)[3]]


def test_scenes_that_read_alike_are_told_by_their_neighbours() -> None:
    short = "INT. CORRIDOR - DAY\n\nNobody.\n"
    known = first(short, LAMP, short, VAN, short, YARD)
    now = after(known, LAMP, short, VAN, short, YARD)
    assert ids(now) == ids(known)[1:]


def test_many_scenes_with_nothing_in_them_are_told_by_their_order() -> None:
    known = first(*["INT. CORRIDOR - DAY\n"] * 40)
    assert len(set(ids(known))) == 40
    assert ids(after(known, *["INT. CORRIDOR - DAY\n"] * 39)) == ids(known)[:39]


def test_the_work_grows_with_the_script_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    worked = 0

    def counted(*arguments: Any, **more: Any) -> Any:
        nonlocal worked
        worked += 1
        return original(*arguments, **more)

    for module, name in ((identifying, "blake2b"), (matching, "likeness")):
        original = getattr(module, name)
        monkeypatch.setattr(module, name, counted)
        worked = 0
        known = first(*["INT. CORRIDOR - DAY\n\nNobody.\n"] * 800)
        after(known, *["INT. CORRIDOR - DAY\n\nSomebody at last, and nobody was waiting for them.\n"] * 800)
        assert worked <= 40 * 800
        monkeypatch.undo()


def test_scripts_without_spaces_are_told_apart_too() -> None:
    one = "INT. 部屋 - DAY\n\n彼は黙って窓の外を見ていた。雨が降り始めた。誰も来ない。\n"
    two = "INT. 海 - DAY\n\n船が港を出て行く。汽笛が三度鳴って、霧の中に消えた。\n"
    known = first(one, two)
    now = after(known, two.replace("海", "港").replace("三度", "一度"), one.replace("誰も来ない", "誰かが来る"))
    assert ids(now) == ids(known)[::-1]


# Pins


def pinned(text: str, ordinal: int, scene_id: str) -> str:
    return with_edits(text, pin(parse(text), ordinal, scene_id))


def test_a_pin_is_a_note_under_the_heading() -> None:
    text = pinned(script(LAMP, YARD), 2, "k3f9")
    assert "EXT. YARD - DAY\n\n[[id: k3f9]]\n\nA winding tower" in text
    assert pinned(text, 2, "k3f9") == text
    assert "[[id: other]]" in pinned(text, 2, "other")
    assert "k3f9" not in pinned(text, 2, "other")


def test_a_pin_keeps_the_line_ends_and_everything_else() -> None:
    text = script(LAMP, YARD).replace("\n", "\r\n")
    assert pinned(text, 1, "x").replace("\r\n\r\n[[id: x]]", "") == text
    assert "\n" not in pinned(text, 1, "x").replace("\r\n", "")


def test_a_pinned_scene_goes_by_its_pin() -> None:
    text = pinned(script(LAMP, YARD), 2, "k3f9")
    known = identify(Identity(), parse(text))
    assert ids(known)[1] == "k3f9"
    # Once it was known, it needs the note no more.
    assert ids(after(known, LAMP, YARD))[1] == "k3f9"


def test_a_pin_keeps_a_scene_of_which_no_word_is_left() -> None:
    known = identify(Identity(), parse(pinned(script(LAMP, YARD, VAN), 2, "k3f9")))
    again = after(known, "INT. NOWHERE\n\n[[id: k3f9]]\n\nAnother story.\n", VAN, LAMP, YARD)
    assert ids(again)[:3] == ["k3f9", ids(known)[2], ids(known)[0]]
    assert ids(again)[3] not in ids(known)


def test_a_pin_takes_an_id_from_the_scene_that_had_it() -> None:
    lamp, _ = ids(known := first(LAMP, YARD))
    now = after(known, LAMP, YARD.replace("DAY\n", f"DAY\n\n[[ID: {lamp}]]\n"))
    assert ids(now)[1] == lamp
    assert ids(now)[0] not in ids(known)


def test_of_two_scenes_with_one_pin_the_first_wins_and_the_writer_is_told() -> None:
    note = "\n\n[[id: same]]\n"
    text = script(LAMP.replace("MORNING\n", f"MORNING{note}"), YARD.replace("DAY\n", f"DAY{note}"))
    known = identify(Identity(), parse(text))
    assert ids(known)[0] == "same"
    assert ids(known)[1] != "same"
    (problem,) = known.problems
    assert problem.line == text[: text.index("EXT. YARD")].count("\n")
    assert "lines 1 and 10 are both pinned to same" in problem.sentence
    assert ids(identify(known, parse(text))) == ids(known)
    assert identify(known, parse(script(LAMP, YARD))).problems == ()


def test_an_id_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(ScriptError, match="cannot be a scene's id"):
        pin(parse(LAMP), 1, "two words")
    with pytest.raises(ScriptError, match="There is no scene 2: the script has 1"):
        pin(parse(LAMP), 2, "x")


def test_a_pin_of_the_scene_before_is_not_taken_for_this_ones() -> None:
    text = pinned(script(LAMP, YARD, VAN), 1, "one")
    text = pinned(text, 3, "three")
    assert [scene.id for scene in identify(Identity(), parse(pinned(text, 2, "two"))).scenes] == ["one", "two", "three"]


# What is stored


def test_what_is_known_of_a_feature_fits_a_blend_and_comes_back() -> None:
    known = identify(identify(Identity(), parse(feature(20, 3))), parse(feature(190, 1)))
    stored = json.dumps(known.to_plain())
    assert len(stored) < 64_000
    assert Identity.from_plain(json.loads(stored)) == known


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {"scenes": 3},
        {"scenes": [None, ["a"], [1, "", None, "", ""]]},
        {"scenes": [["two words", "", None, "", ""]]},
        {"scenes": [["id", "", None, "", "?"]]},
        {"scenes": [["id", "", None, "", "AAAA" * 2 + "AA=="]]},
    ],
)
def test_what_is_damaged_is_as_if_it_had_never_been_known(plain: object) -> None:
    assert Identity.from_plain(plain) == Identity()


def test_of_two_stored_scenes_with_one_id_the_first_is_believed() -> None:
    known = first(LAMP, YARD)
    plain = known.to_plain()
    plain["missing"] = plain["scenes"]
    assert Identity.from_plain(plain) == known


def test_the_work_is_done_in_steps() -> None:
    known = identify(Identity(), parse(feature(60, 1)))
    assert len(list(identify_steps(known, parse(feature(60, 2))))) > 60


# Whatever is done to a script

WORDS = ("tide", "bell", "lamp", "sugar", "engine", "paper", "winter", "corner", "window", "silver", "carpet", "pencil")


class Draft:
    """A script as scenes with a name of their own, so that it is known which one is which whatever happens to them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        headings = iter(feature(30, 1 + seed % 5).split("\n\n"))
        self.scenes: list[tuple[int, str, list[str]]] = []
        for paragraph in headings:
            if paragraph.endswith("#") and paragraph.startswith(("INT", "EXT", "I/E", "EST")):
                self.scenes.append((len(self.scenes), paragraph, []))
            elif self.scenes and not paragraph.startswith(("#", "=", ">", "/*", "[[", "!")):
                self.scenes[-1][2].append(paragraph)
        self.names = len(self.scenes)
        self.kept: set[int] = set()
        """Scenes that are still more than half as they were."""

    def text(self) -> str:
        return "\n\n".join("\n\n".join((heading, *body)) for _, heading, body in self.scenes) + "\n"

    def change(self) -> None:
        """What a day's work may do: every scene is rewritten a little, some are moved, cut, put in, or renamed."""
        chance = self.random
        self.kept = {name for name, _, _ in self.scenes}
        for place, (name, heading, body) in enumerate(self.scenes):
            self.scenes[place] = (name, self._heading(heading), self._rewritten(body))
        for _ in range(chance.randrange(6)):
            self.scenes.insert(chance.randrange(len(self.scenes)), self.scenes.pop(chance.randrange(len(self.scenes))))
        for _ in range(chance.randrange(4)):
            self.scenes.pop(chance.randrange(len(self.scenes)))
        for _ in range(chance.randrange(4)):
            words = " ".join(chance.choice(WORDS) + str(chance.randrange(50)) for _ in range(40))
            self.names += 1
            self.scenes.insert(chance.randrange(len(self.scenes)), (self.names, "INT. ELSEWHERE - DAY", [words]))

    def _heading(self, heading: str) -> str:
        heading = heading.partition(" #")[0]
        if self.random.random() < 0.1:
            heading = f"INT. {self.random.choice(WORDS).upper()} - NIGHT"
        return f"{heading} #{self.random.randrange(1, 400)}#"

    def _rewritten(self, body: list[str]) -> list[str]:
        """With up to two fifths of its words changed, in a row as writers do."""
        total = sum(len(paragraph.split()) for paragraph in body)
        left = self.random.random() * 0.4 * total
        rewritten = []
        for paragraph in body:
            words = paragraph.split()
            if len(words) <= left and self.random.random() < 0.5:
                left -= len(words)
                words = [self.random.choice(WORDS) for _ in words]
            rewritten.append(" ".join(words))
        return rewritten


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_a_scene_that_is_still_more_than_half_alike_keeps_its_id(seed: int) -> None:
    draft = Draft(seed)
    known = identify(Identity(), parse(draft.text()))
    id_of = dict(zip((name for name, _, _ in draft.scenes), ids(known), strict=True))
    for _ in range(3):
        draft.change()
        known = identify(known, parse(draft.text()))
        assert len(set(ids(known))) == len(known.scenes)
        for (name, _, _), scene in zip(draft.scenes, known.scenes, strict=True):
            if name in draft.kept:
                assert scene.id == id_of[name]
            id_of[name] = scene.id
