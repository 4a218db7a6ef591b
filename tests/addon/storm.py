"""A person in a hurry: starts, cancels, undoes, opens other files, renames, removes, closes editors, disables and
enables the extension, all while answers arrive. Each storm is told by its number, and does the same each time."""

from __future__ import annotations

import logging
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import addon_utils
import bpy

from .conftest import EXTENSION, module
from .drawing_board import EDITORS, WIDTHS, drawn

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

STEPS = 14
MODELS = ("scripted/slow", "scripted/stand-in", "scripted/failing")
KINDS = ("dialogue", "description")
_SECONDS_TO_SETTLE = 90.0


class Faults(logging.Handler):
    """Whatever is logged as an error, and exceptions that Blender prints and goes on from."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []
        self._hook = sys.excepthook

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")

    def _fell(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.seen.append(f"{kind.__name__}: {error}")
        self._hook(kind, error, trace)

    def __enter__(self) -> Self:
        logging.getLogger(EXTENSION).addHandler(self)
        sys.excepthook = self._fell
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger(EXTENSION).removeHandler(self)
        sys.excepthook = self._hook


class Storm:
    """One run. `log` tells what was done, for whoever has to understand a failure."""

    def __init__(self, number: int, folder: Path, script: str) -> None:
        self.log: list[str] = []
        self.heard: dict[str, str] = {}
        """What was last seen of each take and each turn of a chat; never less of the same answer than before."""
        self._chance = random.Random(number)
        self._folder = folder
        self._script = script
        self._files: list[Path] = []
        self._removed = 0

    # What is there

    def texts(self) -> list[Any]:
        return [text for text in bpy.data.texts if text.name.endswith(".fountain")]

    def text(self) -> Any:
        texts = self.texts()
        return self._chance.choice(texts) if texts else self._open_script()

    def _open_script(self) -> Any:
        text = bpy.data.texts.new(f"script{self._chance.randrange(1000)}.fountain")
        text.write(self._script)
        return text

    def areas(self) -> list[Any]:
        return list(bpy.context.window_manager.windows[0].screen.areas)

    # What a person does

    def start_analysis(self) -> None:
        bpy.context.scene.movie_director.model = self._chance.choice(MODELS)
        bpy.ops.movie_director.analyze(text=self.text().name)

    def start_take(self) -> None:
        text = self.text()
        book = module("addon.takes.book").book()
        targets = module("writing.targets")
        take = book.add(self._chance.choice(KINDS), targets.Target(), model=self._chance.choice(MODELS))
        module("addon.asking.writing").start(take.id, text)

    def start_chat(self) -> None:
        bpy.context.scene.movie_director.model = self._chance.choice(MODELS)
        bpy.ops.movie_director.chat_ask(question=f"What is {self._chance.randrange(100)} about?")

    def cancel(self) -> None:
        running = module("addon.jobs").running()
        if running:
            bpy.ops.movie_director.cancel(job=self._chance.choice(running).name)

    def edit(self) -> None:
        text = self.text()
        text.cursor_set(self._chance.randrange(len(text.lines)))
        text.write(f"\nINT. ROOM {self._chance.randrange(100)} - DAY\n\nSomeone waits.\n")
        self._in_window("undo_push", message="Typing")

    def undo(self) -> None:
        self._in_window("undo")

    def redo(self) -> None:
        self._in_window("redo")

    def _in_window(self, what: str, **named: object) -> None:
        with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
            if getattr(bpy.ops.ed, what).poll():
                getattr(bpy.ops.ed, what)(**named)

    def rename_text(self) -> None:
        self.text().name = f"renamed{self._chance.randrange(1000)}.fountain"

    def remove_text(self) -> None:
        bpy.data.texts.remove(self.text())

    def remove_a_text_of_ours(self) -> None:
        others = [text for text in bpy.data.texts if not text.name.endswith(".fountain") and text.name[0] != "."]
        if others:
            bpy.data.texts.remove(self._chance.choice(others))

    def save(self) -> None:
        # Over none of those that are there: who does that wants to be rid of what is in it.
        path = self._folder / f"{len(self._files)}.blend"
        bpy.ops.wm.save_as_mainfile(filepath=str(path), check_existing=False)
        self._files.append(path)

    def open_file(self) -> None:
        if self._files:
            bpy.ops.wm.open_mainfile(filepath=str(self._chance.choice(self._files)))

    def new_file(self) -> None:
        bpy.ops.wm.read_homefile(use_empty=True)

    def change_an_editor(self) -> None:
        area = self._chance.choice(self.areas())
        area.type = self._chance.choice((*EDITORS, "OUTLINER", "CONSOLE"))
        if area.type == "TEXT_EDITOR" and self.texts():
            area.spaces.active.text = self.text()
        if hasattr(area.spaces.active, "show_region_ui"):
            area.spaces.active.show_region_ui = self._chance.random() < 0.7

    def draw(self) -> None:
        for area in self.areas():
            if area.type in EDITORS:
                list(drawn(area, self._chance.choice(WIDTHS)))

    def look_at_the_script(self) -> None:
        following = module("addon.script.following")
        for area in self.areas():
            if area.type == "TEXT_EDITOR" and area.spaces.active.text is not None:
                following.watch(area, area.spaces.active.text)
        for _ in range(self._chance.randrange(30)):
            following.drain()

    def wait(self) -> None:
        until = time.monotonic() + self._chance.random() * 0.25
        while time.monotonic() < until:
            self._take_in()
            time.sleep(0.005)

    def disable_and_enable(self) -> None:
        addon_utils.disable(EXTENSION, default_set=True)
        assert not hasattr(bpy.types.Scene, "movie_director")
        assert addon_utils.enable(EXTENSION, default_set=True) is not None

    # What must hold

    def _take_in(self) -> None:
        module("addon.dispatcher").drain()
        self.listen()

    def listen(self) -> None:
        """Everything that a model has said, as far as it is known now. An answer that is begun afresh, or that its end
        has put in order, is another one; one that has only become shorter has lost something."""
        for key, words in self.known().items():
            if not self.heard.get(key, "").startswith(words):
                self.heard[key] = words

    def known(self) -> dict[str, str]:
        """By take, and by talk and turn, in the open file and waiting for one."""
        takes, chats = module("addon.takes.book"), module("addon.chat.book")
        found = {take.id: take.text for take in takes.book()}
        found |= {take.id: take.text for left in takes.left for take in left.takes}
        for talk in (*chats.talks(), *chats.left_behind()):
            found |= {f"{talk.key}, turn {number}": turn.text for number, turn in enumerate(talk.turns)}
        return {key: words.rstrip() for key, words in found.items() if words.strip()}

    def lost(self) -> list[str]:
        """What was heard once and is neither known now nor in a file that was saved with it."""
        here = self.known()
        gone = {key for key, words in self.heard.items() if not here.get(key, "").startswith(words)}
        for path in dict.fromkeys(self._files):
            if not gone:
                break
            bpy.ops.wm.open_mainfile(filepath=str(path))
            there = self.known()
            gone -= {key for key in gone if there.get(key, "").startswith(self.heard[key])}
        return [f"{key}: {self.heard[key]!r} is {here.get(key)!r}" for key in sorted(gone)]

    def settle(self) -> bool:
        dispatcher = module("addon.dispatcher")
        until = time.monotonic() + _SECONDS_TO_SETTLE
        while not dispatcher.idle():
            if time.monotonic() > until:
                return False
            self._take_in()
            time.sleep(0.002)
        self.listen()
        return True

    def run(self) -> None:
        common: list[Callable[[], None]] = [
            self.start_analysis, self.start_take, self.start_take, self.start_chat, self.cancel, self.edit, self.undo,
            self.undo, self.redo, self.wait, self.wait, self.draw, self.look_at_the_script,
        ]  # fmt: skip
        rare: list[Callable[[], None]] = [
            self.rename_text, self.remove_text, self.remove_a_text_of_ours, self.save, self.open_file, self.new_file,
            self.change_an_editor, self.disable_and_enable,
        ]  # fmt: skip
        self._open_script()
        for _ in range(STEPS):
            step = self._chance.choice(common if self._chance.random() < 0.65 else rare)
            self.log.append(step.__name__)
            step()
            self.listen()
