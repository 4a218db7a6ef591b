"""What is sent with every request of the writers' room, and what that will take: the prompt, title and cast, as much of
the script as the model's window allows, and at the end what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..llm import backends
from ..llm.errors import ContextWindowError
from ..llm.keys import provider_of
from ..llm.messages import Message, Parameters, Request, Usage
from ..llm.network import LOCAL_PROVIDERS
from ..llm.pricing import cost
from . import prompts, shortening
from .analysis import wording
from .analysis.plain import Plain
from .analysis.portions import most_tokens, tokens_of, window_of
from .analysis.preview import Sent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..llm.messages import Shape
    from ..llm.model_spec import ModelSpec
    from .asked import How
    from .scene_context import SceneContext

MOST_CONTEXT = 4_000
"""Tokens of other scenes: more would cost more than it tells."""
_SHARE_OF_WINDOW = 0.9
_SHARE_OF_THE_PLACE = 0.75
"""Of what is left for the script, where the scene at the cursor is too long; the rest is for voices and other
scenes."""
_SHAPE_TOKENS = 300
_FRAME_TOKENS = 300
"""Of the lines around each part of the script, and of what is wished, before all that is known."""


@dataclass(frozen=True, slots=True)
class Estimate(Plain):
    """What a request would send and cost, before it is sent."""

    model: str
    messages: tuple[Sent, ...]
    input_tokens: int
    output_tokens: int
    """As long as the answer is expected to be."""
    dollars: str
    """A decimal number as text; empty where the model has no known price."""
    prompt: str


class Sending:
    """One prompt, one model, one place in a script. Raises `ConfigurationError` for a prompt that cannot be sent."""

    def __init__(self, context: SceneContext, *, name: str, model: str, spec: ModelSpec, how: How) -> None:
        self.context = context
        self.model = model
        self.spec = spec
        self.how = how
        self.prompt = prompts.load(name, how.prompts)
        self._task = name
        self._system = wording.system_text(self.prompt, how.instruction)
        self._head = wording.head_of(context.facts)

    def room(self, own: Sequence[tuple[str, str]], expected: int) -> int:
        """Tokens that are left for the script around, once these parts and the answer have theirs. Of parts that are
        too long by themselves, as much as `request` will send of them."""
        taken = sum(self.tokens(text) for _, text in self.fitting(own, expected))
        return max(min(self._left(expected) - taken, MOST_CONTEXT), 0)

    def fitting(self, own: Sequence[tuple[str, str]], expected: int) -> list[tuple[str, str]]:
        """What `request` will send of these parts."""
        return shortening.shortened(own, self._most_of_the_place(expected), self.model)

    def _left(self, expected: int) -> int:
        """Tokens for all that comes from the script."""
        taken = self.tokens(self._system + self._head) + expected + _FRAME_TOKENS
        return int(window_of(self.spec) * _SHARE_OF_WINDOW) - taken

    def _most_of_the_place(self, expected: int) -> int:
        return int(self._left(expected) * _SHARE_OF_THE_PLACE)

    def tokens(self, text: str) -> int:
        return tokens_of(text, self.model)

    def request(
        self,
        sections: Sequence[tuple[str, str]],
        wanted: Mapping[str, str],
        expected: int,
        shape: Shape | None = None,
    ) -> Request:
        """`sections` are material: names and texts, those without text left out. `wanted` is what the user wants, line
        by line; empty wishes are left out. Of the scene at the cursor, what is nearest to it where all would be too
        much; what is around stands back for it. Raises `ContextWindowError` for what would be cut on its way."""
        wishes = "\n".join(f"{name}: {' '.join(text.split())}" for name, text in wanted.items() if text.strip())
        return Request(
            messages=(Message("system", self._system), Message("user", self._asked(sections, wishes, expected))),
            model=self.model,
            parameters=Parameters(
                temperature=self.how.temperature,
                reasoning_effort=self.how.reasoning_effort,
                max_tokens=self.how.max_tokens or most_tokens(self.spec, expected),
            ),
            task=self._task,
            project=self.context.name,
            shape=shape,
            stream=self.how.stream,
            cache="bypass",  # who asks again wants another answer
        )

    def _asked(self, sections: Sequence[tuple[str, str]], wishes: str, expected: int) -> str:
        parts = self.fitting([(name, text) for name, text in sections if text.strip()], expected)
        most = int(window_of(self.spec) * _SHARE_OF_WINDOW) - expected - self.tokens(self._system)
        while (over := self.tokens(asked := self._worded(parts, wishes)) - most) > 0:
            fewer = shortening.less(parts, over, self.model)
            if fewer == parts:
                passage = any(name == shortening.PASSAGE for name, _ in parts)
                first = "Select fewer lines" if passage else "Ask for it in fewer words"
                self._refuse_what_would_be_cut(self.tokens(self._system) + self.tokens(asked), expected, first)
                return asked
            parts = fewer
        return asked

    def _worded(self, parts: Sequence[tuple[str, str]], wishes: str) -> str:
        body = "\n\n".join(wording.fence(name, text, _MARK) for name, text in parts)
        mark = wording.mark_of(body)
        return f"{self._head}\nThe mark is {mark}.\n\n{body.replace(_MARK, mark)}\n\n{wishes}"

    def _refuse_what_would_be_cut(self, prompt: int, expected: int, first_remedy: str) -> None:
        """Providers refuse what is too long, and so do we where a window is known, or go to a model with a larger one
        (`llm.fitting`, `llm.routing`). What leaves no room for the answer a server of this computer takes, drops the
        beginning, the instructions first, or ends the answer early, and says nothing. Where nobody knows the window it
        is tried: Ollama is asked for as much as it takes, others say what they have no room for."""
        window = self.spec.window
        if window is None or provider_of(self.spec.name) not in LOCAL_PROVIDERS:
            return
        if prompt > window or prompt + expected <= window:
            return
        raise ContextWindowError(
            f"This is too long for {self.model} at once: with the answer it takes about {prompt + expected:,} tokens, "
            f"and it has room for {window:,}.",
            f"{first_remedy}, or choose a model with a larger window.",
            model=self.model,
        )

    def estimate(self, request: Request, expected: int) -> Estimate:
        tokens = sum(self.tokens(message.text) for message in request.messages)
        tokens += _SHAPE_TOKENS if request.shape is not None else 0
        return estimate_of(request, self.spec, tokens, expected, self.prompt.label)


def estimate_of(request: Request, spec: ModelSpec, tokens: int, expected: int, prompt: str) -> Estimate:
    """`tokens` are those of the request, `expected` those of the answer."""
    output = min(expected, request.parameters.max_tokens or expected)
    dollars = "0"
    if backends.needs_network(request.model):
        amount = cost(spec, Usage(tokens, output, estimated=True)).amount
        dollars = "" if amount is None else f"{amount:f}"
    sent = tuple(Sent(message.role, message.text) for message in request.messages)
    return Estimate(request.model, sent, tokens, output, dollars, prompt)


_MARK = "\0mark\0"
"""Stands for the mark until it is known. No script holds a NUL: it was cleaned of them."""
