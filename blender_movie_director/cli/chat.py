"""Talk with a model, line by line, on a terminal or through a pipe. /help lists what can be typed beside words."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..llm.assembly import open_client
from ..llm.catalog import Catalog
from ..llm.conversation import Conversation
from ..llm.conversation_file import from_json, to_json
from ..llm.errors import ConfigurationError, LLMError
from ..llm.events import Finished
from ..llm.messages import Message, Request
from ..llm.private_file import write_private
from ..llm.routing import model_for
from ..llm.tokens import count_request
from ..llm.wire import sendable
from ..screenplay import files
from ..writing import prompts
from ..writing.analysis import wording
from ..writing.chat.fitting import fitted
from .ask import add_model_options
from .command import Command
from .files import expanded, unusable
from .models_in_use import with_keys_for
from .teller import Teller, money_of, tokens_of
from .terminal import can_be_asked, read_line, yes_or_no

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from ..llm.client import LLMClient
    from ..llm.messages import Response
    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "chat"
HELP = "talk with a model"
TASK = "chat"
STOPPED = "[stopped here]"
"""Behind the words of an answer that did not come to its end: the model is to know, and whoever reads the file."""

_HELP = """\
/model NAME   another model answers from now on; without a name, says which one does
/system TEXT  other instructions; without a text, says which ones there are
/save FILE    saves the conversation; without a file, into that of --file
/undo         takes the last question back, and its answer
/usage        tokens and money of this chat
/quit         leaves, as the end of input does
Everything else is said to the model; // at the beginning says a slash. Ctrl-C stops an answer."""


def add_options(parser: argparse.ArgumentParser) -> None:
    add_model_options(parser)
    parser.add_argument(
        "--file", type=Path, metavar="FILE", help="where the conversation is, and is saved after every turn"
    )
    parser.add_argument("--script", type=Path, metavar="SCRIPT", help="a screenplay that the model has in view")
    parser.add_argument("-v", "--verbose", action="store_true", help="thoughts, tokens, money and time on stderr")


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    """1 if something went wrong where nobody sat at a terminal to see it."""
    conversation = load(options.file) if options.file is not None else Conversation()
    if options.system is not None:
        conversation.system = options.system
    script = _read(options.script, voice) if options.script is not None else None
    model = options.model or model_for(settings, Request((), task=TASK))
    # One loop for all turns, so that connections last. It turns Ctrl-C into the cancelling of the turn alone.
    with asyncio.Runner() as runner:
        chat = _Chat(runner, conversation, model, settings=settings, voice=voice, file=options.file, script=script)
        try:
            return chat.talk()
        finally:
            chat.close()


def _read(path: Path, voice: Voice) -> dict[str, Any]:
    """As `writing.chat.material` takes it."""
    loaded = files.load(path)
    for note in loaded.notes:
        voice.note(note)
    return {"text": loaded.text, "name": path.name}


