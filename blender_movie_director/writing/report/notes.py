"""What has to be known before anything in a report is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...screenplay.facts.layout import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .subject import Subject

HOW_TO_GET_THE_REST = (
    "This is what can be counted without a model. For the logline, synopsis, coverage, characters, beats and a reading "
    "of each scene, run Analyze in the sidebar, or the command analyze, and make the report again with its result."
)


def notes_of(subject: Subject) -> Iterator[str]:
    """Each a sentence or two, as plain text."""
    analysis = subject.analysis
    if analysis is None:
        yield HOW_TO_GET_THE_REST
        return
    if analysis.stand_in:
        yield "A stand-in wrote the analysis: no language model was asked, and its words say nothing about the script."
    if subject.changed:
        yield (
            f"The script was changed after it was analysed: of {counted(len(analysis.scenes), 'scene')}, "
            f"{len(subject.changed):,} had another heading. Analyse it again: only what has changed is asked for."
        )
    for failure in analysis.failures:
        part = failure.part if failure.part.startswith("scene") else f"the {failure.part}"
        yield f"Missing: {part}. {failure.what} {failure.remedy}"
