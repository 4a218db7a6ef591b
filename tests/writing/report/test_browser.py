"""The page in a real browser, with no window: nothing to complain about, all charts there, and a picture taken.

Without a Chromium on this computer these tests are skipped, and say so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from blender_movie_director.writing.report import to_html
from tests.writing.report.markup import Node, read
from tests.writing.report.material import analysis_of, facts_of

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next((path for path in map(shutil.which, NAMES) if path), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason=f"none of {', '.join(NAMES)} is installed, so no page is opened"),
]
PATIENCE = 120
TRY_OUT = """
<script>
const said = {};
const table = document.querySelector("#cast table");
const words = () => [...table.tBodies[0].rows].map((row) => Number(row.cells[1].textContent.replace(",", "")));
table.tHead.rows[0].cells[1].querySelector("button").click();
said.up = words().every((count, place, all) => place === 0 || all[place - 1] <= count);
table.tHead.rows[0].cells[1].querySelector("button").click();
said.down = words().every((count, place, all) => place === 0 || all[place - 1] >= count);
said.sorted = table.tHead.rows[0].cells[1].getAttribute("aria-sort");
const mark = document.querySelector("#lengths [data-scene='7'] rect");
mark.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 300, clientY: 300 }));
said.tip = document.querySelector(".tip").textContent;
mark.dispatchEvent(new MouseEvent("click", { bubbles: true }));
said.hash = location.hash;
const answer = document.createElement("p");
answer.id = "said";
answer.textContent = JSON.stringify(said);
document.body.append(answer);
</script>
"""


def browse(page: Path, *options: str) -> tuple[str, list[str]]:
    """What the browser writes, and what its console says."""
    command = [
        BROWSER or "", "--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars", "--enable-logging=stderr",
        "--v=0", f"--user-data-dir={page.parent / 'profile'}", *options, page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=True)
    return done.stdout, re.findall(r"CONSOLE.*", done.stderr)


def file_of(folder: Path, page: str) -> Path:
    path = folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def page(feature: str) -> str:
    facts = facts_of(feature)
    return to_html(facts, analysis_of(facts))


def shown(dom: str) -> Node:
    """A browser closes all it opens; what it writes of `<meta>` and `<bdi>` reads back strictly."""
    return read(dom)


def test_the_console_is_empty_and_every_chart_is_there(page: str, tmp_path: Path) -> None:
    dom, console = browse(file_of(tmp_path, page), "--dump-dom")
    assert console == []
    tree = shown(dom)
    for name in ("pace", "lengths", "mixture", "presence", "cast", "conversations", "places", "money"):
        assert tree.one(name).all("svg"), name
    assert len(tree.one("lengths").all("rect", "length")) == 190
    assert len(tree.one("lengths").all("g", "scene")[0].attributes["data-tip"]) > 10, "the page's own script has run"


def test_a_console_that_is_not_empty_would_be_seen(page: str, tmp_path: Path) -> None:
    intruder = page.replace("</body>", "<script>document.title = 'mine'</script></body>")
    dom, console = browse(file_of(tmp_path, intruder), "--dump-dom")
    assert any("Content Security Policy" in line for line in console)
    assert "<title>mine</title>" not in dom


def test_it_looks_the_same_without_its_script(page: str, tmp_path: Path) -> None:
    pictures = []
    for name, text in (("with", page), ("without", re.sub(r"<script>.*</script>", "", page, flags=re.DOTALL))):
        picture = tmp_path / f"{name}.png"
        browse(file_of(tmp_path, text), f"--screenshot={picture}", "--window-size=1280,6000")
        pictures.append(picture.read_bytes())
    assert pictures[0] == pictures[1]


def test_tables_are_sorted_tips_shown_and_marks_lead_to_scenes(page: str, tmp_path: Path) -> None:
    allowed = re.sub(r"<meta http-equiv[^>]*>", "", page).replace("</body>", f"{TRY_OUT}</body>")
    dom, console = browse(file_of(tmp_path, allowed), "--dump-dom")
    assert console == []
    said = shown(dom).one("said").text
    assert '"up":true,"down":true,"sorted":"descending"' in said
    assert '"tip":"Scene 7: ' in said
    assert '"hash":"#scene-7"' in said


def test_pictures_of_light_dark_narrow_and_paper(page: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, page)
    pictures = []
    for width, scheme in ((1280, 1), (1280, 0), (500, 1)):
        picture = tmp_path / f"{width}-{scheme}.png"
        options = (f"--screenshot={picture}", f"--window-size={width},3000")
        _, console = browse(path, *options, f"--blink-settings=preferredColorScheme={scheme}")
        assert console == []
        data = picture.read_bytes()
        assert data.startswith(b"\x89PNG")
        assert int.from_bytes(data[16:20], "big") == width
        assert len(data) > 50_000, "there is something to see"
        pictures.append(data)
    assert len(set(pictures)) == 3
    paper = tmp_path / "report.pdf"
    browse(path, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    pages = read_pdf(paper)
    assert len(pages) > 10
    assert "HIGH WATER MARK" in pages[0]
    assert not any("The numbers" in text for text in pages), "tables that nobody has opened are not printed"


def read_pdf(path: Path) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