def load(path: Path) -> Conversation:
    """A new conversation where there is no file yet."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Conversation()
    except UnicodeDecodeError:
        text = ""  # which is no conversation either, and is said to be none
    except (OSError, ValueError) as error:
        raise unusable(path, error, "Choose another file.") from None
    try:
        return from_json(text)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path.name}: {error.what}", error.remedy) from None


class _Chat:
    def __init__(
        self,
        runner: asyncio.Runner,
        conversation: Conversation,
        model: str,
        *,
        settings: ClientSettings,
        voice: Voice,
        file: Path | None,
        script: dict[str, Any] | None = None,
    ) -> None:
        self.conversation = conversation
        self.model = model
        self._runner = runner
        self._settings = settings
        self._voice = voice
        self._file = file
        self._script = script
        self._catalog = Catalog()
        self._answers: list[Response] = []
        self._failed = False
        self._client = self._opened()
        self._commands: dict[str, Callable[[str], None]] = {
            "/model": self._set_model,
            "/system": self._set_system,
            "/save": self._save_as,
            "/undo": self._undo,
            "/usage": self._tell_usage,
            "/help": lambda _: voice.plain(_HELP),
        }

    def talk(self) -> int:
        at_terminal = sys.stdin is not None and sys.stdin.isatty()
        if at_terminal:
            self._voice.note(f"{self.model} answers. /help for more, /quit or the end of input to leave.")
        while True:
            try:
                line = read_line(self._voice)
            except KeyboardInterrupt:
                if not at_terminal:
                    raise
                self._voice.plain("")
                self._voice.note("/quit leaves.")
                continue
            if line is None or line.strip() == "/quit":
                return 0 if at_terminal or not self._failed else 1
            if line.strip():
                self._take(line)

    def close(self) -> None:
        self._runner.run(self._client.close())

    def _take(self, line: str) -> None:
        if line.startswith("/") and not line.startswith("//"):
            name, _, rest = line.strip().partition(" ")
            command = self._commands.get(name)
            if command is None:
                self._fail(f"There is no command {name}. /help lists those that there are.")
            else:
                command(rest.strip())
            return
        self.conversation.say(line[1:] if line.startswith("//") else line)
        teller = Teller(self._voice, self.model)
        try:
            self._runner.run(self._turn(teller))
        except KeyboardInterrupt:
            teller.end_line()
            self._keep_partial(teller, "Stopped.")
        except LLMError as error:
            teller.end_line()
            self._failed = True
            self._voice.error(f"{error.what} {error.remedy}")
            self._keep_partial(teller, "")
        self._save()

    async def _turn(self, teller: Teller) -> None:
        request = Request(self._fitted(), self.model, task=TASK)
        async with aclosing(self._client.stream(request)) as events:
            async for event in events:
                teller.hear(event)
                if isinstance(event, Finished):
                    self.conversation.answer(event.response, teller.model)
                    self._answers.append(event.response)
                    teller.finish(event.response)

    def _fitted(self) -> tuple[Message, ...]:
        """As much of the talk as the model's window takes; all of it where nobody knows how large that is."""
        spec = self._catalog.find(self.model)
        if self._script is not None:
            talk = self.conversation
            system = wording.system_text(prompts.load(TASK), talk.system)
            seeing = Conversation(system, talk.turns, talk.summary, talk.summarised)
            found = fitted(seeing, self._script, spec, self.model)
            self._say_left_out(found.left_out)
            return found.messages
        if spec.window is None:
            return self.conversation.messages(self.model)

        def count(messages: Sequence[Message]) -> int:
            return count_request(Request(tuple(messages), self.model), self.model).number

        reserve = min(spec.output_limit or spec.window, spec.window // 4)
        kept = self.conversation.fitted(spec.window, count, reserve, self.model)
        self._say_left_out(len(kept.left_out))
        return kept.messages

    def _say_left_out(self, turns: int) -> None:
        if turns:
            self._voice.note(f"{turns} earlier turns do not fit into the model's window and are not sent.")

    def _keep_partial(self, teller: Teller, why: str) -> None:
        """What was said stays, marked; a question without any answer is taken back, for two in a row are refused."""
        if self.conversation.turns and self.conversation.turns[-1].message.role == "assistant":
            return  # it had come to its end
        if teller.said.strip():
            self.conversation.add(Message("assistant", f"{teller.said.rstrip()} {STOPPED}"), model=teller.model)
            self._voice.note(f"{why} What was said so far is kept.".strip())
        else:
            self.conversation.turns.pop()
            self._voice.note(f"{why} Nothing was said; the question is taken back.".strip())

    def _set_model(self, name: str) -> None:
        if len(name.split()) > 1:
            self._fail("A model's name has no spaces; it reads like provider/model.")
            return
        if name and name != self.model:
            self.model = name
            # A client's keys are those that it was made with, and another provider's may be in the keyring.
            self.close()
            self._client = self._opened()
        self._voice.note(f"{self.model} answers.")

    def _set_system(self, text: str) -> None:
        if text:
            self.conversation.system = text
            self._save()
        self._voice.note(f"Instructions: {self.conversation.system or 'none'}")

    def _save_as(self, name: str) -> None:
        path = expanded(name) if name else self._file
        if path is None:
            self._fail("Name a file: /save FILE.")
        elif self._write(path):
            self._voice.note(f"Saved as {path}.")

    def _undo(self, _: str) -> None:
        turns = self.conversation.turns
        last = max((at for at, turn in enumerate(turns) if turn.message.role == "user"), default=None)
        if last is None:
            self._voice.note("There is nothing to take back.")
            return
        self.conversation = self.conversation.fork(last)
        self._save()
        self._voice.note("The last question is taken back, and its answer.")

    def _tell_usage(self, _: str) -> None:
        if not self._answers:
            self._voice.note("Nothing has been used yet.")
            return
        number = len(self._answers)
        self._voice.note(
            f"{number} answer{'' if number == 1 else 's'}: {tokens_of(self._answers)}; {money_of(self._answers)}"
        )

    def _save(self) -> None:
        if self._file is not None:
            self._write(self._file)

    def _write(self, path: Path) -> bool:
        try:
            # As a whole or not at all, and for nobody else's eyes: a script may be in it.
            write_private(path, sendable(to_json(self.conversation, self._settings.secrets())))
        except (OSError, ValueError) as error:
            problem = unusable(path, error, "/save FILE takes another one.", "written")
            self._fail(f"{problem.what} {problem.remedy}")
            return False
        return True

    def _fail(self, sentence: str) -> None:
        self._failed = True
        self._voice.error(sentence)

    def _opened(self) -> LLMClient:
        self._settings = with_keys_for(self._settings, Request((), self.model, task=TASK))
        self._voice.secrets = self._settings.secrets
        return open_client(
            self._settings, catalog=self._catalog, ask=yes_or_no(self._voice) if can_be_asked() else None
        )


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
