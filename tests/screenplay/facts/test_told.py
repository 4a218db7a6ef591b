"""Tables that a user fills in."""

import pytest

from blender_movie_director.screenplay import ScriptError
from blender_movie_director.screenplay.facts.told import read_told


@pytest.mark.parametrize(
    "text",
    [
        "ANNA: f\nSMITH, BOB: m\n",
        "\ufeff# who is who\r\n\r\nANNA = f\r\nSMITH, BOB\tm\r\n",
        '"ANNA";"f"\n"SMITH, BOB",m\n',
        '{"ANNA": "f", "SMITH, BOB": "m"}',
        '\ufeff {"ANNA": "f", "SMITH, BOB": "m"}',
    ],
)
def test_pairs_in_any_usual_form(text: str) -> None:
    assert read_told(text, "g.txt") == {"ANNA": "f", "SMITH, BOB": "m"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ANNA: f\nBOB\n", "Line 2 of g.txt is no pair: BOB."),
        (": f\n", "Line 1 of g.txt is no pair: : f."),
        ('{"ANNA": "f",\nBOB}', "g.txt is not valid JSON (line 2)."),
        ('{"ANNA": 1}', "g.txt holds something else than texts."),
        ('{"a":' * 100_000, "g.txt is not valid JSON."),
    ],
    ids=["no mark", "no name", "bad JSON", "numbers", "deep"],
)
def test_what_is_no_table_gets_a_sentence(text: str, what: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_told(text, "g.txt")
    assert caught.value.what == what
    assert caught.value.remedy
