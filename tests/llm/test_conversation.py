from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence

import pytest

from blender_movie_director.llm.conversation import NO_RESULT, Conversation
from blender_movie_director.llm.conversation_file import from_json, to_json
from blender_movie_director.llm.errors import BadRequestError, ConfigurationError, ContextWindowError
from blender_movie_director.llm.messages import Image, Message, Reasoning, Response, Text, ToolCall

CLAUDE, GPT = "anthropic/claude-sonnet-4-5", "openai/gpt-5"
SECRET = "a-key-of-no-known-shape-0123456789"


def count(messages: Sequence[Message]) -> int:
    """A token per word, and some for each turn and for all together, as real templates have."""
    words = (
        len(message.text.split()) + sum(len(call.arguments) for call in message.tool_calls) for message in messages
    )
    return 3 + sum(4 + number for number in words)


def talk(exchanges: int, system: str = "be brief") -> Conversation:
    conversation = Conversation(system)
    for number in range(exchanges):
        conversation.say(f"question {number} " + "word " * 20)
        conversation.add(Message("assistant", f"answer {number} " + "word " * 20), model=GPT)
    return conversation


def with_tools() -> Conversation:
    conversation = Conversation()
    conversation.say("look at scene 1 and 2")
    conversation.add(
        Message("assistant", tool_calls=(ToolCall("a", "look", "{}"), ToolCall("b", "look", "{}"))), model=GPT
    )
    conversation.add(Message("tool", "a kitchen", tool_call_id="a"), Message("tool", "a sea", tool_call_id="b"))
    conversation.add(Message("assistant", "A kitchen and a sea."), model=GPT)
    return conversation


def assert_sendable(messages: Sequence[Message]) -> None:
    """No result without its call right before it, and no call without its result."""
    waiting: list[str] = []
    for message in messages:
        if message.role == "tool":
            assert message.tool_call_id in waiting
            waiting.remove(message.tool_call_id)
            continue
        assert not waiting, "a call has no result"
        waiting = [call.id for call in message.tool_calls]
    assert not waiting


def test_what_fits_is_sent_whole() -> None:
    conversation = talk(3)
    fitted = conversation.fitted(10_000, count, 500)
    assert fitted.messages == conversation.messages()
    assert fitted.left_out == ()
    assert fitted.tokens == count(fitted.messages)


