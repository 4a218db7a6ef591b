"""Whatever is done in whatever order while takes are written: no error, and no take lost."""

from __future__ import annotations

import logging
import random

import bpy
import pytest

from ..drawing_board import drawn

STEPS = 40
ASKED = {"ordinal": 1, "settings": {"mode": "tighten", "place": {"scene": 1}}}


class Anybody:
    """Does things, with no regard for what makes sense."""

    def __init__(self, seed, takes, click, undo):
        self.chance = random.Random(seed)
        self.takes, self.click, self._undo = takes, click, undo
        self.book = takes.book.book
        self.wanted = {takes.add(takes.script.as_string().replace("sink", "door"), **ASKED)}

    def step(self):
        things = [name for name in dir(self) if name.startswith("do_")]
        getattr(self, self.chance.choice(things))()

    def take(self):
        return self.chance.choice(sorted(self.wanted & {take.id for take in self.book()}))

    def script(self):
        return next((text for text in bpy.data.texts if self.takes.scripts.id_of(text)), None)

    def do_ask_again(self):
        if self.script() is not None:
            self.click("again_take", take=self.take(), model="scripted/slow")
            self.wanted.update(take.id for take in self.book())

    def do_edit(self):
        if self.script() is not None:
            self.script().write(self.chance.choice(["A word ", "\n\nMore.\n\n", "x"]))

    def do_rename(self):
        if self.script() is not None:
            self.script().name = f"script {self.chance.randrange(100)}.fountain"

    def do_open_another(self):
        made = bpy.data.texts.new("fresh.fountain")
        made.write("INT. ATTIC - DAY\n\nDust.\n")
        self.click.editor.spaces.active.text = made

    def do_remove(self):
        if self.script() is not None and self.chance.random() < 0.3:
            bpy.data.texts.remove(self.script())

    def do_go_back(self):
        if self.script() is not None:
            self.click.editor.spaces.active.text = self.script()

    def do_show(self):
        self.click("show_take", take=self.take())

    def do_compare(self):
        self.click("compare_takes", take=self.take(), other="base")

    def do_review(self):
        self.click("review_take", take=self.take(), merge=self.chance.random() < 0.5)

    def do_accept(self):
        self.click(self.chance.choice(["accept_all", "accept_chosen"]))

    def do_end_review(self):
        self.click("end_review", reject=self.chance.random() < 0.5)

    def do_cancel(self):
        self.click("cancel_take", take=self.take())

    def do_judge(self):
        self.click("judge_take", take=self.take(), verdict=self.chance.choice(["KEEP", "DROP", "REOPEN"]))

    def do_undo(self):
        self.go("undo")

    def do_redo(self):
        self.go("redo")

    def do_something_else(self):
        self._undo("undo_push", message="something else")

    def do_look(self):
        list(drawn(self.click.editor))

    def go(self, what):
        with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
            possible = getattr(bpy.ops.ed, what).poll()
        if possible:
            self._undo(what)


@pytest.fixture(params=range(6))
def anybody(request, takes, at_script, undo):
    undo("undo_push", message="before")
    return Anybody(request.param, takes, at_script, undo)


def test_nothing_that_is_done_loses_a_take(takes, anybody, caplog, tmp_path):
    with caplog.at_level(logging.ERROR):
        for _ in range(STEPS):
            anybody.step()
            takes.movie.dispatcher.drain()
        assert takes.movie.dispatcher.wait_until(takes.movie.dispatcher.idle, 60)
        assert anybody.wanted <= {take.id for take in takes.book.book()}
        path = str(tmp_path / "anything.blend")
        bpy.ops.wm.save_as_mainfile(filepath=path)
        bpy.ops.wm.open_mainfile(filepath=path)
        assert anybody.wanted <= {take.id for take in takes.book.book()}
    assert [record.message for record in caplog.records] == []
