"""Title pages of other programs, whose lines say nothing about what they are."""

from __future__ import annotations

import pytest

from blender_movie_director.screenplay import fdx

CENTER, LEFT = "Center", "Left"


def read(*lines: tuple[str, str], attributes: str = "") -> dict[str, str]:
    body = "".join(
        f"<Paragraph Alignment='{alignment}' {attributes}><Text>{text}</Text></Paragraph>" for alignment, text in lines
    )
    data = f"<FinalDraft><Content/><TitlePage><Content>{body}</Content></TitlePage></FinalDraft>"
    return {entry.key: entry.text for entry in fdx.read(data.encode(), "x.fdx").title_page}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [(CENTER, "THE TIDE"), (CENTER, "CLOCK"), (CENTER, "Written by"), (CENTER, "Ana"), (CENTER, "Tom")],
            {"title": "THE TIDE\nCLOCK", "credit": "Written by", "author": "Ana\nTom"},
        ),
        (
            [
                (CENTER, "A"),
                (CENTER, "a screenplay by"),
                (CENTER, "Ana"),
                (CENTER, "based on the novel"),
                (CENTER, "by X"),
            ],
            {"title": "A", "credit": "a screenplay by", "author": "Ana", "source": "based on the novel\nby X"},
        ),
        (
            [(LEFT, "TIDE"), (LEFT, "2026-03-01"), (LEFT, "© Ana"), (LEFT, "12 Quay Street"), (LEFT, "Second draft")],
            {
                "title": "TIDE",
                "draft date": "2026-03-01\nSecond draft",
                "copyright": "© Ana",
                "contact": "12 Quay Street",
            },
        ),
        (
            [(CENTER, "Title: Tide"), (CENTER, "Author:  Ana"), (LEFT, "Draft date: May"), (LEFT, "ana@example.org")],
            {"title": "Tide", "author": "Ana", "draft date": "May", "contact": "ana@example.org"},
        ),
        ([(CENTER, "A"), (LEFT, "1" * 200 + " by")], {"title": "A", "contact": "1" * 200 + " by"}),
        ([(CENTER, " "), (LEFT, "")], {}),
    ],
)
def test_lines_are_told_by_place_and_wording(lines: list[tuple[str, str]], expected: dict[str, str]) -> None:
    assert read(*lines) == expected


def test_a_line_that_was_added_to_ours_is_kept() -> None:
    ours = "<Paragraph Key='title' Order='1'><Text Style='Bold'> Tide </Text></Paragraph>"
    data = f"<FinalDraft><Content/><TitlePage><Content>{ours}<Paragraph/><Paragraph><Text>Quay 12</Text></Paragraph>"
    document = fdx.read(f"{data}</Content></TitlePage></FinalDraft>".encode(), "x.fdx")
    assert document.fountain == "Title: **Tide**\nContact: Quay 12\n"


def test_labelled_lines_keep_their_styles() -> None:
    text = "<Text>Title: </Text><Text Style='Bold'>Tide</Text>"
    data = f"<FinalDraft><Content/><TitlePage><Content><Paragraph>{text}</Paragraph></Content></TitlePage></FinalDraft>"
    assert fdx.read(data.encode(), "x.fdx").fountain == "Title: **Tide**\n"
