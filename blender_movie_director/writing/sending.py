"""What is sent with every request of the writers' room, and what that will take: the prompt, title and cast, as much of
the script as the model's window allows, and at the end what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..llm import backends
from ..llm.messages import Message, Parameters, Request, Usage
from ..llm.pricing import cost
from . import prompts
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
_SHAPE_TOKENS = 300


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
        """Tokens that are left for the script around, once these parts and the answer have theirs."""
        taken = sum(self.tokens(text) for _, text in own) + self.tokens(self._system + self._head) + expected
        return max(min(int(window_of(self.spec) * _SHARE_OF_WINDOW) - taken, MOST_CONTEXT), 0)

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
        by line; empty wishes are left out."""
        body = "\n\n".join(f"<<<{name} {_MARK}\n{text}\n<<<END {_MARK}" for name, text in sections if text.strip())
        mark = wording.mark_of(body)
        wishes = "\n".join(f"{name}: {' '.join(text.split())}" for name, text in wanted.items() if text.strip())
        asked = f"{self._head}\nThe mark is {mark}.\n\n{body.replace(_MARK, mark)}\n\n{wishes}"
        return Request(
            messages=(Message("system", self._system), Message("user", asked)),
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