def test_system_first_and_last_are_kept_and_a_note_stands_in_the_gap() -> None:
    fitted = talk(10).fitted(300, count, 50)
    texts = [message.text for message in fitted.messages]
    assert texts[0] == "be brief"
    assert texts[1].startswith("question 0 ")
    assert texts[2].startswith("answer 0 ")
    assert texts[3].startswith(f"[{len(fitted.left_out)} turns of this conversation left out here.]\n\nquestion ")
    assert texts[-1].startswith("answer 9 ")
    assert fitted.left_out == tuple(range(2, 2 + len(fitted.left_out)))
    assert fitted.tokens <= 250
    # sides still take turns, which some models insist on
    assert [message.role for message in fitted.messages[1:]] == ["user", "assistant"] * ((len(texts) - 1) // 2)


def test_a_long_beginning_does_not_push_out_what_came_after_it() -> None:
    conversation = Conversation()
    conversation.say("long " * 150)
    conversation.add(Message("assistant", "yes"))
    for number in range(4):
        conversation.say(f"question {number}")
        conversation.add(Message("assistant", f"answer {number}"))
    fitted = conversation.fitted(170, count, 20)
    assert fitted.left_out == (0, 1)
    assert fitted.messages[0].text.endswith("\n\nquestion 0")


def test_of_a_long_loop_of_tools_the_question_and_the_last_rounds_stay() -> None:
    conversation = talk(3)
    conversation.say("and now look everywhere")
    for number in range(20):
        conversation.add(Message("assistant", tool_calls=(ToolCall(str(number), "look", "{}"),)))
        conversation.add(Message("tool", "seen " * 20, tool_call_id=str(number)))
    fitted = conversation.fitted(250, count, 50)
    assert_sendable(fitted.messages)
    assert fitted.messages[1].text.endswith("left out here.]\n\nand now look everywhere")
    assert fitted.messages[-1].tool_call_id == "19"
    assert len(fitted.messages) > 4


def test_not_even_the_last_question_fits() -> None:
    with pytest.raises(ContextWindowError, match="last question"):
        talk(5).fitted(40, count, 10)
    with pytest.raises(ContextWindowError):
        Conversation("long " * 50).fitted(40, count, 10)


def random_conversation(dice: random.Random) -> Conversation:
    """Anything that may come about, stopped loops, lost results and strays among it."""
    conversation = Conversation("system words" if dice.random() < 0.7 else "")
    for turn in range(dice.randrange(1, 25)):
        kind = dice.random()
        words = "word " * dice.randrange(0, 30)
        if kind < 0.4:
            conversation.say(f"u{turn} {words}")
        elif kind < 0.65:
            conversation.add(Message("assistant", f"a{turn} {words}"), model=dice.choice([CLAUDE, GPT]))
        elif kind < 0.95:
            calls = tuple(ToolCall(f"{turn}-{call}", "look", "{}") for call in range(dice.randrange(1, 4)))
            conversation.add(Message("assistant", words, tool_calls=calls), model=GPT)
            for call in calls:
                if dice.random() < 0.85:
                    conversation.add(Message("tool", words, tool_call_id=call.id))
        else:
            conversation.add(Message("tool", "stray", tool_call_id="nobody"))
    if dice.random() < 0.4:
        conversation.summary = "They talked. " * dice.randrange(1, 20)
        conversation.summarised = dice.randrange(len(conversation.turns) + 1)
    return conversation


@pytest.mark.parametrize("seed", range(300))
def test_tool_results_are_never_orphaned(seed: int) -> None:
    dice = random.Random(seed)
    conversation = random_conversation(dice)
    before = list(conversation.turns)
    assert_sendable(conversation.messages(CLAUDE))
    window, reserve = dice.randrange(30, 600), dice.randrange(0, 30)
    try:
        fitted = conversation.fitted(window, count, reserve, GPT)
    except ContextWindowError:
        return
    finally:
        assert conversation.turns == before
    assert_sendable(fitted.messages)
    assert fitted.tokens == count(fitted.messages) <= window - reserve
    assert bool(fitted.left_out) == any("left out here" in message.text for message in fitted.messages)
    at = dice.randrange(len(conversation.turns) + 1)
    assert_sendable(conversation.fork(at).messages())
    assert from_json(to_json(conversation)) == conversation


def test_a_stopped_call_gets_a_result_that_says_so_and_a_stray_result_goes() -> None:
    conversation = with_tools()
    del conversation.turns[3]
    conversation.add(Message("tool", "stray", tool_call_id="x"))
    roles = [(message.role, message.text) for message in conversation.messages()]
    assert roles[2:4] == [("tool", "a kitchen"), ("tool", NO_RESULT)]
    assert ("tool", "stray") not in roles


async def test_a_summary_takes_the_place_of_what_falls_out() -> None:
    conversation = talk(10)
    seen: list[tuple[str, int]] = []

    async def hook(before: str, turns: Sequence[Message]) -> str:
        seen.append((before, len(turns)))
        return f"summary {len(seen)}"

    assert await conversation.summarise(300, count, 50, hook)
    assert conversation.summary == "summary 1"
    upto = conversation.summarised
    assert seen == [("", upto)]
    fitted = conversation.fitted(300, count, 50)
    assert "What they came to: summary 1" in fitted.messages[3].text
    assert len(conversation.turns) == 20
    for _ in range(3):
        conversation.say("more " * 20)
        conversation.add(Message("assistant", "yes " * 20))
    assert await conversation.summarise(300, count, 50, hook)
    assert seen[1] == ("summary 1", conversation.summarised - upto)
    assert not await conversation.summarise(10_000, count, 50, hook)
    assert len(seen) == 2


async def test_a_hook_that_fails_loses_nothing() -> None:
    conversation = talk(10)
    before = to_json(conversation)

    async def fails(_before: str, _turns: Sequence[Message]) -> str:
        raise RuntimeError("no model")

    async def says_nothing(_before: str, _turns: Sequence[Message]) -> str:
        return "  "

    async def hangs(_before: str, _turns: Sequence[Message]) -> str:
        await asyncio.Event().wait()
        return "never"

    assert not await conversation.summarise(300, count, 50, fails)
    assert not await conversation.summarise(300, count, 50, says_nothing)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(conversation.summarise(300, count, 50, hangs), 0.01)
    assert to_json(conversation) == before


def test_a_summary_that_is_itself_too_long_is_left_out() -> None:
    conversation = talk(10)
    conversation.summary, conversation.summarised = "word " * 500, 10
    fitted = conversation.fitted(200, count, 20)
    assert fitted.tokens <= 180
    assert "turns of this conversation left out here" in "".join(message.text for message in fitted.messages)


def test_thoughts_go_back_to_the_provider_that_thought_them_and_to_no_other() -> None:
    thought = Reasoning("hm", "signature")
    conversation = Conversation()
    conversation.say("hello")
    conversation.answer(Response("hi", "claude-sonnet-4-5-20250929", "stop", reasoning=(thought,)), CLAUDE)
    assert conversation.messages(CLAUDE)[1].reasoning == (thought,)
    assert conversation.messages("anthropic/claude-opus-4-1")[1].reasoning == (thought,)
    assert conversation.messages(GPT)[1].reasoning == ()
    assert conversation.messages()[1].reasoning == ()
    assert conversation.messages(CLAUDE)[1].reasoning == (thought,), "a switch and back loses nothing"


def test_fork_and_edit_leave_the_original_alone() -> None:
    conversation = talk(3)
    picture = Image(b"\x89PNG")
    conversation.say("what is this?", picture)
    conversation.summary, conversation.summarised = "long ago", 4
    forked = conversation.fork(2)
    forked.say("something else")
    assert (len(forked.turns), forked.summary) == (3, "")
    assert conversation.fork(5).summary == "long ago"
    edited = conversation.edited(6, "and what is that?")
    assert edited.turns[-1].message.content == (Text("and what is that?"), picture)
    assert len(edited.turns) == 7
    assert len(conversation.turns) == 7
    assert conversation.turns[-1].message.text == "what is this?"
    for place in (1, 7, -1):
        with pytest.raises(BadRequestError):
            conversation.edited(place, "x")
    with pytest.raises(BadRequestError):
        conversation.fork(8)


def full() -> Conversation:
    conversation = with_tools()
    conversation.system = "be brief"
    conversation.say("look: \N{SNOWMAN}", Image(b"\x00\xff\x89PNG", "image/jpeg"))
    conversation.add(
        Message("assistant", "yes", reasoning=(Reasoning("hm", "s1"), Reasoning(redacted="zz"))), model=CLAUDE
    )
    conversation.summary, conversation.summarised = "a kitchen", 2
    return conversation


def test_json_out_and_in() -> None:
    assert from_json(to_json(full())) == full()
    written = json.loads(to_json(full()))
    assert written["version"] == 1
    written["of the future"] = 1
    written["turns"][0]["mood"] = {"good": True}
    assert from_json(json.dumps(written)) == full()


def test_no_key_is_written() -> None:
    conversation = full()
    conversation.system = f"my key is {SECRET}"
    conversation.summary = f"he has {SECRET}"
    conversation.say(f"why does {SECRET} not work? and sk-ant-api03-AbCdEf012345?")
    conversation.say(f"here: {SECRET}", Image(b"x"))
    conversation.add(
        Message("assistant", tool_calls=(ToolCall("c", "try", json.dumps({"key": SECRET})),)),
        Message("tool", SECRET, tool_call_id="c"),
        Message("assistant", reasoning=(Reasoning(f"so {SECRET}", "signed"),)),
    )
    text = to_json(conversation, [SECRET])
    assert SECRET not in text
    assert "AbCdEf012345" not in text
    assert from_json(text).turns[-1].message.reasoning[0].signature == ""


def broken(**changes: object) -> str:
    return json.dumps({**json.loads(to_json(full())), **changes})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not saved by Movie Director"),
        ("{}", "not saved by Movie Director"),
        (broken(version=2), "newer Movie Director"),
        (broken(version=True), "version is missing"),
        (broken(version="1"), "version is missing"),
        (broken(turns=None), "wrong kind"),
        (broken(turns=[1]), "wrong kind"),
        (broken(turns=[{}]), "missing"),
        (broken(turns=[{"role": "boss"}]), "nobody"),
        (broken(turns=[{"role": "user", "content": 3}]), "wrong kind"),
        (broken(turns=[{"role": "user", "content": [{"type": "film"}]}]), "kind that is not known"),
        (broken(turns=[{"role": "user", "content": [{"type": "image", "data": "%%"}]}]), "wrong kind"),
        (broken(summarised=99), "summary"),
        (broken(summarised="2"), "summary"),
        (broken(system=[]), "not a text"),
    ],
)
def test_what_is_no_conversation(text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence) as caught:
        from_json(text)
    assert caught.value.remedy
