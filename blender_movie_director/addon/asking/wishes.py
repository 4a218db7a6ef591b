"""What the Write panel asks for, as the .blend remembers it. It stands on the scene, so that an undo of Blender's takes
a field back as it would any other."""

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import PropertyGroup

from ..properties import without_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpy.types import Context, Scene, Text

DIALOGUE, DESCRIPTION, SUGGESTIONS = "dialogue", "description", "suggestions"
REQUESTS = (DIALOGUE, DESCRIPTION, SUGGESTIONS)
MOST_SUGGESTIONS = 12
_BETWEEN_NAMES = "\n"


def _offer_names(_group: object, context: "Context", typed: str) -> "Iterator[str]":
    """Who of the script's cast is not chosen yet."""
    from ..script import current, following

    text = current.script(context)
    session = following.of(text) if text is not None else None
    if session is None or session.breakdown is None:
        return
    chosen = set(of(context.scene).chosen)
    for person in session.breakdown.cast:
        if person.name not in chosen and typed.upper() in person.name.upper():
            yield person.name


def _add_name(group: "WritingWishes", _context: "Context") -> None:
    name = " ".join(group.add_character.split())
    if name:
        group.choose(name.upper() if name.islower() or name.istitle() else name)
        group.add_character = ""


class Instruction(NamedTuple):
    """The free words of a request: in a field, or in a text where somebody has chosen to write them there."""

    group: Any
    """The properties that hold it."""
    in_field: str
    in_text: str

    @property
    def text(self) -> "Text | None":
        return cast("Text | None", getattr(self.group, self.in_text))

    @property
    def words(self) -> str:
        text = self.text
        return (text.as_string() if text is not None else str(getattr(self.group, self.in_field))).strip()

    def put(self, words: str) -> None:
        text = self.text
        if text is not None:
            text.from_string(words)
        else:
            setattr(self.group, self.in_field, words)


class WritingWishes(PropertyGroup):
    """The fields of the Write panel."""

    if TYPE_CHECKING:
        request: str
        dialogue_mode: str
        description_mode: str
        about: str
        count: int
        where: str
        characters: str
        add_character: str
        heading: str
        intention: str
        tone: str
        length: int
        only_seen: bool
        dialogue_instruction: str
        description_instruction: str
        suggestions_instruction: str
        dialogue_text: "Text | None"
        description_text: "Text | None"
        suggestions_text: "Text | None"
        prompts_folder: str
    else:
        request: EnumProperty(
            name="Request",
            description="What is asked for",
            items=[
                (DIALOGUE, "Dialogue", "Dialogue, in the voices that the script has"),
                (DESCRIPTION, "Description", "Action lines: what the camera sees and the microphone hears"),
                (SUGGESTIONS, "Ideas", "Suggestions: several ways in which it could go"),
            ],
        )
        dialogue_mode: EnumProperty(
            name="Do",
            description="What is to be done with the dialogue",
            items=[
                ("add", "Go On", "Write what is said next, after the paragraph in which the cursor stands"),
                ("rewrite", "Rewrite", "Write the selection anew, or the whole scene where nothing is selected"),
                ("new", "New Scene", "Write a scene of its own, after the one in which the cursor stands"),
            ],
        )
        description_mode: EnumProperty(
            name="Do",
            description="What is to be done with the action of the selection, or of the scene",
            items=[
                ("expand", "Expand", "More to see and hear, where it matters"),
                ("tighten", "Tighten", "The same in fewer words"),
                ("rewrite", "Rewrite", "The same events, written better"),
            ],
            default="tighten",
        )
        about: EnumProperty(
            name="About",
            description="What the suggestions are about",
            items=[
                ("plot", "Plot", "What could happen, from here on or instead"),
                ("character", "Character", "What somebody could want, hide, do or turn out to be"),
                ("turn", "Scene Turn", "How the scene at the cursor could go another way"),
                ("titles", "Titles", "What the film could be called"),
                ("what-ifs", "What If", "Questions that change one thing on which the story rests"),
            ],
        )
        count: IntProperty(name="How Many", description="So many suggestions", default=5, min=1, max=MOST_SUGGESTIONS)
        where: EnumProperty(
            name="For",
            description="What the suggestions are for",
            items=[
                ("script", "Whole Script", "The script as a whole"),
                ("scene", "This Scene", "The scene in which the cursor stands"),
            ],
        )
        characters: StringProperty(name="Characters", description="Who speaks, and nobody else: a name on each line")
        add_character: StringProperty(
            name="Somebody Else",
            description="Search the script's cast, or type the name of somebody new",
            search=_offer_names,
            search_options={"SUGGESTION"},
            update=_add_name,
            options={"SKIP_SAVE"},
        )
        heading: StringProperty(
            name="Heading",
            description="Of the new scene, such as INT. KITCHEN - DAY. Empty: the model finds one",
            update=without_keys("heading"),
        )
        intention: StringProperty(
            name="Intention", description="What the dialogue is to achieve", update=without_keys("intention")
        )
        tone: StringProperty(name="Tone", description="How it is to sound", update=without_keys("tone"))
        length: IntProperty(
            name="Speeches", description="About so many. 0: as many as it takes", default=0, min=0, max=200, soft_max=40
        )
        only_seen: BoolProperty(
            name="Only What the Camera Sees",
            description=(
                "No thoughts, feelings or memories, which nobody can film. Words that break the rule are named"
            ),
            default=True,
        )
        prompts_folder: StringProperty(
            name="Prompts",
            description=(
                "A folder with prompts of your own: dialogue.md, description.md, suggestions.md, analysis_scenes.md, "
                "analysis_story.md, analysis_assessment.md. Each is sent in place of ours. A text of this file with "
                "such a name goes before it"
            ),
            subtype="DIR_PATH",
        )

    @property
    def mode(self) -> str:
        """Of the request that is shown; suggestions have none."""
        return {DIALOGUE: self.dialogue_mode, DESCRIPTION: self.description_mode}.get(self.request, "")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The characters that are chosen."""
        return tuple(name for name in self.characters.split(_BETWEEN_NAMES) if name.strip())

    def choose(self, name: str) -> None:
        self.characters = _BETWEEN_NAMES.join(dict.fromkeys([*self.chosen, name]))

    def unchoose(self, name: str) -> None:
        self.characters = _BETWEEN_NAMES.join(each for each in self.chosen if each != name)

    def told(self, request: str) -> "Instruction":
        return Instruction(self, f"{request}_instruction", f"{request}_text")

    def instruction(self, request: str) -> str:
        return self.told(request).words

    def instruct(self, request: str, words: str) -> None:
        """Puts words in the place of the instruction."""
        self.told(request).put(words)


if not TYPE_CHECKING:
    for _request in REQUESTS:
        WritingWishes.__annotations__[f"{_request}_instruction"] = StringProperty(
            name="Instruction",
            description="What you want in addition, in your own words",
            update=without_keys(f"{_request}_instruction"),
        )
        WritingWishes.__annotations__[f"{_request}_text"] = PointerProperty(
            type=bpy.types.Text, name="Instruction", description="The text that holds what you want in addition"
        )


def of(scene: "Scene") -> "WritingWishes":
    """What is asked for in a scene, with its type."""
    return cast("WritingWishes", scene.movie_director_writing)  # type: ignore[attr-defined]


def attach() -> None:
    bpy.types.Scene.movie_director_writing = PointerProperty(type=WritingWishes)  # type: ignore[attr-defined]


def detach() -> None:
    del bpy.types.Scene.movie_director_writing  # type: ignore[attr-defined]


CLASSES = (WritingWishes,)
