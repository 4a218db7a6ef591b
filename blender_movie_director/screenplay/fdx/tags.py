"""Production tags: which words of a scene are a prop, a vehicle, a sound and so on. Read, added and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element as Node

from ..reading import ScriptError
from .details import walk
from .safe_xml import legal, twin

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLOR = "#94AA11150000"


class Tag(NamedTuple):
    """Some words of the script, and what they are."""

    number: str
    """By which the words and the definition find each other."""
    category: str
    label: str
    """The thing itself, however the words name it."""
    scene: int
    """The ordinal of the scene, 0 before the first."""
    words: str


def tags(root: Node, content: Node) -> tuple[Tag, ...]:
    """Every tagged stretch of the script, in order. Words with two tags are there twice."""
    categories = {node.get("Id"): node.get("Name", "") for node in root.iterfind("TagData/TagCategories/TagCategory")}
    definitions = {node.get("Id"): node for node in root.iterfind("TagData/TagDefinitions/TagDefinition")}
    meanings: dict[str, list[Node]] = {}
    for node in root.iterfind("TagData/Tags/Tag"):
        known = [definitions.get((each.text or "").strip()) for each in node.iterfind("DefId")]
        meanings[node.get("Number", "")] = [each for each in known if each is not None]
    return tuple(
        [
            Tag(number, categories.get(meaning.get("CatId"), ""), meaning.get("Label", ""), scene, words)
            for number, scene, words in _tagged(content)
            for meaning in meanings.get(number, [])
        ]
    )


def add(root: Node, content: Node, scene: int, words: str, *, category: str, label: str = "") -> Tag:
    """Tag the first place in a scene where these words stand untagged."""
    numbers = [int(node.get("Number", "")) for node in root.iterfind("TagData/Tags/Tag") if _is_number(node)]
    number = str(max(numbers, default=0) + 1)
    if not words.strip() or not any(
        _tag_words(node, words, number) for ordinal, node in walk(content) if ordinal == scene
    ):
        raise ScriptError(
            f"Scene {scene} has no untagged words “{words}”.", "Choose words as they stand in that scene."
        )
    data = _child(root, "TagData")
    category_id = _category(data, category)
    definition = _definition(data, category_id, legal(label or words))
    tag = Node("Tag", Number=number)
    reference = Node("DefId")
    reference.text = definition
    tag.append(reference)
    _child(data, "Tags").append(tag)
    return Tag(number, category, label or words, scene, words)


def remove(root: Node, content: Node, tag: Tag) -> None:
    """Take a tag off its words. A definition that nothing else uses goes too."""
    data = root.find("TagData")
    found = [node for node in root.iterfind("TagData/Tags/Tag") if node.get("Number") == tag.number]
    if data is None or not found:
        raise ScriptError(f"There is no tag {tag.number}.", "Read the file again: it may have been changed meanwhile.")
    categories = {node.get("Id"): node.get("Name", "") for node in data.iterfind("TagCategories/TagCategory")}
    meant = {
        node.get("Id")
        for node in data.iterfind("TagDefinitions/TagDefinition")
        if (categories.get(node.get("CatId"), ""), node.get("Label", "")) == (tag.category, tag.label)
    }
    node = found[0]
    for reference in node.findall("DefId"):
        if (reference.text or "").strip() in meant:
            node.remove(reference)
    if node.find("DefId") is None:
        _child(data, "Tags").remove(node)
        for _, paragraph in walk(content):
            _untag(paragraph, tag.number)
    used = {(each.text or "").strip() for each in data.iterfind("Tags/Tag/DefId")}
    definitions = _child(data, "TagDefinitions")
    for definition in list(definitions):
        if definition.get("Id") in meant - used:
            definitions.remove(definition)


def _tagged(content: Node) -> Iterator[tuple[str, int, str]]:
    """Tagged stretches: number, scene and words. Neighbouring runs with the same number are one."""
    for scene, node in walk(content):
        number, words = "", ""
        for run in [*node.iterfind("Text"), Node("Text")]:
            if run.get("TagNumber", "") != number:
                if number:
                    yield number, scene, words
                number, words = run.get("TagNumber", ""), ""
            words += run.text or ""


def _tag_words(node: Node, words: str, number: str) -> bool:
    runs = node.findall("Text")
    # What is tagged already cannot be found again.
    text = "".join([("\0" * len(run.text or "")) if run.get("TagNumber") else run.text or "" for run in runs])
    start = text.find(words)
    if start < 0:
        return False
    end = start + len(words)
    place = 0
    for run in runs:
        whole = run.text or ""
        first, last = max(start - place, 0), min(end - place, len(whole))
        place += len(whole)
        if first >= last:
            continue
        parts = [(whole[:first], ""), (whole[first:last], number), (whole[last:], "")]
        _replace(node, run, [_part(run, part, tag) for part, tag in parts if part])
    return True


def _part(run: Node, text: str, number: str) -> Node:
    part = twin(run)
    part.text = text
    if number:
        part.set("TagNumber", number)
    return part


def _replace(node: Node, run: Node, parts: list[Node]) -> None:
    place = list(node).index(run)
    node[place : place + 1] = parts


def _untag(node: Node, number: str) -> None:
    """Take the number off, and join what was one run before it had one."""
    before: Node | None = None
    before_changed = False
    for run in list(node):
        changed = run.get("TagNumber") == number
        if changed:
            del run.attrib["TagNumber"]
        if before is not None and run.tag == "Text" and before.attrib == run.attrib and (changed or before_changed):
            before.text = (before.text or "") + (run.text or "")
            before.tail = run.tail
            node.remove(run)
        else:
            before = run if run.tag == "Text" else None
        before_changed = changed


def _category(data: Node, name: str) -> str:
    categories = _child(data, "TagCategories")
    for node in categories.iterfind("TagCategory"):
        if node.get("Name", "").casefold() == name.casefold():
            return node.get("Id", "")
    key = str(uuid5(NAMESPACE_URL, f"tag-category:{name}"))
    number = str(len(categories) + 1)
    categories.append(Node("TagCategory", Color=_COLOR, Id=key, Name=legal(name), Number=number, Style="Bold"))
    return key


def _definition(data: Node, category: str, label: str) -> str:
    definitions = _child(data, "TagDefinitions")
    for node in definitions.iterfind("TagDefinition"):
        if (node.get("CatId"), node.get("Label")) == (category, label):
            return node.get("Id", "")
    key = str(uuid5(NAMESPACE_URL, f"tag:{category}:{label}"))
    number = str(len(definitions) + 1)
    definitions.append(Node("TagDefinition", CatId=category, Id=key, Label=label, Number=number))
    return key


def _child(node: Node, tag: str) -> Node:
    """The part of that name, made if it is not there."""
    child = node.find(tag)
    if child is None:
        child = Node(tag)
        node.append(child)
    return child


def _is_number(node: Node) -> bool:
    return node.get("Number", "").isdecimal()
