"""How long a script plays: two stated models, and frames that add up."""

from fractions import Fraction

import pytest

from blender_movie_director.screenplay import Breakdown, ScriptError, breakdown, parse
from blender_movie_director.screenplay.facts import Options, Runtime
from blender_movie_director.screenplay.facts.runtime import Amount, Clock, exactly

SCENES = "FADE IN:\n\n" + "".join(
    f"INT. PLACE {number} - DAY\n\n{'She waits. ' * (number % 7)}\n\nANNA\n{'Well. ' * (number % 5 + 1)}\n\n"
    for number in range(150)
)


def of(text: str, runtime: Runtime) -> Breakdown:
    return breakdown(parse(text), Options(runtime=runtime))


@pytest.mark.parametrize("fps", [24, 25, 29.97, Fraction(30000, 1001), Fraction(24000, 1001), 12.5])
@pytest.mark.parametrize("by_rates", [False, True])
def test_the_frames_of_the_scenes_add_up_to_all_frames(fps: float, by_rates: bool) -> None:
    facts = of(SCENES, Runtime(by_rates=by_rates, fps=fps, seconds_per_page=57.3, words_per_second=2.7))
    assert facts.lead_frames + sum(scene.frames for scene in facts.scenes) == facts.frames
    starts = [scene.start_frame for scene in facts.scenes]
    assert starts[0] == facts.lead_frames
    assert all(a.start_frame + a.frames == b.start_frame for a, b in zip(facts.scenes, facts.scenes[1:], strict=False))


def test_no_scene_drifts_from_its_exact_place() -> None:
    facts = of(SCENES, Runtime(fps=29.97))
    rows = [Fraction(scene.start_frame) / Fraction(30000, 1001) / 60 * 55 for scene in facts.scenes]
    assert all(abs(row - round(row)) < Fraction(1, 25) for row in rows)


def test_a_page_plays_for_a_minute_unless_told_otherwise() -> None:
    text = "INT. A - DAY\n\n" + "Hi.\n" * 53
    assert (of(text, Runtime()).seconds, of(text, Runtime()).frames, of(text, Runtime()).fps) == (60, 1440, "24")
    assert of(text, Runtime(seconds_per_page=50, fps=25)).frames == 1250


def test_by_rates_words_and_lines_of_action_take_their_time() -> None:
    text = f"INT. A - DAY\n\n{'x' * 61}\nHi.\n\nANNA\n(low)\nOne two three four.\n"
    facts = of(text, Runtime(by_rates=True, words_per_second=2, seconds_per_line=4))
    assert facts.seconds == 3 * 4 + 4 / 2
    assert facts.scenes[0].frames == 14 * 24


def test_seconds_are_rounded_half_up() -> None:
    clock = Clock(Runtime(seconds_per_page=1), 2)
    assert [clock.seconds(Amount(rows)) for rows in (0, 1, 2, 3)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("24", Fraction(24)),
        ("23.976", Fraction(24000, 1001)),
        (29.97, Fraction(30000, 1001)),
        ("30000/1001", Fraction(30000, 1001)),
        (2.4, Fraction(12, 5)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_numbers_are_taken_as_they_are_written(written: object, meant: Fraction) -> None:
    assert exactly(written) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0, -24, float("nan"), float("inf")])
def test_a_rate_that_cannot_be_gets_a_sentence(value: float) -> None:
    with pytest.raises(ScriptError, match=r"Words per second cannot be .* greater than 0"):
        Runtime(words_per_second=value)
