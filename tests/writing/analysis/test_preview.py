from __future__ import annotations

import json
from decimal import Decimal

import pytest

from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.errors import ConfigurationError
from blender_movie_director.llm.model_spec import ModelSpec
from blender_movie_director.llm.settings import ClientSettings
from blender_movie_director.screenplay import ScriptError
from blender_movie_director.writing import analysis
from tests.writing.analysis.reader import MODEL, Reader, analysed, script_of

PRICED = "anthropic/claude-sonnet-4-5"


def preview(text: str, model: str = PRICED, **options: object) -> analysis.Preview:
    return analysis.preview(
        ClientSettings(),
        text,
        name="Rooms",
        model=model,
        options=analysis.Options(**options),  # type: ignore[arg-type]
    )


async def test_what_is_shown_is_what_is_sent(reader: Reader, client: LLMClient, feature: str) -> None:
    shown = analysis.preview(client.settings, feature, name="F", model=MODEL)
    await analysed(client, feature)
    first = next(asked for asked in reader.asked if 1 in asked.scenes)
    assert [message.role for message in shown.messages] == ["system", "user"]
    assert first.system.startswith(shown.messages[0].text)
    assert first.prompt == shown.messages[1].text
    assert list(shown.told) == ["scenes", "story", "assessment"]
    for what in ("story", "assessment"):
        assert reader.of(what)[0].system.startswith(shown.told[what])
    assert len(shown.calls) == len(reader.asked)
    assert sorted(call.scenes for call in shown.calls if call.scenes) == sorted(map(tuple, reader.scenes_asked()))


async def test_what_is_kept_is_not_counted(reader: Reader, client: LLMClient, feature: str) -> None:
    await analysed(client, feature)

    def shown(text: str, **options: bool) -> analysis.Preview:
        wanted = analysis.Options(**options)  # type: ignore[arg-type]
        return analysis.preview(client.settings, text, name="F", model=MODEL, options=wanted)

    unchanged = shown(feature)
    assert (unchanged.calls, unchanged.messages, unchanged.told, unchanged.kept) == ((), (), {}, 190)
    edited = shown(feature.replace("I have done the sum.", "I never did the sum.", 1))
    assert [call.what for call in edited.calls] == ["scenes", "story", "assessment"]
    assert edited.kept == 189
    assert len(shown(feature, afresh=True).calls) == len(reader.asked)


def test_tokens_and_money_add_up(feature: str) -> None:
    shown = preview(feature)
    assert shown.input_tokens == sum(call.input_tokens for call in shown.calls)
    assert Decimal(shown.dollars) == sum(Decimal(call.dollars) for call in shown.calls)
    assert Decimal("0.5") < Decimal(shown.dollars) < Decimal(4)
    assert 90_000 < shown.input_tokens < 250_000
    assert analysis.Preview.from_dict(json.loads(json.dumps(shown.to_dict()))) == shown


def test_nobody_knows_a_price_is_not_nothing() -> None:
    assert preview(script_of("One."), "openai/nobody-knows").dollars == ""
    assert preview(script_of("One."), "scripted/stand-in").dollars == "0"


def test_a_part_of_the_script_has_no_whole() -> None:
    shown = preview(script_of("One.", "Two."), scope=analysis.Scope(scenes=(2,)))
    assert [(call.what, call.scenes) for call in shown.calls] == [("scenes", (2,))]


def test_what_analyse_refuses_is_refused() -> None:
    with pytest.raises(ScriptError):
        preview("")
    with pytest.raises(ScriptError):
        preview(script_of("One."), scope=analysis.Scope(scenes=(2,)))
    with pytest.raises(ConfigurationError):
        preview(script_of("One."), prompts={"analysis_scenes": ""})


@pytest.mark.parametrize("window", [4_096, 8_192, 200_000])
def test_the_list_of_scenes_is_shortened_to_the_window(feature: str, window: int) -> None:
    spec = ModelSpec("openai/small", "openai", window=window, output_limit=window // 2)
    shown = analysis.preview(ClientSettings(), feature, name="F", model="openai/small", spec=spec)
    story = next(call for call in shown.calls if call.what == "story")
    if window > 8_000:
        assert story.input_tokens + story.output_tokens <= window * 1.15
    else:
        assert story.input_tokens < 12_000
