"""An answer in words, made fit for a script, and known for what it is where it is none."""

from __future__ import annotations

import re

from ..screenplay import clean
from .answer_talk import without_talk

_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*```[^\n`]*\n(?P<text>.*?)(?:^[ \t]*```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_THOUGHT_BEFORE = re.compile(r"\A(?:(?!<think(?:ing)?>).)*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
"""Some servers hold back the tag that opens them."""
_QUOTE = re.compile(r"\A(?=.*^[ \t]*>[ \t]*$)(?:[ \t]*>[^\n]*(?:\n|\Z)|[ \t]*\n){3,}\Z", re.DOTALL | re.MULTILINE)
"""An answer as a quotation in Markdown: its empty lines have the mark too, which no line of a script has alone."""
_QUOTE_MARK = re.compile(r"^[ \t]*> ?", re.MULTILINE)
_CONTROLS = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")
_HTML = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\A\W*(?:i['\u2019]?m (?:really |very |so )?sorry|sorry,? (?:but )?i|i apologi[sz]e|i can(?:no|['\u2019])t"
    r"|i(?: a|['\u2019])m (?:unable|not able) to|i won['\u2019]t be able to|i must decline|as an ai\b|es tut mir leid)",
    re.IGNORECASE,
)
_LONGEST_REFUSAL = 1_500
WEB_PAGE = (
    "What came back is a web page, and no answer of a model.",
    "Check the server's address: it ends in /v1 with most servers.",
)
"""What to say of one."""
_QUOTED = 160


def cleaned(text: str, *, script: str = "", passage: str = "") -> str:
    """The script in an answer: without thoughts, code fences, what is said before and after, and odd characters. Lines
    of the writer's own `script` stay, and `passage` is what the answer gives again."""
    text, _ = clean(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = _THOUGHTS.sub("", text)
    if "</think" not in script.lower():
        text = _THOUGHT_BEFORE.sub("", text)
    text = _CONTROLS.sub("", text)
    fenced = [match["text"] for match in _FENCE.finditer(text)]
    if fenced:
        text = max(fenced, key=len)
    if _QUOTE.match(text):
        text = _QUOTE_MARK.sub("", text)
    return without_talk(text.strip("\n \t"), script=script, passage=passage).strip("\n \t")


def is_html(text: str) -> bool:
    return _HTML.match(text) is not None


def refusal(text: str) -> str:
    """The beginning of what reads like a refusal; empty for anything else. Ask about what is no script only: people in
    scripts are sorry too."""
    plain = text.strip()
    if len(plain) > _LONGEST_REFUSAL or not _REFUSAL.match(plain):
        return ""
    line = " ".join(plain.split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 3].rstrip()}..."
