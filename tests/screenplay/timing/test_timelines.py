"""OTIO and EDL, read back by the programs that others read them with."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.screenplay import ScriptError, parse, read_file
from blender_movie_director.screenplay.facts import Breakdown, Options, Runtime, breakdown
from blender_movie_director.screenplay.identity import Identity, identify
from blender_movie_director.screenplay.timing import clips, to_edl, to_otio

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "one_below.fountain"
RATES = [(24, False), (25, False), (30, False), (23.976, False), (29.97, False), (29.97, True), (59.94, True)]


def facts(fps: float = 24, text: str | None = None) -> Breakdown:
    return breakdown(parse(read_file(EXAMPLE) if text is None else text), Options(Runtime(fps=fps)))


def identity() -> Identity:
    return identify(Identity(), parse(read_file(EXAMPLE)))


def read_otio(text: str) -> Any:
    return pytest.importorskip("opentimelineio").adapters.read_from_string(text, "otio_json")


def read_edl(text: str, rate: float) -> Any:
    adapters = pytest.importorskip("opentimelineio").adapters
    return adapters.read_from_string(text, "cmx_3600", rate=rate)


@pytest.mark.parametrize(("fps", "drop"), RATES)
def test_opentimelineio_reads_every_scene_at_its_frames(fps: float, drop: bool) -> None:
    script = facts(fps)
    timeline = read_otio(to_otio(script, identity(), drop_frame=drop))
    assert timeline.name == "One Below"
    assert timeline.duration().value == script.frames
    assert timeline.duration().rate == pytest.approx(float(Fraction(script.fps)))
    (track,) = timeline.tracks
    assert track.kind == "Video"
    read = list(track.find_clips())
    assert [clip.duration().value for clip in read] == [scene.frames for scene in script.scenes]
    starts = [clip.range_in_parent().start_time.value for clip in read]
    assert starts == [scene.start_frame for scene in script.scenes]


def test_the_timeline_starts_at_one_o_clock() -> None:
    opentime = pytest.importorskip("opentimelineio.opentime")
    for fps, drop in RATES:
        start = read_otio(to_otio(facts(fps), drop_frame=drop)).global_start_time
        assert opentime.to_timecode(start, start.rate, drop).replace(";", ":") == "01:00:00:00"


def test_every_clip_says_which_scene_it_is() -> None:
    script, known = facts(), identity()
    (track,) = read_otio(to_otio(script, known)).tracks
    for clip, scene, known_scene in zip(track.find_clips(), script.scenes, known.scenes, strict=True):
        (marker,) = clip.markers
        for metadata in (clip.metadata["movie_director"], marker.metadata["movie_director"]):
            assert metadata["id"] == known_scene.id
            assert metadata["heading"] == scene.heading
            assert metadata["page"] == scene.page
            assert metadata["ordinal"] == scene.ordinal
        assert clip.name == f"{scene.ordinal} {scene.heading}"
        assert marker.name == f"Scene {scene.ordinal}"


def test_what_plays_before_the_first_scene_is_a_gap() -> None:
    script = facts(text="FADE IN:\n\nA long time ago.\n\nINT. ROOM - DAY\n\nNow.\n")
    (track,) = read_otio(to_otio(script)).tracks
    gap, clip = track
    assert script.lead_frames > 0
    assert gap.duration().value == script.lead_frames
    assert clip.range_in_parent().start_time.value == script.lead_frames


def test_what_we_write_is_what_opentimelineio_writes() -> None:
    otio = pytest.importorskip("opentimelineio")
    text = to_otio(facts(), identity())
    written = json.loads(otio.adapters.write_to_string(read_otio(text), "otio_json"))
    ours = json.loads(text)
    assert _without_defaults(written) == _without_defaults(ours)


def _without_defaults(value: Any) -> Any:
    """What OpenTimelineIO adds without being asked (empty lists, colours and nothings) says nothing."""
    if isinstance(value, dict):
        return {key: _without_defaults(item) for key, item in value.items() if item not in (None, [], {}, "")}
    return [_without_defaults(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("fps", "drop"), RATES)
def test_the_cmx3600_adapter_reads_every_event_at_its_frames(fps: float, drop: bool) -> None:
    script = facts(fps)
    rate = float(Fraction(script.fps))
    timeline = read_edl(to_edl(script, identity(), drop_frame=drop), rate)
    (track,) = timeline.tracks
    read = list(track.find_clips())
    assert [clip.name for clip in read] == [f"{scene.ordinal} {scene.heading}" for scene in script.scenes]
    assert [clip.duration().value for clip in read] == [scene.frames for scene in script.scenes]
    starts = [clip.range_in_parent().start_time.value for clip in read]
    assert starts == [scene.start_frame - script.lead_frames for scene in script.scenes]


def test_locators_say_scene_page_and_id() -> None:
    script, known = facts(25), identity()
    (track,) = read_edl(to_edl(script, known), 25).tracks
    for clip, scene, known_scene in zip(track.find_clips(), script.scenes, known.scenes, strict=True):
        (marker,) = clip.markers
        assert marker.name == f"SCENE {scene.ordinal}, PAGE {scene.page}, ID {known_scene.id}"
        assert marker.marked_range.start_time.value == 25 * 3600 + scene.start_frame


def test_an_edl_is_lines_of_a_known_form() -> None:
    lines = to_edl(facts(29.97, "Title: A\n\nINT. B - DAY #7#\n\nC.\n"), drop_frame=True).splitlines()
    assert lines[:3] == ["TITLE: A", "FCM: DROP FRAME", ""]
    assert lines[3].startswith("001  AX       V     C        00:00:00;00 00:00:0")
    assert lines[4:] == ["* FROM CLIP NAME: 7 INT. B - DAY", "* LOC: 01:00:00;00 GREEN   SCENE 7, PAGE 1"]


def test_a_scene_that_takes_no_time_has_no_event() -> None:
    text = "INT. A - DAY\n\nINT. B - DAY\n\nSomeone waits.\n"
    script = breakdown(parse(text), Options(Runtime(by_rates=True)))
    edl = to_edl(script)
    assert "* SCENE 1 TAKES NO TIME AND HAS NO EVENT: INT. A - DAY" in edl
    assert "001  AX" in edl
    assert "002  AX" not in edl
    (track,) = read_edl(edl, 24).tracks
    assert [clip.name for clip in track.find_clips()] == ["2 INT. B - DAY"]


def test_an_edl_of_nothing_is_refused() -> None:
    with pytest.raises(ScriptError, match="No scene takes any time"):
        to_edl(breakdown(parse("INT. A - DAY\n"), Options(Runtime(by_rates=True))))


def test_an_untitled_script_is_called_so() -> None:
    assert to_edl(facts(text="INT. A\n\nB.\n")).startswith("TITLE: Untitled\n")
    assert read_otio(to_otio(facts(text="INT. A\n\nB.\n"))).name == "Untitled"


def test_a_script_without_scenes_is_refused() -> None:
    with pytest.raises(ScriptError, match="the script has no scenes"):
        to_otio(facts(text="FADE IN:\n"))


def test_ids_of_another_script_are_refused() -> None:
    with pytest.raises(ScriptError, match="12 scenes, and the ids are those of 0"):
        clips(facts(), Identity())
