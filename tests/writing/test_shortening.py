"""What a small window leaves of the scene at the cursor: what is nearest to it, within the room, and a word about the
rest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.writing.analysis.portions import tokens_of
from blender_movie_director.writing.shortening import EARLIER, LATER, MIDDLE, less, shortened

MODEL = "ollama/anything"
LONG = "\n\n".join(f"Beat {number} of the scene, and what it is." for number in range(60))
NAMES = st.sampled_from(["SO FAR", "REST OF THE SCENE", "SCENE BEFORE THE NEW ONE", "SCENE 7", "PASSAGE", "VOICES"])


def test_around_the_place_what_is_nearest_is_kept() -> None:
    before, after = (text for _, text in shortened([("SO FAR", LONG), ("REST OF THE SCENE", LONG)], 400, MODEL))
    assert before.startswith(f"{EARLIER}\n\nBeat ")
    assert before.endswith(LONG[-40:])
    assert after.startswith(LONG[:40])
    assert after.endswith(f"\n\n{LATER}")
    assert 300 < tokens_of(before, MODEL) + tokens_of(after, MODEL) <= 400
    ((_, scene),) = shortened([("SCENE 7", LONG)], 400, MODEL)
    assert scene.startswith("Beat 0 ")
    assert f"\n\n{MIDDLE}\n\n" in scene
    assert scene.endswith(LONG[-40:])


def test_what_is_short_stays_whole_and_leaves_its_room() -> None:
    found = dict(shortened([("SO FAR", LONG), ("REST OF THE SCENE", "They leave.")], 400, MODEL))
    assert found["REST OF THE SCENE"] == "They leave."
    assert tokens_of(found["SO FAR"], MODEL) > 350


def test_what_stands_around_goes_first_and_a_passage_never() -> None:
    parts = [("VOICES", "ANNA"), ("LATER SCENES", "2. B"), ("PASSAGE", LONG)]
    assert less(parts, 5, MODEL) == [parts[0], parts[2]]
    assert less([parts[2]], 5, MODEL) == [parts[2]]
    ((name, text),) = less([("SO FAR", LONG)], 500, MODEL)
    assert name == "SO FAR"
    assert tokens_of(text, MODEL) <= tokens_of(LONG, MODEL) - 500


@given(
    st.lists(st.tuples(NAMES, st.text(max_size=30) | st.just(LONG)), max_size=5, unique_by=lambda part: part[0]),
    st.integers(-9, 900),
)
def test_no_more_than_the_room(parts: list[tuple[str, str]], most: int) -> None:
    found = shortened(parts, most, MODEL)
    kept = {name: text for name, text in parts if name in ("PASSAGE", "VOICES") and text.strip()}
    assert kept.items() <= dict(found).items()
    rest = [(name, text) for name, text in found if name not in kept]
    assert found == parts or sum(tokens_of(text, MODEL) for _, text in rest) <= max(most, 0)
    while (fewer := less(parts, 200, MODEL)) != parts:
        parts = fewer
    assert {name for name, _ in parts} <= {"PASSAGE"}
