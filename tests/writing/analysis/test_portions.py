from __future__ import annotations

import pytest

from blender_movie_director.llm.catalog import Catalog
from blender_movie_director.llm.model_spec import ModelSpec
from blender_movie_director.screenplay import breakdown, parse
from blender_movie_director.writing.analysis.passages import Passage, passages_of
from blender_movie_director.writing.analysis.portions import (
    FIRST,
    TARGET,
    Portion,
    batches_of,
    most_tokens,
    portions_of,
    room_for,
)

HEAD = 1_500
KNOWN = ModelSpec("openai/x", "openai", window=200_000, output_limit=64_000)


def passages(text: str) -> list[Passage]:
    script = parse(text)
    return passages_of(script, breakdown(script))


def batches(text: str, spec: ModelSpec) -> list[list[Portion]]:
    room = room_for(spec, HEAD)
    return batches_of(list(portions_of(passages(text), spec.name, room)), room)


@pytest.mark.parametrize(
    "spec",
    [
        KNOWN,
        ModelSpec("openai/nobody-knows", "openai"),
        ModelSpec("ollama/nobody-knows", "ollama"),
        ModelSpec("openai/small", "openai", window=8_192, output_limit=4_096),
        Catalog().find("anthropic/claude-3-haiku-20240307"),
        Catalog().find("openai/gpt-5-mini"),
    ],
    ids=lambda spec: spec.name,
)
def test_a_feature_in_few_batches_that_fit(feature: str, spec: ModelSpec) -> None:
    found = batches(feature, spec)
    assert len(found) + 2 <= 30
    assert [portion.passage.ordinal for batch in found for portion in batch] == list(range(1, 191))
    room = room_for(spec, HEAD)
    for batch in found:
        tokens, answer = sum(portion.tokens for portion in batch), sum(portion.answer for portion in batch)
        assert tokens <= TARGET
        assert answer <= room.answer
        assert tokens + answer <= room.window
    assert sum(portion.tokens for portion in found[0]) <= FIRST


def test_with_room_enough_batches_are_of_the_size_that_is_wanted(feature: str) -> None:
    found = batches(feature, KNOWN)
    sizes = [sum(portion.tokens for portion in batch) for batch in found[1:-1]]
    assert all(3_000 <= size <= 6_000 for size in sizes)


def test_a_scene_longer_than_a_batch_goes_alone_and_whole() -> None:
    long = "He walks on, and on, past the same old wall. " * 440
    text = f"INT. A - DAY\n\nOne.\n\nINT. B - DAY\n\n{long}\n\nINT. C - DAY\n\nThree.\n"
    assert [[portion.passage.ordinal for portion in batch] for batch in batches(text, KNOWN)] == [[1], [2], [3]]
    (portion,) = batches(text, KNOWN)[1]
    assert portion.parts == 1
    assert portion.tokens > TARGET


def test_a_script_without_headings_goes_in_parts_however_large_the_window_is() -> None:
    paragraphs = [f"{number}. {'On past the same old wall. ' * 20}".strip() for number in range(140)]
    found = batches("\n\n".join(paragraphs), KNOWN)
    assert all(len(batch) == 1 for batch in found)
    portions = [batch[0] for batch in found]
    assert "\n\n".join(portion.text for portion in portions).split("\n\n") == paragraphs
    assert all(portion.tokens <= 6_000 for portion in portions)
    assert min(portion.tokens for portion in portions) > 2_000, "about as long as each other"
    assert max(portion.answer for portion in portions) <= 1_500


def test_a_scene_longer_than_the_window_is_cut_between_paragraphs() -> None:
    paragraphs = [f"{number}. {'On past the same old wall. ' * 40}".strip() for number in range(60)]
    text = "INT. A - DAY\n\n" + "\n\n".join(paragraphs)
    spec = ModelSpec("openai/small", "openai", window=8_192, output_limit=4_096)
    found = batches(text, spec)
    assert all(len(batch) == 1 for batch in found)
    portions = [batch[0] for batch in found]
    assert [(portion.part, portion.parts) for portion in portions] == [
        (number, len(found)) for number in range(1, len(found) + 1)
    ]
    assert "\n\n".join(portion.text for portion in portions).split("\n\n") == ["INT. A - DAY", *paragraphs]


def test_one_endless_paragraph_is_cut_too_and_loses_nothing() -> None:
    long = "word " * 40_000
    spec = ModelSpec("openai/small", "openai", window=8_192, output_limit=4_096)
    found = batches(f"INT. A - DAY\n\n{long.strip()}\n", spec)
    assert len(found) > 5
    assert sum(batch[0].text.count("word") for batch in found) >= 40_000 - len(found)


def test_the_limit_of_an_answer() -> None:
    assert most_tokens(ModelSpec("openai/x", "openai"), 5_000) is None, "nobody knows: its server's own limit holds"
    assert most_tokens(ModelSpec("a/x", "a", output_limit=4_096), 5_000) == 4_096
    assert most_tokens(ModelSpec("a/x", "a", output_limit=64_000, reasoning=False), 5_000) == 11_000
    assert most_tokens(ModelSpec("a/x", "a", output_limit=64_000), 5_000) == 27_000, "it may think"
    claude = ModelSpec("anthropic/x", "anthropic", output_limit=64_000, reasoning=True)
    assert [most_tokens(claude, 5_000), most_tokens(claude, 5_000, "low")] == [11_000, 27_000]
