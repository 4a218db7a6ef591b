"""Swaps names before words are sent or logged, and back in what returns."""

from __future__ import annotations

import json
import re
import threading
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from .events import FellBack, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from .messages import Text

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from .events import Event
    from .messages import Message, Request, Response
    from .pipeline import Call, Onward

_HEADS = ("Bav", "Corv", "Dram", "Fenn", "Gorv", "Hesk", "Jurv", "Kelm", "Lorv", "Morv", "Nesk", "Orv", "Pelv", "Quenn",
          "Rusk", "Selv", "Torv", "Ulm", "Vesk", "Zarn")  # fmt: skip
_TAILS = ("a", "en", "il", "os", "ic", "und", "ey", "ald", "ine", "umo")


class Anonymiser:
    """Stable stand-ins for given names: the same one for the same name for as long as this object lives. Thread-safe.

    A name is found as it was given, Capitalised and in CAPITALS, as a word of its own, so that a possessive or a comma
    may follow. In small letters it is left alone: "rose" is a flower. A stand-in is one invented word.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._stand_ins: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._words: set[str] = set()
        self._made = 0
        self._forward = self._backward = _NOTHING
        self.add(names)

    def add(self, names: Iterable[str]) -> None:
        """More names. Those that are known keep their stand-ins."""
        with self._lock:
            for given in names:
                name = " ".join(given.split())
                if not name or name.casefold() in self._stand_ins:
                    continue
                self._words.update(word.casefold() for word in name.split())
                stand_in = self._next()
                self._stand_ins[name.casefold()] = stand_in
                self._names[stand_in.casefold()] = name
            forms = {form for name in self._names.values() for form in _forms(name)}
            self._forward = _pattern(forms, 0)
            self._backward = _pattern(self._names, re.IGNORECASE)

    def hide(self, text: str) -> str:
        """`text` with stand-ins for names."""
        return self._forward.sub(self._hidden, text)

    def show(self, text: str) -> str:
        """`text` with names for stand-ins. For text in pieces use a `restorer`."""
        return self._backward.sub(self._shown, text)

    def restorer(self) -> Restorer:
        return Restorer(self)

    def request(self, request: Request) -> Request:
        """As it may be sent. Thoughts go as they are: they come from the model, which never saw a name."""
        return replace(request, messages=tuple(self._message(message) for message in request.messages))

    def response(self, response: Response) -> Response:
        """As it is shown. Thoughts stay as they are, since their signatures are good for no other words."""
        calls = tuple(replace(call, arguments=self.show_json(call.arguments)) for call in response.tool_calls)
        return replace(response, text=self.show(response.text), tool_calls=calls)

    def show_json(self, text: str) -> str:
        """`show` inside of JSON, where a name with a quotation mark needs its backslash."""
        return self._backward.sub(lambda found: json.dumps(self._shown(found), ensure_ascii=False)[1:-1], text)

    def could_begin(self, word: str) -> bool:
        """Whether a stand-in begins with this, or is this."""
        folded = word.casefold()
        return any(stand_in.startswith(folded) for stand_in in tuple(self._names))

    def __repr__(self) -> str:
        return f"Anonymiser({len(self._names)} names)"

    def _message(self, message: Message) -> Message:
        content = message.content
        if isinstance(content, str):
            hidden: str | tuple[object, ...] = self.hide(content)
        else:
            hidden = tuple(Text(self.hide(part.text)) if isinstance(part, Text) else part for part in content)
        calls = tuple(replace(call, arguments=self.hide(call.arguments)) for call in message.tool_calls)
        return replace(message, content=hidden, tool_calls=calls)  # type: ignore[arg-type]

    def _hidden(self, found: re.Match[str]) -> str:
        stand_in = self._stand_ins[" ".join(found.group().split()).casefold()]
        return stand_in.upper() if found.group().isupper() else stand_in

    def _shown(self, found: re.Match[str]) -> str:
        name = self._names[found.group().casefold()]
        if found.group().isupper():
            return name.upper()
        return _capitalised(name) if name.isupper() else name

    def _next(self) -> str:
        """A stand-in that is neither taken nor a word of a name."""
        while True:
            number, head = divmod(self._made, len(_HEADS))
            self._made += 1
            stand_in = _HEADS[head] + _TAILS[number % len(_TAILS)]
            while number := number // len(_TAILS):  # with more than two hundred names they grow longer
                stand_in += _TAILS[number % len(_TAILS)]
            if stand_in.casefold() not in self._words and stand_in.casefold() not in self._names:
                return stand_in


class Restorer:
    """Puts names back into text that comes in pieces. A stand-in may be split: its beginning is held back."""

    def __init__(self, anonymiser: Anonymiser) -> None:
        self._anonymiser = anonymiser
        self._held = ""
        self._in_word = False
        """Whether what was given out last ends inside of a word, which is then no stand-in."""

    def feed(self, text: str) -> str:
        """What can be shown now."""
        text = self._held + text
        tail = _LAST_WORD.search(text)
        word = tail.group() if tail else ""
        hold = bool(word) and not (self._in_word and word == text) and self._anonymiser.could_begin(word)
        self._held = word if hold else ""
        return self._out(text[: len(text) - len(self._held)])

    def flush(self) -> str:
        """The rest, when no more comes."""
        held, self._held = self._held, ""
        return self._out(held)

    def _out(self, text: str) -> str:
        if not text:
            return ""
        # The rest of a word that was begun is set aside, so that it is not taken for a word of its own.
        begun = _FIRST_WORD.match(text) if self._in_word else None
        start = begun.end() if begun else 0
        self._in_word = _WORD.match(text[-1]) is not None
        return text[:start] + self._anonymiser.show(text[start:])


class Anonymising:
    """A layer: names go out as stand-ins, and come back as themselves."""

    def __init__(self, anonymiser: Anonymiser) -> None:
        self._anonymiser = anonymiser

    async def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        text, thought = self._anonymiser.restorer(), self._anonymiser.restorer()
        calls: dict[int, ToolCallDelta] = {}
        async with aclosing(onward(replace(call, request=self._anonymiser.request(call.request)))) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    if shown := text.feed(event.text):
                        yield TextDelta(shown)
                elif isinstance(event, ReasoningDelta):
                    if shown := thought.feed(event.text):
                        yield ReasoningDelta(shown)
                elif isinstance(event, ToolCallDelta):
                    # Held until it is whole: nobody runs half a call.
                    begun = calls.get(event.index, ToolCallDelta(event.index, "", "", ""))
                    calls[event.index] = ToolCallDelta(
                        event.index, begun.id or event.id, begun.name or event.name, begun.arguments + event.arguments
                    )
                elif isinstance(event, FellBack):
                    text, thought = self._anonymiser.restorer(), self._anonymiser.restorer()
                    calls.clear()
                    yield replace(event, partial=self._anonymiser.show(event.partial))
                elif isinstance(event, Finished):
                    for kind, rest in ((ReasoningDelta, thought.flush()), (TextDelta, text.flush())):
                        if rest:
                            yield kind(rest)
                    for held in calls.values():
                        yield replace(held, arguments=self._anonymiser.show_json(held.arguments))
                    yield Finished(self._anonymiser.response(event.response))
                else:
                    yield event


def _forms(name: str) -> set[str]:
    forms = {name, name.upper()}
    return forms | {_capitalised(name)} if name.isupper() or name.islower() else forms


def _capitalised(name: str) -> str:
    # Not str.title(), which makes "Ben'S" of "BEN'S" and "Mcrae-Ii" of worse.
    return re.sub(r"[^\W\d_]+", lambda found: found.group().capitalize(), name)


def _pattern(words: Iterable[str], flags: int) -> re.Pattern[str]:
    """Whole words, the longest first. Between two words of a name any white space may stand."""
    alternatives = [r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", flags) if alternatives else _NOTHING


_NOTHING = re.compile(r"(?!)")
_WORD = re.compile(r"\w")
_FIRST_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"\w+\Z")
