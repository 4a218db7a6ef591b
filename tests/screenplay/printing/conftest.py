"""Scripts of three kinds, to print and to compare with other printers."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

_OPENINGS = (
    "Tell me again.",
    "No.",
    "You said that on Tuesday.",
    "I was not going to say it.",
    "Then don\u2019t.",
    "Well?",
)
_MIDDLES = (
    "There are two keys to this room and you have been holding both of them since the soup",
    "My mother kept a list of everyone who ever apologised to her, and it fits on the back of a stamp",
    "What I remember is the dog, and the rain on the dog, and that nobody asked whose dog it was",
    "If we sell the piano we can keep the house, and if we keep the piano there is no house to keep it in",
    "You can be right or you can be on the ten past nine",
)
_ACTIONS = (
    "She moves the cup an inch.",
    "Nothing. A radiator knocks twice and thinks better of it.",
    "He stands, crosses to the window, and reads the street as if it were a letter to somebody else, read by mistake.",
)


@pytest.fixture(scope="session")
def one_below() -> str:
    return (ROOT / "examples" / "one_below.fountain").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def feature(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("feature") / "feature.fountain"
    script = ROOT / "scripts" / "make_feature.py"
    subprocess.run([sys.executable, script, "--output", path], check=True, capture_output=True)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def two_hander() -> str:
    """Two people who talk for an hour in one room, sometimes at the same time."""
    chance = random.Random(4)
    parts = ["Title: The Ten Past Nine\nAuthor: Nobody\n", "INT. A ROOM - EVENING\n"]
    for exchange in range(330):
        words = f"{chance.choice(_OPENINGS)} " + ". ".join(chance.sample(_MIDDLES, chance.randint(0, 2)))
        direction = "(not looking up)\n" if chance.random() < 0.15 else ""
        parts.append(f"{'ADA' if exchange % 2 else 'BERTIL'}\n{direction}{words.strip()}\n")
        if exchange % 12 == 7:
            # Short, as they are when two talk at once: screenplain breaks them after 18 columns, where 28 are usual.
            parts.append("ADA\nNo, listen to me.\n\nBERTIL ^\nI am listening.\n")
        if chance.random() < 0.12:
            parts.append(chance.choice(_ACTIONS) + "\n")
    return "\n".join(parts)
