"""Scripts, and analyses of them such as a model might give: long enough to fill a page with."""

from __future__ import annotations

from blender_movie_director.screenplay import Breakdown, breakdown, parse
from blender_movie_director.writing.analysis import Analysis
from blender_movie_director.writing.analysis.results import (
    GRADED,
    GRADES,
    Act,
    Assessment,
    Beat,
    CharacterReading,
    ContinuityQuestion,
    Coverage,
    Failure,
    Grade,
    Rejected,
    Relation,
    SceneElement,
    SceneReading,
    SceneResult,
    Spent,
    Story,
    StoryDay,
    Theme,
    Turn,
)

TEA = """\
Title: Tea for Three
Author: Nobody

# Act One

## Water

INT. KITCHEN - DAY #1#

BEN watches ANNA fill the kettle.

ANNA
It leaks.

BEN
It does not.

ANNA
Look at it.

# Act Two

## Fire

EXT. GARDEN - NIGHT #2A#

Rain. CARL digs.

## Steam

INT. KITCHEN - NIGHT

ANNA
Where is Carl?

CARL
Here, with the kettle, as you can see from where you stand.
"""
"""Three scenes, three who speak, two places; nobody speaks in the second scene."""


def facts_of(text: str) -> Breakdown:
    return breakdown(parse(text))


def analysis_of(facts: Breakdown) -> Analysis:
    """All of it, with a turning point at each third and a rejected quote in each scene."""
    count = len(facts.scenes)
    thirds = [1, *(max(count * third // 3, 1) for third in (1, 2)), max(count, 1)]
    acts = tuple(
        Act(f"Act {name}", tuple(range(first, last + 1)), "It sets up what the next one takes apart.")
        for name, first, last in zip(("One", "Two", "Three"), thirds, thirds[1:], strict=False)
    )
    beats = tuple(
        Beat(f"{name} of the story", (scene,), "Somebody finds out, and nothing is as it was.", turning=place % 2 == 1)
        for place, (name, scene) in enumerate(
            zip(
                ("Opening", "Catalyst", "Debate", "Midpoint", "Crisis", "Climax"), [*thirds, count, count], strict=False
            )
        )
    )
    return Analysis(
        title=facts.title,
        model="example/reader-1",
        stand_in=False,
        scenes=tuple(_scene(facts, place) for place in range(count)),
        story=_story(acts, beats, count),
        assessment=_assessment(facts),
        failures=(Failure("scene 2", "The provider's filter refused it.", "Ask another model."),) if count > 1 else (),
        spent=Spent(29, 412_806, 61_215, 120_000, "1.8421"),
        prompts={"analysis_scenes": "1"},
    )


def _scene(facts: Breakdown, place: int) -> SceneResult:
    scene = facts.scenes[place]
    missing = scene.ordinal == 2
    return SceneResult(
        scene.ordinal,
        scene.heading,
        scene.first_line,
        scene.last_line,
        None if missing else _reading(),
        "The provider's filter refused it. Ask another model." if missing else "",
    )


def _reading() -> SceneReading:
    return SceneReading(
        summary="She asks for the folder; he says that there never was one, and closes the drawer on it.",
        purpose="It plants the folder, and shows that he lies with ease.",
        conflict="She wants the truth, he wants the evening to end.",
        turn=Turn("trust", "doubt", "the drawer was locked an hour ago"),
        story_day="the same evening",
        elements=(
            SceneElement("prop", "a folder", "the folder"),
            SceneElement("prop", "a small key", "a key on a string"),
            SceneElement("sound", "the tide", "water against the wall"),
            SceneElement("animal", "a dog", "a dog barks", "These words are not in the scene."),
        ),
    )


def _story(acts: tuple[Act, ...], beats: tuple[Beat, ...], count: int) -> Story:
    paragraph = (
        "A surveyor returns to the harbour where her father drowned and finds that the tide tables were wrong that "
        "night. Those who knew have grown old with it, and each has a reason to let the water keep the matter. "
    )
    return Story(
        logline="A surveyor who trusts nothing but numbers must prove that a tide table lied.",
        line="She comes to measure the harbour, and stays to measure what was done to it.",
        paragraph=paragraph * 2,
        page="\n\n".join([paragraph * 3] * 4),
        acts=acts,
        beats=beats,
        themes=(
            Theme("Numbers against memory", "Each ledger contradicts a witness.", tuple(range(1, count + 1, 4))),
            Theme("Debts", "Nobody pays what they owe, and all know the sum.", tuple(range(2, count + 1, 7))),
        ),
        story_days=(
            StoryDay("Day 1", tuple(range(1, count // 2 + 1))),
            StoryDay("Day 2", tuple(range(count // 2 + 1, count + 1))),
        ),
        rejected=(Rejected("The beat 'Epilogue'", "There is no scene 999."),),
    )


def _assessment(facts: Breakdown) -> Assessment:
    names = [character.name for character in facts.cast[:6]]
    return Assessment(
        characters=tuple(
            CharacterReading(
                name,
                "To know what happened.",
                "To forgive, beginning with herself.",
                "From counting to listening, in scenes 3 and 9.",
                "Short, exact, and dry when she is afraid.",
                (Relation(names[0], "Owes each other an answer."),) if name != names[0] else (),
            )
            for name in names
        ),
        continuity=(ContinuityQuestion("Where does the second key come from?", (1, 2)),),
        coverage=Coverage(
            tuple(
                Grade(of, GRADES[place % 4], "It holds, though the middle waits.") for place, of in enumerate(GRADED)
            ),
            ("A place that one could draw from memory.", "Dialogue in which nobody says what they mean."),
            ("The mayor's reasons come late; a line in the first act would do.",),
            "consider",
            "A quiet mystery with a strong lead, held back by a soft second act.",
        ),
        rejected=(Rejected("The character 'BORIS'", "The script has nobody of that name who speaks."),),
    )
