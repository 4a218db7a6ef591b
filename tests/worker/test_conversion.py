"""Files in and out as plain data: what crosses between Blender and the worker."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.screenplay import ScriptError
from blender_movie_director.worker import conversion
from blender_movie_director.worker.protocol import Facts, Failed, Finished, Progress

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worker.desk import Desk

SCRIPT = "INT. KITCHEN - DAY\n\nAnna waits.\n\nANNA\nWell?\n"


def saved(path: Path, original: str = "") -> Path:
    conversion.save({"path": str(path), "text": SCRIPT, "name": "kitchen", "original": original, "options": {}})
    return path


@pytest.mark.parametrize("suffix", [".fountain", ".fdx", ".pdf"])
def test_a_script_goes_out_and_comes_in_as_plain_data(tmp_path: Path, suffix: str) -> None:
    loaded = conversion.load({"path": str(saved(tmp_path / f"kitchen{suffix}"))})
    assert json.loads(json.dumps(loaded)) == loaded
    assert "INT. KITCHEN - DAY" in loaded["text"]
    assert "Well?" in loaded["text"]


def test_the_original_of_a_final_draft_file_is_what_a_later_export_builds_on(tmp_path: Path) -> None:
    path = saved(tmp_path / "kitchen.fdx")
    path.write_text(path.read_text(encoding="utf-8").replace("</FinalDraft>", "<Theirs/></FinalDraft>"), "utf-8")
    loaded = conversion.load({"path": str(path)})
    assert conversion.unpack(loaded["original"], "kitchen") == path.read_bytes()
    again = saved(tmp_path / "again.fdx", loaded["original"])
    assert "<Theirs" in again.read_text(encoding="utf-8")


def test_what_a_final_draft_file_says_of_its_pages_comes_along_for_a_later_export(tmp_path: Path) -> None:
    settings = '<ElementSettings Type="Scene Heading"><ParagraphSpec SpaceBefore="48"/></ElementSettings></FinalDraft>'
    path = saved(tmp_path / "kitchen.fdx")
    path.write_text(path.read_text(encoding="utf-8").replace("</FinalDraft>", settings), "utf-8")
    layout = conversion.load({"path": str(path)})["layout"]
    work = {"path": str(tmp_path / "kitchen.json"), "text": "\n".join([SCRIPT] * 30), "name": "kitchen", "original": ""}
    pages = []
    for kept in (layout, ""):
        conversion.save({**work, "layout": kept, "options": {}})
        pages.append(json.loads((tmp_path / "kitchen.json").read_text(encoding="utf-8"))["pages"])
    assert pages == [6, 4]
    with pytest.raises(ScriptError, match="damaged"):
        conversion.save({**work, "layout": layout[:-9], "options": {}})


def test_nothing_packed_is_nothing() -> None:
    assert conversion.pack(None) == ""
    assert conversion.unpack("", "kitchen") is None


@pytest.mark.parametrize(
    "packed",
    ["not base64!", "AAAA", base64.b64encode(zlib.compress(b"x" * 1_000)[:-8]).decode()],
    ids=["characters", "bytes", "cut off"],
)
def test_what_is_damaged_is_refused(packed: str) -> None:
    with pytest.raises(ScriptError, match="is damaged"):
        conversion.unpack(packed, "kitchen")


def test_what_swells_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "MAX_ORIGINAL", 1_000)
    assert conversion.unpack(conversion.pack(b"x" * 1_000), "kitchen") == b"x" * 1_000
    with pytest.raises(ScriptError, match="is damaged"):
        conversion.unpack(conversion.pack(b"x" * 1_001), "kitchen")


def test_the_worker_writes_a_file_and_reads_it_again(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "kitchen.pdf"
    out = desk.submit("export", {"path": str(path), "text": SCRIPT, "name": "kitchen", "original": "", "options": {}})
    desk.finish(out)
    assert [type(message) for message in desk.heard[out]] == [Progress, Facts, Finished]
    assert path.read_bytes().startswith(b"%PDF-")
    back = desk.submit("import", {"path": str(path)})
    desk.finish(back)
    assert "Anna waits." in desk.facts(back).data["text"]


def test_a_file_that_cannot_be_read_fails_the_job_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    job = desk.submit("import", {"path": str(tmp_path / "missing.pdf")})
    desk.finish(job)
    ending = desk.ending(job)
    assert isinstance(ending, Failed)
    assert ending.what == "missing.pdf does not exist."
    assert ending.remedy
