"""Asks for the next turn of a talk, and takes it in. Talks are answered side by side; each one question at a time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from ...writing.chat.talks import MOST_TALKS
from .. import dispatcher, engine, jobs
from ..script import current
from ..targets import TextTarget, clean
from . import book, questions

if TYPE_CHECKING:
    from bpy.types import Context, Text

    from ...worker.protocol import FromWorker
    from ...writing.chat.talks import Talk
    from ..jobs import Job

KIND = "chat"
TOO_MANY = "There are as many conversations as a file may hold: delete one that is over"
BUSY = "An answer is on its way: stop it, or wait for its end"
_NO_SCRIPT = -1
_BETWEEN_PAGES = 0.2
"""Seconds between two times that a growing answer is written into the text that shows the whole talk."""


class Told(NamedTuple):
    """What is known of the last answer of a talk, in this session."""

    seconds: float = 0.0
    words: int = 0
    spent: dict[str, Any] = {}
    failure: str = ""
    remedy: str = ""
    left_out: int = 0
    in_view: str = ""
    stand_in: bool = False
    cancelled: bool = False


_told: dict[str, Told] = {}
_answering: dict[str, Answering] = {}


class Answering:
    """Listens to the job that answers in a talk. The talk is found anew each time: it may be deleted meanwhile."""

    def __init__(self, talk: str) -> None:
        self.talk = talk
        self.job = ""
        self.said: list[str] = []
        """The answer so far, in pieces."""
        self._turn: dict[str, Any] = {}
        self._written = 0.0

    def hear(self, job: Job, message: FromWorker) -> None:
        from ...worker import protocol

        match message:
            case protocol.Words(text=text):
                self.said.append(clean(text))
                self._write_page()
            case protocol.Part(name="afresh"):
                self.said = []
            case protocol.Part(name="summary", data=data):
                self._sum_up(data)
            case protocol.Part(name="turn", data=data):
                self._turn = data
                self._keep(job, data["text"], data["state"])
        book.redraw()

    def ended(self, job: Job) -> None:
        from ...writing.chat.talks import PARTIAL

        if _answering.get(self.talk) is self:
            del _answering[self.talk]
        if not self._turn and "".join(self.said).strip():
            self._keep(job, "".join(self.said), PARTIAL)
        turn = self._turn
        _told[self.talk] = Told(
            seconds=job.seconds,
            words=job.words,
            spent=dict(job.spent or turn.get("spent") or {}),
            failure=job.what if job.state is not jobs.State.FINISHED else str(turn.get("failure") or ""),
            remedy=job.remedy,
            left_out=int(turn.get("left_out") or 0),
            in_view=str(turn.get("in_view") or ""),
            stand_in=job.stand_in,
            cancelled=job.state is jobs.State.CANCELLED,
        )
        self._write_page(last=True)
        book.changed()

    def _keep(self, job: Job, text: str, state: str) -> None:
        talk = _talk(self.talk)
        if talk is not None and talk.waits:
            talk.answer(clean(text).strip(), str(self._turn.get("model") or job.model), state)

    def _sum_up(self, data: dict[str, Any]) -> None:
        talk = _talk(self.talk)
        if talk is not None and data["summarised"] <= len(talk.turns):
            talk.summary, talk.summarised = clean(data["summary"]), data["summarised"]

    def _write_page(self, *, last: bool = False) -> None:
        from . import pages

        now = time.monotonic()
        if last or now - self._written > _BETWEEN_PAGES:
            self._written = now
            pages.refresh(self.talk)


def of(talk: Talk) -> Answering | None:
    """The answer that is on its way."""
    return _answering.get(talk.key)


def told(talk: Talk) -> Told | None:
    return _told.get(talk.key)


def send(context: Context, talk: Talk, question: str) -> str:
    """Says it and asks for the answer. Returns why it cannot be, or nothing."""
    if of(talk) is not None:
        return BUSY
    fault = questions.fault_of(question)
    if fault:
        return fault
    book.name_after(talk, question)
    talk.say(clean(question).strip())
    questions.sent(talk)
    ask(context, talk)
    return ""


def why_not_again(talk: Talk) -> str:
    if of(talk) is not None:
        return BUSY
    if not talk.turns:
        return "Nothing was asked yet: write a question, then send it"
    if not talk.waits and len(book.talks()) >= MOST_TALKS:
        return TOO_MANY
    return ""


def again(context: Context, talk: Talk) -> Talk:
    """Has the last question answered once more: in the same talk while it has no answer, else in a branch, so that both
    answers stay. Ask `why_not_again` first."""
    if not talk.waits:
        talk = book.talks().branch(talk.key, len(talk.turns) - 1)
        book.show(talk.key)
    ask(context, talk)
    return talk


def take_back(talk: Talk) -> None:
    """A question that got no answer becomes the next one again."""
    later = questions.of(talk).strip()
    words = talk.turns[-1].text
    talk.cut(len(talk.turns) - 1)
    questions.put(talk, f"{words}\n\n{later}" if later else words)
    _told.pop(talk.key, None)


def ask(context: Context, talk: Talk) -> Job:
    """Hands the talk to the worker. Its last word must be the user's."""
    script = script_for(context, talk)
    asked = payload(context, talk, script)
    supervisor = engine.supervisor()
    supervisor.configure(engine.configuration())
    listener = Answering(talk.key)
    job = jobs.Job(
        name=supervisor.submit(KIND, asked),
        script=script.name if script is not None else "",
        script_uid=script.session_uid if script is not None else _NO_SCRIPT,
        model=asked["model"],
        target=TextTarget(""),
        kind=KIND,
        listener=listener,
    )
    listener.job = job.name
    _answering[talk.key] = listener
    _told.pop(talk.key, None)
    jobs.add(job)
    dispatcher.ensure_running()
    book.changed()
    return job


def stop(talk: Talk) -> None:
    """What has come stays as a part of an answer."""
    answering = of(talk)
    supervisor = engine.started()
    job = jobs.get(answering.job) if answering is not None else None
    if job is not None and job.running and supervisor is not None:
        job.state = jobs.State.CANCELLING
        supervisor.cancel(job.name)


def script_for(context: Context, talk: Talk) -> Text | None:
    """The script that the model sees; None where the talk does not want it, or none is there."""
    script = current.script(context) if talk.sees_script else None
    return script if script is not None and current.may_be_script(script) else None


def payload(context: Context, talk: Talk, script: Text | None) -> dict[str, Any]:
    return {
        **engine.request_settings(KIND, context.scene),
        "talk": {**talk.to_plain(), "draft": ""},
        "model": engine.model_for(KIND, context.scene),
        "script": None
        if script is None
        else {"text": script.as_string(), "name": script.name, "place": {"line": script.current_line_index}},
    }


def forget_all() -> None:
    _answering.clear()
    _told.clear()


def _talk(key: str) -> Talk | None:
    found = book.known()
    return found.get(key) if found is not None else None
