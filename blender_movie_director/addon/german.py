"""The sidebar's fixed words in German, for Blenders whose interface is German when the extension is enabled.

Blender looks labels, buttons and tooltips up by itself; whole sentences go through `drawing.wrapped`. What a model or a
provider says, and sentences with figures in them, stay as they are. Another language is another table like this one.
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
    # Prompts of one's own
    "What Is Sent": "Was gesendet wird",
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
}


def attach() -> None:
    words = {(context, english): german for english, german in WORDS.items() for context in _CONTEXTS}
    bpy.app.translations.register(__name__, dict.fromkeys(_LOCALES, words))


def detach() -> None:
    bpy.app.translations.unregister(__name__)
