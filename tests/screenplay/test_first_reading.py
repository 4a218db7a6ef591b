"""Blender's window waits for each import of the first reading: no step may bring a second module with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# In an interpreter of its own: here most of them are loaded already.
IMPORTS = """
import json, sys
sys.path.insert(0, sys.argv[1])
from blender_movie_director.screenplay import first_reading
ours = lambda: {name for name in sys.modules if name.startswith("blender_movie_director.")}
before, steps = ours(), []
for _ in first_reading.import_steps():
    steps.append(sorted(ours() - before))
    before = ours()
from blender_movie_director.screenplay import Document, breakdown, check_text
text = open(sys.argv[2], encoding="utf-8").read()
check_text(text, "script")
document = Document()
for _ in document.read(text):
    pass
scenes = len(breakdown(document.script).scenes)
json.dump({"steps": steps, "later": sorted(ours() - before), "scenes": scenes}, sys.stdout)
"""


def test_each_step_imports_one_module_and_the_reading_then_none() -> None:
    command = [sys.executable, "-c", IMPORTS, str(ROOT), str(ROOT / "examples" / "one_below.fountain")]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert [step for step in said["steps"] if len(step) > 1] == []
    assert said["later"] == []
    assert said["scenes"] > 0
