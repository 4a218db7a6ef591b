"""What an analysis of a whole feature takes: calls, calls at a time, and what an edit costs."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path

from blender_movie_director.llm.client import LLMClient
from blender_movie_director.writing import analysis
from tests.writing.analysis.reader import MODEL, Reader, analysed, client_for

SCENES = 190


async def test_a_feature_takes_few_calls_and_few_at_a_time(reader: Reader, client: LLMClient, feature: str) -> None:
    reader.wait = 0.02
    heard = await analysed(client, feature)
    assert len(reader.asked) <= 30
    assert reader.most_running == 4
    assert [scene.ordinal for scene in heard.result.scenes] == list(range(1, SCENES + 1))
    assert all(scene.reading is not None for scene in heard.result.scenes)
    assert sorted(ordinal for asked in reader.scenes_asked() for ordinal in asked) == list(range(1, SCENES + 1))
    assert reader.of("story")[0].listed == list(range(1, SCENES + 1))
    assert heard.result.spent.calls == len(reader.asked)
    assert heard.result.spent.input_tokens == 100 * len(reader.asked)
    assert not heard.result.failures


async def test_the_first_part_waits_for_nothing_but_the_first_small_answer(
    reader: Reader, client: LLMClient, feature: str
) -> None:
    async with aclosing(analysis.analyse(client, feature, name="F", model=MODEL)) as steps:
        async for step in steps:
            if isinstance(step, analysis.Part):
                break
    assert step.data["scenes"][0]["ordinal"] == 1
    assert len(reader.asked) <= 4
    assert next(iter(reader.asked[0].scenes)) == 1
    assert sum(map(len, reader.asked[0].scenes.values())) < 4_000


async def test_every_call_begins_with_the_same_bytes(reader: Reader, client: LLMClient, feature: str) -> None:
    await analysed(client, feature)
    asked = reader.of("scene_readings")
    assert len({one.system for one in asked}) == 1
    heads = {one.prompt.partition("\nRead scene")[0] for one in asked}
    assert len(heads) == 1
    assert "Cast: " in heads.pop()


async def test_what_is_unchanged_is_not_asked_again(
    reader: Reader, client: LLMClient, feature: str, tmp_path: Path
) -> None:
    first = await analysed(client, feature)
    asked = len(reader.asked)
    again = await analysed(client, feature)
    assert len(reader.asked) == asked
    assert all(scene.kept for scene in again.result.scenes)
    assert [scene.reading for scene in again.result.scenes] == [scene.reading for scene in first.result.scenes]
    assert again.result.story is not None
    assert again.result.story.kept
    assert again.result.spent.calls == 0
    assert again.words == first.words
    async with client_for(reader.server, tmp_path) as another:  # another day, another process
        await analysed(another, feature)
    assert len(reader.asked) == asked
    await analysed(client, feature, afresh=True)
    assert len(reader.asked) == 2 * asked


async def test_an_edited_scene_costs_its_batch_and_the_whole(reader: Reader, client: LLMClient, feature: str) -> None:
    await analysed(client, feature)
    reader.asked.clear()
    at = feature.index("I have done the sum.")
    heard = await analysed(client, feature[:at] + "I never did the sum. " + feature[at:])
    assert len(reader.asked) <= 3
    assert reader.scenes_asked() == [[2]]
    assert [scene.ordinal for scene in heard.result.scenes if not scene.kept] == [2]


async def test_moving_a_scene_and_writing_notes_costs_no_scene(reader: Reader, client: LLMClient, feature: str) -> None:
    before = (await analysed(client, feature)).result.scenes
    reader.asked.clear()
    second, third, fourth = (feature.index(f"#{number}#") for number in (2, 3, 4))
    second, third, fourth = (feature.rindex("\n\n", 0, at) + 2 for at in (second, third, fourth))
    moved = feature[:second] + feature[third:fourth] + feature[second:third] + feature[fourth:]
    heard = await analysed(client, moved.replace("\n\nNORA\n", "\n\n[[a note]]\n\nNORA\n", 5))
    assert reader.scenes_asked() == []
    assert len(reader.asked) == 2, "the story and the assessment are made of the order too"
    after = heard.result.scenes
    assert [after[1].reading, after[2].reading] == [before[2].reading, before[1].reading]
    assert [after[1].heading, after[2].heading] == [before[2].heading, before[1].heading]
