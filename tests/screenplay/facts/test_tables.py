"""Tables: every one as CSV that a spreadsheet opens without harm, and as JSON."""

import csv
import io
import json

import pytest

from blender_movie_director.screenplay import breakdown, parse
from blender_movie_director.screenplay.facts.tables import TABLES, Table, as_csv, as_json, table

SCRIPT = """\
INT. HOUSE - HALL - DAY #1#

Anna waits. Bob.

ANNA
One two.

BOB
Three.

EXT. =A1+B1 - NIGHT

= -2+3

Anna waits. [[@todo]]

(beat)

"""


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(table(breakdown(parse(SCRIPT)), name)))))


def test_scenes() -> None:
    first, second = rows("scenes")
    assert (first["number"], first["location"], first["sub_location"], first["cast"]) == (
        "1",
        "HOUSE",
        "HALL",
        "ANNA; BOB",
    )
    assert (first["first_line"], first["last_line"], second["number"]) == ("1", "9", "")


def test_cast() -> None:
    anna, _ = rows("cast")
    assert (anna["name"], anna["words"], anna["named"], anna["generic"], anna["longest_line"]) == (
        "ANNA", "2", "1; 2", "no", "5",
    )  # fmt: skip


def test_locations_with_their_rooms() -> None:
    assert [(row["location"], row["sub_location"], row["visits"], row["day"]) for row in rows("locations")] == [
        ("'=A1+B1", "", "1", "0"),
        ("HOUSE", "", "1", "1"),
        ("HOUSE", "HALL", "1", ""),
    ]


def test_presence_is_a_matrix_of_words() -> None:
    assert rows("presence") == [{"name": "ANNA", "1": "2", "2": "0"}, {"name": "BOB", "1": "1", "2": ""}]


def test_conversations_are_a_matrix_of_exchanges() -> None:
    assert rows("conversations") == [
        {"name": "ANNA", "ANNA": "", "BOB": "1"},
        {"name": "BOB", "ANNA": "1", "BOB": ""},
    ]


def test_pairs_pacing_mix_and_lint() -> None:
    assert rows("pairs")[0]["exchange_scenes"] == "1"
    assert rows("pacing")[0]["scenes"] == "1; 2"
    assert rows("mix")[0]["exterior"] == "1"
    assert (rows("lint")[0]["kind"], rows("lint")[0]["first_line"], rows("lint")[0]["severity"]) == (
        "orphan_parenthetical", "17", "warning",
    )  # fmt: skip


def test_no_cell_is_a_formula() -> None:
    (second,) = [row for row in rows("scenes") if row["ordinal"] == "2"]
    assert (second["location"], second["synopsis"], second["notes"]) == ("'=A1+B1", "'-2+3", "'@todo")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\uff1d1"])
def test_whatever_would_be_worked_out_is_quoted(cell: str) -> None:
    (row,) = csv.reader(io.StringIO(as_csv(Table((cell,), ())), newline=""))
    assert row == [f"'{cell}"]


def test_numbers_stay_numbers() -> None:
    assert as_csv(Table(("a", "b"), ((-1, 0.5),))) == "a,b\r\n-1,0.5\r\n"


def test_json_holds_every_table_and_the_figures_of_the_whole() -> None:
    data = json.loads(as_json(breakdown(parse(SCRIPT))))
    assert set(data["tables"]) == set(TABLES)
    assert (data["words"], data["fps"], data["tables"]["scenes"][1]["location"]) == (21, "24", "=A1+B1")


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_script_gives_empty_tables(name: str) -> None:
    found = table(breakdown(parse("")), name)
    assert all(len(row) == len(found.columns) for row in found.rows)
