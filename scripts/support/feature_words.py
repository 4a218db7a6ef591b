"""What the generated feature's sentences are made of. `{name}` and the like are filled in by feature.py,
which makes the apostrophes curly too."""

from __future__ import annotations

OPENINGS = (
    "{Weather}. {Name} stands at {thing}, as if the night had been one long hour.",
    "{Sound}. Somewhere below, {sound}. {Name} looks up from {thing}.",
    "{Things} on every surface. {Name} has cleared a place the size of a plate and is eating at it.",
    "Almost dark. A single lamp, {thing} beneath it, and {name}'s hands, which do not keep still.",
    "{Weather}. The place is empty but for {name}, {other} and the clock, which is wrong.",
    "Close on {thing}: {detail}. A hand comes in and turns it over. It is {name}'s.",
    "{Name} is already talking. {Other} lets the door fall shut behind them and waits for a gap.",
    "Nothing moves. Then {sound}, and {name} steps out from behind {thing}.",
    "Rows of {things}, each with a number. {Name} walks along them, counting in a whisper.",
    "{Name} and {other}, at the two ends of a table that is too long for them.",
)
ACTIONS = (
    "{Name} takes {thing} and puts it where {other} has to look at it.",
    "{Name} {moves} to the window. {Weather}.",
    "A silence. {Sound}.",
    "{Other} does not answer. {Name} counts that as an answer.",
    "{Name} {moves} towards the door, thinks better of it, comes back for {thing}.",
    "They both look at {thing}. Neither of them touches it.",
    "{Other} laughs, and stops when nobody joins in.",
    "{Name} pulls a sheet from the folder: {detail}.",
    "Outside, {sound}. {Other} flinches; {name} does not.",
    "{Name} writes something down, tears it off, folds it, and gives it to nobody.",
    "{Other} turns {thing} until it lies exactly straight.",
    "The light goes. When it comes back, {name} is a step nearer.",
    "{Name} opens {thing}. Inside, wrapped in newspaper: {detail}.",
    "{Other} pours two cups and drinks from both.",
    "On the wall, a photograph of the ferry. Someone has drawn a line across it, high up.",
    "{Name} waits. {Other} {moves} past without a word, so close that their sleeves touch.",
    "{Weather}. Neither of them has noticed.",
    "A sign: “NO PASSAGE AT HIGH WATER”. {Name} stands right under it.",
    "{Name} and {other} bend over {thing}. From here it looks like a prayer.",
    "{Sound}. Then again, nearer.",
    "{Other} buttons a coat that is buttoned already.",
    "{Name} lifts {thing} — lighter than it ought to be — and shakes it. *Something rattles.*",
    "A long look. It is {other} who gives in first, and sits.",
    "{Name} strikes a match, looks at {detail}, and lets it burn down to the fingers.",
)
EXCHANGES = (
    # Each is said by turns.
    ("You said {thing} would be {state} {when}.", "I never said {when}. I said when the tide allows."),
    ("Who else has seen {thing}?", "Nobody. Everybody. It depends who asks, and what they are buying."),
    (
        "There were {number} people on that boat, and {number} came off it. Do the sum.",
        "I have done the sum. I did it every night for {span}.",
    ),
    (
        "You can't keep {thing} in a drawer and call it justice.",
        "My father kept {things} in that drawer for {span}, and nobody called it anything.",
    ),
    ("What did {person} tell you?", "The truth, I think. It was too dull to be anything else."),
    (
        "Ask {person}. {Person} was there before any of us.",
        "{Person} has been dead for {span}.",
        "That never stopped {person} before.",
    ),
    ("If {person} finds out about {thing}, we will all be {state} {when}.", "Then don't tell {person}."),
    ("I'm not here about {thing}. I'm here about {detail}.", "That was {span} ago."),
    ("Do you know what it costs to raise a ferry?", "Less than it costs to sink one."),
    ("Sit down. You look like {thing}.", "I'd rather stand. I think better when I can see {thing}."),
    ("Every {time_unit} at the same hour, a light goes on out there. Where there is nothing.", "Maybe it's {person}."),
    (
        "You're not listening. The tables were changed. Someone took a pen and moved the sea.",
        "By how much?",
        "Forty minutes. It's enough. It's more than enough, if you're {state}.",
    ),
    (
        "I signed it because {person} asked me to, and because it was {when} and I wanted to go home.",
        "And now?",
        "Now I'm asking you to look at {thing} and tell me what you see.",
        "I see {detail}.",
        "So did I. That's what frightens me.",
    ),
    ("No.", "Yes. Obviously, yes."),
    ("Not here.", "Then where? Every room in this town has {person} in it."),
    ("You should have come to me {when}.", "I did come to you. You were busy with {things}."),
    ("Is it locked?", "It's always locked. That's how you know that there's something in it."),
    ("Tell me about {thing} again. From the end.", "From the end, it was raining, and then it wasn't."),
    (
        "You could simply leave, you know. There's a bus {when}.",
        "There's been a bus {when} since I was nine. I've never seen anyone get on.",
    ),
    ("Why are there {number} chairs?", "Because {person} is coming. {Person} always comes."),
    (
        "I want it in writing, with {detail}, and I want it {when}.",
        "Nobody here writes anything down. We tried that once.",
    ),
    ("Don't look round. {Person} is standing by {thing}.", "I wasn't going to look round.", "You looked round."),
    ("What happens at high water?", "The road goes under. You stay where you are, with whoever you're with."),
    ("Please. For {person}'s sake, if not for mine.", "I'll think about it. I'll think about it very slowly."),
    ("It says here: {detail}.", "It says a lot of things. It was paid to."),
    (
        "If I had known, I'd have gone down with {thing} myself.",
        "You *did* know. We all knew. That's why nobody ever **asked**.",
    ),
    ("They told me that you were the honest one.", "I'm the tired one. It looks similar."),
)
REMARKS = (
    # Said on top of anything.
    "It was {state} when I left it. Someone has been at it since.",
    "Give me {thing}, and I'll forget that you were {state} when I came in.",
    "She'll be {state}. She's always {state} after {thing}.",
    "Careful with that. It's older than the town, and better kept.",
    "Listen. Do you hear that? That's _nothing_. That's what it sounds like before.",
    "I have been up since {when}, and I have eaten nothing but soup.",
    "My mother used to say that the sea takes what is {state} and leaves what is owed.",
    "There is {detail}, and nobody wants to know why.",
    "You will find {things} in there, and under them {thing}, and under that the reason why I sleep badly.",
    "It was the winter of the {number} lamps, and the harbour froze as far as the light.",
    "{Person} wrote it all down and then ate the paper, or so they say at the Compass.",
    "I am not saying that it was {person}. I am saying that the boots were wet.",
    "One does not simply ask for {thing} in this town; one waits until it is left on the step.",
    "We rang the bell for {number} of them, and the bell cracked at the last.",
)
SHORT = (
    "Say it.",
    "Who?",
    "When?",
    "And {person}?",
    "I can't.",
    "Don't.",
    "Good.",
    "That's all?",
    "Go on.",
    "{Person}?",
    "You're sure?",
    "Not {when}.",
    "So it was {thing}.",
    "I was {state}.",
    "Wait.",
)
ABROAD = {
    "ДЯДЯ МИША": ("Тише едешь — дальше будешь.", "Всё помнит вода.", "Ешь, пока горячее."),
    "林小梅": ("没问题。", "潮水不等人。", "这张图不对。"),
    "INÈS": ("Ça, c'est la mer qui l'a dit.", "Voilà. C'était tout, bonsoir.", "À qui la faute ?"),
    "TOMÁS": ("Mañana, si Dios quiere.", "El mar no perdona.", "¿Y quién paga?"),
}
ASIDES = (
    "quietly",
    "to {other}",
    "not looking up",
    "a beat",
    "already at the door",
    "reading",
    "over the noise",
    "as if it were obvious",
    "half to the wall",
    "holding up {thing}",
    "without turning from the window, where it has begun to rain",
)
LYRICS = (
    ("Oh, the water was high and the money was low,", "And the captain said stay, and the owner said go,"),
    (
        "Count them out in the morning,",
        "Count them in with the tide,",
        "There's one on the paper who's not on your side.",
    ),
    ("Ring the bell for the ninety,", "Ring it once for the one,"),
)
NOTES = (
    "Check the tide table for this.",
    "Too early? She does not know yet.",
    "Props: {thing}, twice, one to break.",
    "Ask the harbour for a permit.",
    "Is this the third time that we see it?",
    "Music from here.",
)
LONG_NOTES = (
    "This scene was longer.\nKeep the look, lose the talk.",
    "Two versions exist:\none with {thing},\none without. The reading decides.",
    "Research: a ferry of this size takes\nabout ninety passengers and twelve cars.",
)
BONEYARDS = (
    "{Name} goes back for {thing}. Nobody there.",
    "An older version had {other} come in here,\nsoaked, with {things} under the coat.\n\nIt went nowhere.",
)
THINGS = (
    "the ledger", "the tide table", "the passenger list", "the brass key", "the bell", "the second folder",
    "the logbook", "the yellow coat", "the number plate", "the photograph", "the sealed envelope", "the lifebelt",
    "the chart", "the watch", "the suitcase", "the radio", "the lantern", "the tin box", "the medical report",
    "the anchor", "the black telephone", "the flare gun", "the biscuit tin", "the letter from the city",
)  # fmt: skip
MANY_THINGS = (
    "charts", "lifejackets", "unpaid bills", "wet coats", "lamps", "tin boxes", "old newspapers", "keys",
    "photographs", "fish crates", "hymn books", "radio parts",
)  # fmt: skip
DETAILS = (
    "a date, and the date is wrong", "two signatures in one hand", "a column of figures that ends in the middle",
    "a child's drawing of the ferry, upside down", "a name crossed out so often that the paper has torn",
    "a tram ticket from a city without trams", "the mark of a wet glass around the number ninety-one",
    "a key with a paper tag — “not this one”", "a lock of hair and a bill for it",
    "the same face, forty years younger", "a pressed flower that grows nowhere near the sea",
    "half a page, cut off with scissors",
)  # fmt: skip
STATES = (
    "ready", "finished", "gone", "dry", "sober", "asleep", "in prison", "on the front page",
    "at the bottom of the harbour", "grateful", "forgotten", "in the city", "back where it belongs", "afraid",
)  # fmt: skip
WHENS = (
    "tonight", "on Tuesday", "before the tide", "at six", "tomorrow", "after the hearing", "by first light",
    "last winter", "in an hour", "at high water", "when the bell goes", "on Sunday",
)  # fmt: skip
SPANS = ("eleven years", "a week", "forty years", "two winters", "most of my life", "six years", "nine days", "an hour")
NUMBERS = ("ninety", "ninety-one", "twelve", "three", "forty", "eleven", "seven", "two hundred")
TIME_UNITS = ("night", "Friday", "spring tide", "winter", "month")
WEATHER = (
    "Rain that has not decided yet", "Fog to the sills", "Hard light off the water", "Snow, the wet kind",
    "Wind from the land, for once", "A white sky, gulls pinned to it", "Rain, and the sound of gutters",
    "Frost on the ropes", "Low sun through dirty glass", "No weather at all, which worries everyone",
)  # fmt: skip
SOUNDS = (
    "a winch begins to turn", "the foghorn gives one note", "a door bangs", "someone drops a crate",
    "the telephone rings twice", "a dog barks at the sea", "an engine coughs and catches", "the organ tries a chord",
    "rigging ticks against a mast", "children shout a number", "a radio finds its station", "ice breaks under a boot",
)  # fmt: skip
MOVES = ("goes", "drifts", "walks", "hurries", "limps", "shuffles", "crosses", "steps")
TRANSITIONS = ("CUT TO:", "SMASH CUT TO:", "DISSOLVE TO:", "MATCH CUT TO:", "> TIME CUT:", "> INTERCUT WITH:")
CENTERED = ("SIX YEARS EARLIER", "THE NEXT TIDE", "*Nobody slept.*", "HIGH WATER, 4.12 A.M.")
