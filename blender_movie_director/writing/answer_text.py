"""An answer in words, made fit for a script, and known for what it is where it is none."""

from __future__ import annotations

import re

from ..screenplay import clean

_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*```[^\n`]*\n(?P<text>.*?)(?:^[ \t]*```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_OUR_FENCE = re.compile(r"^<<<(?:[A-Z ,\d]+) [0-9a-f]{10}[ \t]*$\n?", re.MULTILINE)
_CONTROLS = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")
_PREAMBLE = re.compile(
    r"\A(?:(?:sure|certainly|of course|absolutely)\b[^\n]{0,200}"
    # A paragraph of action may begin with "Here is" too: only what speaks of the answer is none.
    r"|(?:okay, )?(?:here(?:['\u2019]s| is| are)|below is)\b[^\n]{0,120}"
    r"\b(?:scene|version|dialogue|description|passage|script|rewrite|revision|fountain)\b[^\n]{0,80})"
    r"[:!.][ \t]*\n[ \t]*\n",
    re.IGNORECASE,
)
_AFTERWORD = re.compile(
    r"\n[ \t]*\n(?:let me know|i hope (?:this|that)|would you like|feel free|if you(?:'d| would) like)[^\n]*\s*\Z",
    re.IGNORECASE,
)
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


def cleaned(text: str) -> str:
    """The script in an answer: without thoughts, code fences, what is said before and after, and odd characters."""
    text, _ = clean(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = _OUR_FENCE.sub("", _CONTROLS.sub("", _THOUGHTS.sub("", text)))
    fenced = [match["text"] for match in _FENCE.finditer(text)]
    if fenced:
        text = max(fenced, key=len)
    return _AFTERWORD.sub("", _PREAMBLE.sub("", text.lstrip())).strip("\n \t")


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
