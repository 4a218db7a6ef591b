from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from blender_movie_director.llm import tokens, vocabularies
from blender_movie_director.llm.estimates import estimate
from blender_movie_director.llm.messages import Image, Message, Reasoning, Request, Shape, Text, Tool, ToolCall, Usage
from blender_movie_director.llm.tokens import (
    Corrections,
    TokenCount,
    TokenCounter,
    count,
    count_message,
    count_request,
    prepare,
)
from blender_movie_director.llm.vocabularies import Vocabularies

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (ROOT / "examples" / "one_below.fountain").read_text(encoding="utf-8")
exact_here = pytest.mark.skipif(
    Vocabularies().get("o200k_base") is None, reason="no tiktoken here, as on Windows for Arm"
)


@pytest.fixture
def no_tiktoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_vocabularies", Vocabularies())
    monkeypatch.setattr(vocabularies, "_folder", lambda: None)


# ------------------------------------------------------------------------------------------------
# Exact


@exact_here
@pytest.mark.parametrize(
    ("text", "model", "number"),
    [
        ("", "gpt-4o", 0),
        ("hello world", "gpt-4o", 2),
        ("tiktoken is great!", "gpt-4", 6),  # OpenAI's own example
        ("antidisestablishmentarianism", "gpt-4", 6),
        ("antidisestablishmentarianism", "gpt-4o", 6),
        ("お誕生日おめでとう", "gpt-4", 9),
        ("お誕生日おめでとう", "openai/gpt-5-mini", 8),
        ("<|endoftext|>", "gpt-4o", 7),  # words of a user, and no command
    ],
)
def test_openais_models_are_counted_exactly(text: str, model: str, number: int) -> None:
    counted = count(text, model)
    assert (counted.number, counted.exact) == (number, True)


@exact_here
@pytest.mark.parametrize(
    "text", ["\ud800 lone", "a" * 100_000, "\n" * 50_000, "\x00\x01", "x" + " " * 300_000 + "y", "=" * 50_000]
)
def test_no_text_is_too_odd_to_be_counted(text: str) -> None:
    """tiktoken itself panics on a very long blank: what was shortened for it is not called exact."""
    counted = count(text, "gpt-4o")
    assert counted.number > 0
    assert counted.exact == (" " * 20_000 not in text and "\n" * 20_000 not in text)


@exact_here
def test_a_plain_conversation_is_openais_published_sum() -> None:
    """Three around each message, its role and its words, and three before the answer."""
    messages = (Message("system", "tiktoken is great!"), Message("user", "hello world"))
    counted = count_request(Request(messages, "gpt-4o"))
    assert (counted.number, counted.exact) == (3 + (3 + 1 + 6) + (3 + 1 + 2), True)
    parts = sum(count_message(message, "gpt-4o").number for message in messages)
    assert parts + 3 == counted.number


@exact_here
@pytest.mark.parametrize("model", ["groq/openai/gpt-oss-20b", "ollama/gpt-oss", "lm_studio/gpt-4-like"])
def test_a_template_nobody_knows_is_not_exact(model: str) -> None:
    assert count("Hello", model).exact
    assert not count_request(Request((Message("user", "Hello"),), model)).exact


@exact_here
def test_what_comes_with_it_is_counted_and_makes_it_inexact() -> None:
    plain = Request((Message("user", "Hello"),), "gpt-4o")
    more = [
        Request(plain.messages, "gpt-4o", tools=(Tool("look", "Looks it up", {"type": "object"}),)),
        Request(plain.messages, "gpt-4o", shape=Shape("scene", {"type": "object"})),
        Request((Message("user", (Text("Hello"), Image(b""))),), "gpt-4o"),
        Request((*plain.messages, Message("assistant", "", (ToolCall("1", "look", "{}"),))), "gpt-4o"),
        Request((*plain.messages, Message("tool", "found", tool_call_id="1")), "gpt-4o"),
        Request((*plain.messages, Message("assistant", "", reasoning=(Reasoning("Let me think"),))), "gpt-4o"),
    ]
    for request in more:
        counted = count_request(request)
        assert counted.number > count_request(plain).number
        assert not counted.exact


