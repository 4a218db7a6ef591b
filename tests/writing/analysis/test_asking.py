"""What is told of an answer that is none: what it is, and not only that there is no JSON in it."""

from __future__ import annotations

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.client import LLMClient
from tests.writing.analysis.reader import Asked, Heard, Reader, analysed, script_of


@pytest.mark.parametrize(
    ("text", "reason", "what", "remedy"),
    [
        ("I'm sorry, but I can't help with that.", "stop", "The model declined: I'm sorry", "another model"),
        ("", "content_filter", "content filter kept the answer back", "wording"),
        ("<html><body>Sign in</body></html>", "stop", "a web page", "address"),
        ("Once upon a time.", "stop", "There is no JSON in it", "JSON"),
    ],
    ids=["refusal", "content filter", "web page", "tale"],
)
async def test_an_answer_is_told_of_as_what_it_is(
    *, reader: Reader, client: LLMClient, text: str, reason: str, what: str, remedy: str
) -> None:
    async def spoil(asked: Asked) -> bool:
        await reader.say(asked.exchange, text, reason)
        return True

    reader.spoil = spoil
    with pytest.raises(errors.InvalidAnswerError) as caught:
        await analysed(client, script_of("One."), Heard())
    assert what in caught.value.what
    assert remedy in caught.value.remedy
    assert caught.value.raw == text
    assert len(reader.asked) == 2, "it is asked once more, and that is all"
