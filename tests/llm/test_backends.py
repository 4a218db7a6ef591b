from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from blender_movie_director.llm import backends, errors, stand_ins
from blender_movie_director.llm.backends.gateway import GatewayBackend
from blender_movie_director.llm.backends.scripted import ScriptedBackend
from blender_movie_director.llm.events import Finished
from blender_movie_director.llm.messages import Message, Request
from blender_movie_director.llm.settings import ClientSettings, Server

EXAMPLE = (Path(__file__).parents[2] / "docs" / "backends.md").read_text(encoding="utf-8")
SERVER = Server("http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("model", "servers", "name"),
    [
        ("scripted/stand-in", "", "scripted"),
        ("scripted/anything", "scripted", "scripted"),
        (stand_ins.STAND_IN_THROUGH_LITELLM, "", "litellm"),
        ("gpt-5-mini", "", "litellm"),
        ("gpt-5-mini", "openai", "gateway"),
        ("openai/gpt-5-mini", "", "litellm"),
        ("openai/gpt-5-mini", "openai", "gateway"),
        ("OpenAI/gpt-5-mini", "openai", "gateway"),
        ("openai/gpt-5-mini", "anthropic", "litellm"),
        ("litellm/openai/gpt-5-mini", "openai", "litellm"),
        ("anthropic/claude", "anthropic", "litellm"),
        ("ollama/llama3.2", "", "litellm"),
        ("ollama_chat/llama3.2", "ollama_chat", "litellm"),
        ("lm_studio/x", "", "gateway"),
        ("llamafile/x", "", "gateway"),
        ("vllm/x", "", "gateway"),
        ("hosted_vllm/org/x", "", "gateway"),
        ("openai_compatible/x", "", "gateway"),
        ("gateway/anthropic/claude", "", "gateway"),
        ("litellm_proxy/gpt", "", "gateway"),
        ("deepseek/chat", "", "litellm"),
        ("deepseek/chat", "deepseek", "gateway"),
        ("house/model", "house", "gateway"),
        ("nonsense/model", "", "litellm"),
    ],
)
def test_which_model_goes_which_way(model: str, servers: str, name: str) -> None:
    settings = ClientSettings(servers=dict.fromkeys([servers] if servers else [], SERVER))
    assert backends.name_for(model, settings) == name


def test_the_gateway_is_a_backend_like_the_others() -> None:
    assert isinstance(backends.create("gateway", ClientSettings()), GatewayBackend)


@pytest.fixture
def registered() -> Iterator[None]:
    backends.register("house", ScriptedBackend, ["House", "openai"])
    yield
    backends.unregister("house")


@pytest.mark.usefixtures("registered")
def test_what_code_registers_comes_first() -> None:
    assert backends.name_for("house/x") == "house"
    assert backends.name_for("openai/x") == "house"
    assert backends.name_for("litellm/openai/x") == "litellm"
    assert isinstance(backends.create("house", ClientSettings()), ScriptedBackend)
    backends.register("house", ScriptedBackend)
    assert backends.name_for("openai/x") == "litellm", "registered anew with fewer prefixes"


@pytest.mark.parametrize(("name", "prefixes"), [("gateway", ()), ("mine", ["scripted"]), ("litellm", ["x"])])
def test_names_that_are_not_to_be_had(name: str, prefixes: list[str]) -> None:
    with pytest.raises(ValueError, match="belongs to"):
        backends.register(name, ScriptedBackend, prefixes)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example of the documentation, installed as pip would leave it, beside one that is broken and one that
    takes a name of ours."""
    modules = re.findall(r"```python\n(.*?)```", EXAMPLE, re.DOTALL)
    (entry,) = re.findall(r"^(acme = .*)$", EXAMPLE, re.MULTILINE)
    (tmp_path / "acme_models.py").write_text(modules[0], encoding="utf-8")
    info = tmp_path / "acme_models-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-models\nVersion: 1.0\n", encoding="utf-8")
    lines = [
        f"[{backends.GROUP}]",
        entry.replace('"', ""),
        "broken = no_such_module:Backend",
        "gateway = acme_models:AcmeBackend",
    ]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    backends._offered.cache_clear()
    yield tmp_path
    backends._offered.cache_clear()


@pytest.mark.usefixtures("installed")
async def test_an_installed_package_offers_the_example_of_the_documentation() -> None:
    settings = ClientSettings(servers={"acme": SERVER})
    assert backends.name_for("acme/one", settings) == "acme"
    assert backends.name_for("acme-beta/one") == "acme"
    assert backends.name_for("gateway/one") == "gateway"
    backend = backends.create("acme", settings)
    events = [event async for event in backend.stream(Request((Message("user", "x"),), "acme/one"))]
    await backend.close()
    assert isinstance(events[-1], Finished)
    assert events[-1].response.text == "Hello from acme/one"
    assert isinstance(backends.create("gateway", settings), GatewayBackend), "its name is ours"


@pytest.mark.usefixtures("installed")
def test_a_package_that_is_broken_breaks_its_own_models_only() -> None:
    assert backends.name_for("broken/x") == "broken"
    with pytest.raises(errors.ConfigurationError, match="broken"):
        backends.create("broken", ClientSettings())


def test_a_backend_that_nobody_has() -> None:
    with pytest.raises(errors.ConfigurationError):
        backends.create("nobody", ClientSettings())


def test_nothing_is_looked_up_for_models_that_we_know(monkeypatch: pytest.MonkeyPatch) -> None:
    backends._offered.cache_clear()
    for model in ("scripted/x", "openai/x", "anthropic/x", "gateway/x", "gpt-5"):
        backends.name_for(model, ClientSettings(servers={"openai": SERVER}))
    assert backends._offered.cache_info().currsize == 0