@exact_here
def test_many_threads_count_the_same_while_the_vocabulary_is_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_vocabularies", Vocabularies())
    found: list[TokenCount] = []
    threads = [threading.Thread(target=lambda: found.append(count(SCRIPT, "gpt-4"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 8
    assert set(found) == {count(SCRIPT, "gpt-4")}
    assert found[0].exact


@exact_here
def test_who_does_not_wait_gets_an_estimate_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_vocabularies", Vocabularies())
    begun = threading.Event()
    load = vocabularies._load
    monkeypatch.setattr(vocabularies, "_load", lambda name: begun.wait(30) and load(name))
    assert not count(SCRIPT, "gpt-4o", wait=False).exact
    begun.set()
    assert count(SCRIPT, "gpt-4o").exact
    assert count(SCRIPT, "gpt-4o", wait=False).exact


async def test_prepare_says_whether_counts_will_be_exact() -> None:
    assert not await prepare("anthropic/claude-sonnet-4-5")
    assert await prepare("gpt-4o") == count("x", "gpt-4o").exact


@exact_here
def test_100_kb_in_a_few_milliseconds() -> None:
    text = (SCRIPT * 8)[:100_000]
    for model in ("gpt-4o", "anthropic/claude-sonnet-4-5"):
        count(text, model)
        best = min(_seconds(text, model) for _ in range(5))
        assert best < 0.1  # about 0.01 on a quiet machine


def _seconds(text: str, model: str) -> float:
    begun = time.perf_counter()
    count(text, model)
    return time.perf_counter() - begun


# ------------------------------------------------------------------------------------------------
# Never a download


def test_a_damaged_vocabulary_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = vocabularies._folder()
    if folder is None:
        pytest.skip("no LiteLLM here")
    name = vocabularies._FILES["o200k_base"][0]
    content = (folder / name).read_bytes()
    (tmp_path / name).write_bytes(content[:-1])
    monkeypatch.setattr(vocabularies, "_folder", lambda: tmp_path)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "untouched")
    assert Vocabularies().get("o200k_base") is None
    assert os.environ["TIKTOKEN_CACHE_DIR"] == "untouched"
    assert (tmp_path / name).read_bytes() == content[:-1]


def test_a_missing_vocabulary_means_estimates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabularies, "_folder", lambda: tmp_path)
    assert Vocabularies().get("o200k_base") is None
    assert Vocabularies().get("p50k_base") is None  # not one of ours


def test_without_tiktoken_everything_is_estimated(no_tiktoken: None) -> None:
    counted = count(SCRIPT, "gpt-4o")
    assert not counted.exact
    assert counted.number > 1000


def test_litellm_is_not_imported_for_its_files(tmp_path: Path) -> None:
    """In a fresh process, with an import of LiteLLM that would fail loudly, and a network that would too."""
    program = (
        f"import sys, socket; sys.path.insert(0, {str(ROOT)!r})\n"
        "def refuse(*arguments, **named): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from blender_movie_director.llm.tokens import count\n"
        "count('hello', 'gpt-4o'); count('hello', 'ollama/llama-3.2'); count('hello', 'claude-3-opus')\n"
        "print('litellm' in sys.modules, 'requests' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout.split()) == (0, ["False", "False"]), done.stderr


def test_an_installation_that_cannot_be_asked_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "litellm", None)  # find_spec raises ValueError for such a module
    assert vocabularies._folder() is None
    assert Vocabularies().get("cl100k_base") is None


# ------------------------------------------------------------------------------------------------
# Estimated

GERMAN = "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt."
RUSSIAN = "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью."  # noqa: RUF001
CHINESE = "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"  # noqa: RUF001
JAPANESE = "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。"
KOREAN = "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다."
ARABIC = "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا"
HINDI = "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।"


@exact_here
@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (SCRIPT, 0.92, 1.08),
        (SCRIPT.upper(), 0.9, 1.1),
        ((ROOT / "README.md").read_text(encoding="utf-8"), 0.85, 1.15),
        ((ROOT / "LICENSE").read_text(encoding="utf-8"), 0.9, 1.1),
        ((ROOT / "scripts" / "lock.py").read_text(encoding="utf-8"), 0.85, 1.15),
        (json.dumps({"scene": 1, "cast": ["ANNA", "BEN"], "place": "INT. KITCHEN - DAY"}), 0.7, 1.3),
        # A little too many on purpose, since older tokenizers than o200k make more of these.
        (GERMAN, 0.75, 1.3), (RUSSIAN, 1.0, 1.7), (CHINESE, 0.9, 1.5), (JAPANESE, 0.9, 1.5), (KOREAN, 0.9, 1.6),
        (ARABIC, 0.9, 1.6), (HINDI, 0.9, 1.7),
    ],
)  # fmt: skip
def test_an_estimate_is_near_what_o200k_says(text: str, least: float, most: float) -> None:
    assert least <= estimate(text) / count(text, "gpt-4o").number <= most


def test_estimates_of_nothing_and_of_anything() -> None:
    assert estimate("") == 0
    assert estimate("🎬" * 10) > 10
    assert estimate("\ud800") > 0
    assert count("", "claude-3-opus") == TokenCount(0, exact=True)


