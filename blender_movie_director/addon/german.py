"""The sidebar's fixed words in German, for Blenders whose interface is German when the extension is enabled.

Blender looks labels and buttons up by itself; whole sentences go through `drawing.wrapped`. What a model or a provider
says, sentences with figures in them and tooltips stay as they are. Another language is another table like this one.
"""

from __future__ import annotations

import bpy

_LOCALES = ("de_DE", "de")
_CONTEXTS = ("*", "Operator")

WORDS = {
    # Panels
    "Get Started": "Erste Schritte",
    "Script": "Drehbuch",
    "Analysis": "Analyse",
    "Connection": "Verbindung",
    # The first minute
    "Which language model is to write with you? There are three ways.": (
        "Welches Sprachmodell soll mit dir schreiben? Es gibt drei Wege."
    ),
    "1. A provider's key": "1. Der Schlüssel eines Anbieters",
    "2. A model on this computer": "2. Ein Modell auf diesem Rechner",
    "3. No model at all": "3. Ganz ohne Modell",
    "Scenes, cast and pages need none. A stand-in shows where a model would write.": (
        "Szenen, Rollen und Seiten brauchen keines. Ein Platzhalter zeigt, wo ein Modell schreiben würde."
    ),
    "Go On Without": "Ohne Modell weiter",
    "Use This Key": "Diesen Schlüssel verwenden",
    "Paste your key": "Schlüssel einfügen",
    "Testing...": "Wird geprüft...",
    "This one needs an address too: enter both in the preferences.": (
        "Dieser braucht auch eine Adresse: beides gehört in die Einstellungen."
    ),
    "Blender is offline: providers cannot be asked.": "Blender ist offline: Anbieter können nicht gefragt werden.",
    "Go Online...": "Online gehen...",
    # The connection
    "no model yet": "noch kein Modell",
    "No model is chosen: a stand-in writes.": "Kein Modell ist gewählt: ein Platzhalter schreibt.",
    "Blender is offline.": "Blender ist offline.",
    "Not asked yet.": "Noch nicht gefragt.",
    "Asking whether it answers...": "Ob es antwortet, wird gefragt...",
    "Connected.": "Verbunden.",
    "Test Connection": "Verbindung prüfen",
    "Find Servers on This Computer": "Server auf diesem Rechner suchen",
    "Find Servers": "Server suchen",
    "Looking...": "Es wird gesucht...",
    "None answers. Start Ollama, LM Studio, llama.cpp, vLLM or a LiteLLM proxy, then look again.": (
        "Keiner antwortet. Starte Ollama, LM Studio, llama.cpp, vLLM oder einen LiteLLM-Proxy und suche noch einmal."
    ),
    "Choose Model": "Modell wählen",
    "Choose a Model": "Modell wählen",
    "Add Key...": "Schlüssel eingeben...",
    "Set Up Again": "Noch einmal einrichten",
    "Stream": "Wort für Wort zeigen",
    "Longest Answer": "Längste Antwort",
    "Effort": "Aufwand",
    "It names no model: start one there, or give it its key in the preferences.": (
        "Er nennt kein Modell: starte dort eines, oder gib ihm in den Einstellungen seinen Schlüssel."
    ),
    "Temperature": "Temperatur",
    "Set Temperature": "Temperatur setzen",
    "Prices are US dollars for a million tokens. Gray: a key is missing.": (
        "Preise sind US-Dollar für eine Million Tokens. Grau: ein Schlüssel fehlt."
    ),
    "First those that can be asked at once": "Zuerst die, die sofort gefragt werden können",
    "Use For": "Verwenden für",
    "Always": "Immer",
    "This Kind of Request": "Diese Art von Auftrag",
    "Use": "Verwenden",
    "Go On Without a Model": "Ohne Modell weiter",
    "Preferences...": "Einstellungen...",
    "Look Again": "Noch einmal suchen",
    "Kept Answers": "Aufbewahrte Antworten",
    "Answer": "Antwort",
    "Remove Key": "Schlüssel entfernen",
    # Prompts of one's own
    "What Is Sent": "Gesendetes",
    "Edit Prompt": "Prompt bearbeiten",
    "Use Ours": "Unseren verwenden",
    "Story": "Handlung",
    "Assessment": "Beurteilung",
    "Folder of prompts": "Ordner mit Prompts",
    "Ours is sent. Edit it, and yours takes its place.": (
        "Unserer wird gesendet. Bearbeite ihn, und deiner tritt an seine Stelle."
    ),
    "Ours are sent. Edit one, and yours takes its place.": (
        "Unsere werden gesendet. Bearbeite einen, und deiner tritt an seine Stelle."
    ),
    "The others are ours.": "Die anderen sind unsere.",
    # Requests
    "Yes": "Ja",
    "No": "Nein",
    "Cancel": "Abbrechen",
    "Cancelling...": "Wird abgebrochen...",
    "Show Result": "Ergebnis zeigen",
    "Analyze Script": "Drehbuch analysieren",
    "Analyze": "Analysieren",
    "Analyze Scenes": "Szenen analysieren",
    "Analyze Selection": "Auswahl analysieren",
    "Nothing to ask: all of it was read before.": "Nichts zu fragen: alles wurde schon gelesen.",
    "The script is still being read.": "Das Drehbuch wird noch gelesen.",
    "The selection touches no scene. Select some lines of one, or choose All.": (
        "Die Auswahl berührt keine Szene. Wähle einige Zeilen, oder nimm Alle."
    ),
    "Name scenes by their numbers, for example 3, 5-8.": "Nenne Szenen mit ihren Nummern, etwa 3, 5-8.",
    # The script
    "Open a screenplay here, import one, or write one in Fountain. No script yet?": (
        "Öffne hier ein Drehbuch, importiere eines, oder schreibe eines in Fountain. Noch keines da?"
    ),
    "Open Example": "Beispiel öffnen",
    "Import Script...": "Drehbuch importieren...",
    "Import...": "Importieren...",
    "Export...": "Exportieren...",
    "Reading...": "Wird gelesen...",
    "Nothing to mend was found.": "Es wurde nichts gefunden, was zu bessern wäre.",
    "Click one to go there.": "Ein Klick führt hin.",
    "No scene yet. A scene begins with a line such as INT. KITCHEN - DAY.": (
        "Noch keine Szene. Eine beginnt mit einer Zeile wie INT. KÜCHE - TAG."
    ),
    "Nothing is written yet. Begin with a line such as INT. KITCHEN - DAY.": (
        "Noch ist nichts geschrieben. Beginne mit einer Zeile wie INT. KÜCHE - TAG."
    ),
    "Nobody speaks yet. A name in capitals over a line of dialogue is a part.": (
        "Noch spricht niemand. Ein Name in Großbuchstaben über einer Zeile Dialog ist eine Rolle."
    ),
    "Open a Text Editor to see where a click leads.": "Öffne einen Texteditor, um zu sehen, wohin ein Klick führt.",
    "The order is that of the script": "Die Reihenfolge ist die des Drehbuchs",
    "Show Only": "Nur zeigen",
    "No scene is like that": "Keine Szene ist so",
    "Show Only Their Scenes": "Nur ihre Szenen zeigen",
    "Night": "Nacht",
    "Scene": "Szene",
    "Open Example Screenplay": "Beispieldrehbuch öffnen",
    "Import Script": "Drehbuch importieren",
    "Export Script": "Drehbuch exportieren",
    "Understood": "Verstanden",
    "Screenplay": "Drehbuch",
    "Paper": "Papier",
    "Scene Numbers": "Szenennummern",
    "Web Page": "Webseite",
    "Tables (CSV)": "Tabellen (CSV)",
    "Tables (JSON)": "Tabellen (JSON)",
    # Write
    "Write": "Schreiben",
    "Write in Editor": "Im Editor schreiben",
    "Back to the Field": "Zurück ins Feld",
    "Request": "Auftrag",
    "Dialogue": "Dialog",
    "Description": "Beschreibung",
    "Suggestions": "Vorschläge",
    "Do": "Was",
    "Go On": "Weiterschreiben",
    "Rewrite": "Neu schreiben",
    "New Scene": "Neue Szene",
    "Expand": "Ausführen",
    "Tighten": "Straffen",
    "About": "Worum",
    "Plot": "Handlung",
    "Character": "Figur",
    "Scene Turn": "Wendung der Szene",
    "Titles": "Titel",
    "What If": "Was wäre, wenn",
    "For": "Wofür",
    "Whole Script": "Ganzes Drehbuch",
    "This Scene": "Diese Szene",
    "How Many": "Wie viele",
    "Characters": "Figuren",
    "Who speaks": "Wer spricht",
    "Somebody Else": "Jemand anderes",
    "Somebody else": "Jemand anderes",
    "Heading": "Überschrift",
    "Intention": "Absicht",
    "Tone": "Ton",
    "Speeches": "Reden",
    "Only What the Camera Sees": "Nur was die Kamera sieht",
    "Filmable Only": "Nur Filmbares",
    "Prompts": "Prompts",
    "Instruction": "Anweisung",
    "Ideas": "Einfälle",
    "A stand-in's: no model was asked.": "Vom Platzhalter: kein Modell wurde gefragt.",
    "Review": "Prüfen",
    "Go On from It": "Daran weiterarbeiten",
    "More Like This": "Mehr davon",
    "Something Else": "Etwas anderes",
    "From the Script": "Aus dem Drehbuch",
    "Estimating...": "Wird geschätzt...",
    "Write Dialogue": "Dialog schreiben",
    "Write Description": "Beschreibung schreiben",
    "Suggest": "Vorschlagen",
    "What else": "Was noch",
    "Working out what it takes...": "Was es braucht, wird ausgerechnet...",
    "It is being written.": "Es wird geschrieben.",
    "A stand-in wrote it: no model was asked.": "Ein Platzhalter hat es geschrieben: kein Modell wurde gefragt.",
    "The cursor stands before the first scene. Put it into one, or select what is to be worked on.": (
        "Der Cursor steht vor der ersten Szene. Setze ihn in eine, oder wähle aus, woran gearbeitet werden soll."
    ),
    "The cursor stands before the first scene. Put it into a scene, or ask for the whole script.": (
        "Der Cursor steht vor der ersten Szene. Setze ihn in eine, oder frage nach dem ganzen Drehbuch."
    ),
    "The whole script": "Das ganze Drehbuch",
    "Before the first scene": "Vor der ersten Szene",
    "A new scene, before the first one": "Eine neue Szene, vor der ersten",
    "Go On with Dialogue": "Dialog weiterschreiben",
    "Rewrite Dialogue": "Dialog neu schreiben",
    "Expand Description": "Beschreibung ausführen",
    "Tighten Description": "Beschreibung straffen",
    "Rewrite Description": "Beschreibung neu schreiben",
    # Takes, and their review
    "Takes": "Fassungen",
    "Take": "Fassung",
    "All Scripts": "Alle Drehbücher",
    "By question, the newest first": "Nach Fragen, die neuesten zuerst",
    "Choose a take above.": "Wähle oben eine Fassung.",
    "No takes yet. Answers to what you ask for under Write are kept here, side by side.": (
        "Noch keine Fassungen. Antworten auf das, was du unter Schreiben fragst, stehen hier beisammen."
    ),
    "The script was changed since this was written.": "Das Drehbuch wurde geändert, seit dies geschrieben wurde.",
    "All changes still find their place.": "Alle Änderungen finden noch ihren Platz.",
    "The script was changed since the review began, so nothing was accepted.": (
        "Das Drehbuch wurde geändert, seit die Prüfung begann: nichts wurde angenommen."
    ),
    "Look at the changes once more.": "Sieh die Änderungen noch einmal an.",
    "This take has no words.": "Diese Fassung hat keine Worte.",
    "Try again, with other words or another model.": (
        "Versuche es noch einmal, mit anderen Worten oder einem anderen Modell."
    ),
    "There is nothing to change: the script reads like this already.": (
        "Es gibt nichts zu ändern: das Drehbuch lautet schon so."
    ),
    "A stand-in wrote this: no model was asked.": "Ein Platzhalter hat das geschrieben: kein Modell wurde gefragt.",
    "Accepted. It can be reviewed again.": "Angenommen. Sie kann noch einmal geprüft werden.",
    "It has no words.": "Sie hat keine Worte.",
    "Cancelled. What had come is kept.": "Abgebrochen. Was gekommen war, bleibt.",
    "Show": "Zeigen",
    "Show Beside Script": "Neben dem Drehbuch zeigen",
    "Compare": "Vergleichen",
    "Ask Again": "Noch einmal fragen",
    "Again...": "Noch einmal...",
    "Keep": "Behalten",
    "Drop": "Fallen lassen",
    "Remove Dropped": "Fallengelassene entfernen",
    "Copy": "Kopieren",
    "Copy Take": "Fassung kopieren",
    "Review Changes": "Änderungen prüfen",
    "Accept": "Annehmen",
    "Accept All": "Alle annehmen",
    "Accept Chosen": "Gewählte annehmen",
    "Choose Changes": "Änderungen wählen",
    "Reject": "Ablehnen",
    "Back to Script": "Zurück zum Drehbuch",
    "Merge": "Zusammenführen",
    "Merge...": "Zusammenführen...",
    "The script was changed since this take was written.": (
        "Das Drehbuch wurde geändert, seit diese Fassung geschrieben wurde."
    ),
    "Put into This File": "In diese Datei übernehmen",
    "Forget": "Vergessen",
    "Dismiss": "Ausblenden",
    # Chat
    "Chat": "Gespräch",
    "Conversation": "Gespräch",
    "Conversations": "Gespräche",
    "New Conversation": "Neues Gespräch",
    "There is no conversation yet": "Es gibt noch kein Gespräch",
    "Question": "Frage",
    "Your question": "Deine Frage",
    "What does it promise?": "Was verspricht es?",
    "Which scene could go?": "Welche Szene könnte weg?",
    "Whose voice is the least distinct?": "Wessen Stimme ist am wenigsten eigen?",
    "Script in View": "Mit Blick ins Drehbuch",
    "Send": "Senden",
    "Stop": "Anhalten",
    "Stopping...": "Wird angehalten...",
    "Stopped before a word had come.": "Angehalten, bevor ein Wort gekommen war.",
    "Ask a model anything. Open a script, and it can see that too.": (
        "Frag ein Modell, was du willst. Ist ein Drehbuch offen, kann es auch das sehen."
    ),
    "No script is open: the model sees none.": "Kein Drehbuch ist offen: das Modell sieht keines.",
    "The weakest scene": "Die schwächste Szene",
    "The voices": "Die Stimmen",
    "The promise": "Das Versprechen",
    "It saw the whole script.": "Es sah das ganze Drehbuch.",
    "It saw the scene at the cursor and a list of the others.": (
        "Es sah die Szene am Cursor und eine Liste der anderen."
    ),
    "A stand-in wrote them: no model was asked.": "Ein Platzhalter hat sie geschrieben: kein Modell wurde gefragt.",
    "Talk about It": "Darüber sprechen",
    "Rename...": "Umbenennen...",
    "Instructions...": "Anweisungen...",
    "Instructions": "Anweisungen",
    "Instructions for this conversation": "Anweisungen für dieses Gespräch",
    "Write Question in Editor": "Frage im Editor schreiben",
    "Branch": "Abzweigen",
    "Branch from Here": "Von hier abzweigen",
    "Edit Question": "Frage ändern",
    "Edit and Ask Anew": "Ändern und neu fragen",
    "Answer Anew": "Neu antworten",
    "Put into a Text": "In einen Text übernehmen",
    "Use as Instruction": "Als Anweisung verwenden",
    "Show All": "Alles zeigen",
    "Export Conversation": "Gespräch exportieren",
    # Analysis
    "Add Scene at Cursor": "Szene am Cursor hinzufügen",
    "Scenes": "Szenen",
    "Selection": "Auswahl",
    "Anything to look at in particular": "Worauf besonders zu achten ist",
    "Read All Afresh": "Alles neu lesen",
    "There is nothing to analyze yet: write a scene first.": (
        "Es gibt noch nichts zu analysieren: schreib erst eine Szene."
    ),
    "Done. A stand-in wrote the prose: no model was asked.": (
        "Fertig. Die Worte sind von einem Platzhalter: kein Modell wurde gefragt."
    ),
    "Only an analysis of all scenes tells the story.": "Nur eine Analyse aller Szenen erzählt die Handlung.",
    "No model has read this scene yet.": "Diese Szene hat noch kein Modell gelesen.",
    "Read when this scene was another.": "Gelesen, als diese Szene eine andere war.",
    "Show in Script": "Im Drehbuch zeigen",
    "Forget Analysis": "Analyse vergessen",
    "Write Report": "Bericht schreiben",
    "Open Report": "Bericht öffnen",
    "Report...": "Bericht...",
    # Usage
    "Usage": "Verbrauch",
    "Refresh": "Auffrischen",
    "Sum By": "Summe nach",
    "Task": "Aufgabe",
    "Day": "Tag",
    "Month": "Monat",
    "Project": "Projekt",
    "Export Usage": "Verbrauch exportieren",
    "Reading the record...": "Die Aufzeichnung wird gelesen...",
    "Writing the file...": "Die Datei wird geschrieben...",
    "Nothing has been used yet. Once you ask a model, its tokens and its money are shown here.": (
        "Noch ist nichts verbraucht. Sobald du ein Modell fragst, stehen hier seine Tokens und sein Geld."
    ),
}


def attach() -> None:
    words = {(context, english): german for english, german in WORDS.items() for context in _CONTEXTS}
    bpy.app.translations.register(__name__, dict.fromkeys(_LOCALES, words))


def detach() -> None:
    bpy.app.translations.unregister(__name__)