def test_a_family_has_its_own_measure() -> None:
    script = SCRIPT[:4000]
    new, old = count(script, "claude-opus-4-7").number, count(script, "claude-sonnet-4-5").number
    assert new > old > count(script, "ollama/llama-3.3").number
    # Anthropic's makes more of every script, and yet more of those that are not Latin.
    latin = old / count(script, "nobody/qwen3").number
    assert count(RUSSIAN, "claude-sonnet-4-5").number / count(RUSSIAN, "nobody/qwen3").number > 1.3 * latin


# ------------------------------------------------------------------------------------------------
# Put right by what servers report


def test_an_estimate_is_corrected_towards_what_was_reported() -> None:
    corrections, model = Corrections(), "anthropic/claude-sonnet-4-5"
    counted = count(SCRIPT, model)
    truth = round(counted.number * 1.3)
    for _ in range(10):
        corrections.learn(model, count(SCRIPT, model, corrections=corrections), truth)
    better = count(SCRIPT, model, corrections=corrections)
    assert abs(better.number / truth - 1) < 0.05
    assert abs(counted.number / truth - 1) > 0.2
    assert better.uncorrected == counted.uncorrected
    assert count(SCRIPT, "mistral/x", corrections=corrections) == count(SCRIPT, "mistral/x")


def test_a_counter_learns_from_usage_but_not_from_its_own_estimates() -> None:
    counter, model = TokenCounter(), "anthropic/claude-sonnet-4-5"
    request = Request((Message("user", SCRIPT),), model)
    first = counter.request(model, request)
    counter.learn(model, request, Usage(first * 2, 1, estimated=True))
    counter.learn(model, request, Usage(None, 1))
    assert counter.request(model, request) == first
    counter.learn(model, request, Usage(round(first * 1.2), 1))
    assert first * 1.1 < counter.request(model, request) <= first * 1.2
    assert counter.text(model, SCRIPT) < counter.request(model, request)


def test_newer_reports_weigh_more() -> None:
    corrections = Corrections()
    for reported in [1500] * 30 + [800] * 30:
        corrections.learn("m", TokenCount(1000, exact=False, uncorrected=1000), reported)
    assert 0.8 <= corrections.ratio("m") < 0.9


@pytest.mark.parametrize("reported", [None, 0, -5, 1, 10**9])
def test_what_cannot_be_true_is_not_learnt(reported: int | None) -> None:
    corrections = Corrections()
    corrections.learn("m", TokenCount(1000, exact=False, uncorrected=1000), reported)
    corrections.learn("m", TokenCount(1000, exact=True, uncorrected=1000), 1500)
    corrections.learn("m", TokenCount(0, exact=False), 5)
    assert corrections.ratio("m") == 1


@pytest.mark.parametrize(("reported", "ratio"), [(4900, 2.0), (210, 0.5)])
def test_the_correction_is_bounded(reported: int, ratio: float) -> None:
    corrections = Corrections()
    for _ in range(50):
        corrections.learn("m", TokenCount(1000, exact=False, uncorrected=1000), reported)
    assert corrections.ratio("m") == ratio


def test_exact_counts_are_never_corrected() -> None:
    corrections = Corrections.from_json({"version": 1, "models": {"gpt-4o": [9000, 4500]}})
    if (plain := count("hello world", "gpt-4o")).exact:
        assert count("hello world", "gpt-4o", corrections=corrections) == plain


def test_corrections_survive_as_json() -> None:
    corrections = Corrections()
    corrections.learn("m", TokenCount(1000, exact=False, uncorrected=1000), 1500)
    again = Corrections.from_json(json.loads(json.dumps(corrections.to_json())))
    assert again.ratio("m") == corrections.ratio("m") > 1


@pytest.mark.parametrize(
    "data",
    [
        None, [], {}, {"version": 2, "models": {"m": [2, 1]}}, {"version": 1}, {"version": 1, "models": []},
        {"version": 1, "models": {"m": [1], "n": "xx", "o": [float("nan"), 1], "p": [-1, 1], "q": [True, 1]}},
    ],
)  # fmt: skip
def test_damaged_corrections_are_passed_over(data: object) -> None:
    assert Corrections.from_json(data).to_json() == {"version": 1, "models": {}}


def test_only_so_many_models_are_remembered() -> None:
    corrections = Corrections()
    for number in range(300):
        corrections.learn(f"m{number}", TokenCount(1000, exact=False, uncorrected=1000), 1500)
    models = corrections.to_json()["models"]
    assert len(models) == 200
    assert "m299" in models


def test_many_threads_may_learn_at_once() -> None:
    corrections = Corrections()

    def learn() -> None:
        for _ in range(500):
            corrections.learn("m", TokenCount(1000, exact=False, uncorrected=1000), 1200)
            corrections.ratio("m")

    threads = [threading.Thread(target=learn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reported, counted = corrections.to_json()["models"]["m"]
    assert reported / counted == pytest.approx(1.2)
