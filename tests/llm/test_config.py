from __future__ import annotations

import json
import os
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm.config import from_plain, load
from blender_movie_director.llm.config_environment import VARIABLES
from blender_movie_director.llm.errors import ConfigurationError
from blender_movie_director.llm.settings import Budget, ClientSettings, Limit, Route, Server
from blender_movie_director.llm.stand_ins import STAND_IN

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
SECRET = "a-key-of-no-known-shape-0123456789"


def write(folder: Path, text: str, name: str = "settings.toml", mode: int = 0o600) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_nothing_set_is_the_defaults() -> None:
    assert load(environment={}) == ClientSettings()


def test_the_documented_example_loads_and_names_every_option(tmp_path: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    settings = load(write(tmp_path, example), {})
    usual = ClientSettings()
    assert settings.default_model == usual.default_model
    assert settings.retries == usual.retries
    assert (settings.cache_megabytes, settings.cache_days) == (usual.cache_megabytes, usual.cache_days)
    assert settings.timeouts.first_word == usual.timeouts.first_word
    assert settings.timeouts.total == 900
    assert settings.task_timeouts["dialogue"].first_word == 60
    assert settings.task_timeouts["dialogue"].total == 900
    assert settings.folder == tmp_path / "movie-director"
    assert settings.limits == {"openai": Limit(60, 100_000, 4), "openai/gpt-5": Limit(20)}
    assert settings.budgets.request == Budget(Decimal("0.50"), "ask")
    assert settings.routes["analysis"].larger_window == ("gemini/gemini-2.5-pro",)
    assert settings.servers["litellm_proxy"] == Server("http://127.0.0.1:4000")
    for variable in VARIABLES:
        assert variable in text
    for word in ("ca_file", "client_certificate", "client_key", "headers", "[keys]"):
        assert word in text


def test_plain_data_says_the_same_as_a_file(tmp_path: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    read = tomllib.loads(example)
    read["folder"] = str(tmp_path / "movie-director")
    plain = json.loads(json.dumps(read))
    assert from_plain(plain, "Preferences") == load(write(tmp_path, example), {})


@pytest.mark.parametrize(
    ("plain", "what"),
    [
        ({"default_modle": "x/y"}, 'Preferences: "default_modle" is not a setting.'),
        ({"folder": "beside"}, 'Preferences: "folder" is not a whole path.'),
        ({"routes": {"chat": {"model": ""}}}, 'Preferences [routes."chat"]: "model" is not a model\'s name.'),
        ({"limits": {"openai": {"parallel": 1.5}}}, 'Preferences [limits."openai"]: "parallel" is 1.5.'),
        ({"servers": {"x": {"url": "http://a/v1", "ca_file": "here.pem"}}}, "is not a whole path."),
        ([], "Preferences holds no settings."),
    ],
)
def test_wrong_plain_data_is_named(plain: Any, what: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        from_plain(plain, "Preferences")
    assert caught.value.what.endswith(what)


def test_keys_and_headers_in_plain_data_have_no_file_that_others_could_read() -> None:
    headers = {"x-key": SECRET}
    settings = from_plain(
        {"keys": {"OpenAI": [SECRET]}, "servers": {"vllm": {"url": "http://x/v1", "headers": headers}}}, "Preferences"
    )
    assert settings.keys_for("openai/x") == (SECRET,)
    assert settings.servers["vllm"].headers == headers
    assert SECRET not in repr(settings)


def test_json_of_the_same_shape(tmp_path: Path) -> None:
    read = {"default_model": "x/y", "budgets": {"month": {"dollars": 0.1}}, "limits": {"openai": {"parallel": 2}}}
    settings = load(write(tmp_path, json.dumps(read), "settings.json"), {})
    assert settings.default_model == "x/y"
    assert settings.budgets.month == Budget(Decimal("0.1"))
    assert settings.limits == {"openai": Limit(parallel=2)}


def test_code_before_environment_before_file_before_defaults(tmp_path: Path) -> None:
    path = write(tmp_path, 'default_model = "file/m"\noffline = true\n[timeouts]\nconnect = 3\nsilence = 4\n')
    environment = {"LLM_DEFAULT_MODEL": "environment/m", "LLM_TIMEOUT_SILENCE": "5", "LLM_OFFLINE": ""}
    settings = load(path, environment, default_model="code/m")
    assert settings.default_model == "code/m"
    assert not settings.online
    assert (settings.timeouts.connect, settings.timeouts.silence, settings.timeouts.first_word) == (3, 5, 180)
    assert load(path, environment).default_model == "environment/m"
    assert load(path, {}).default_model == "file/m"
    with pytest.raises(ConfigurationError, match="defualt"):
        load(path, {}, defualt="x")


def test_the_environment() -> None:
    settings = load(
        environment={
            "LLM_DEFAULT_MODEL": "openai/gpt-5",
            "LLM_FALLBACK_MODELS": "groq/llama, ollama/llama3.2,",
            "LLM_TIMEOUT": "60",
            "LLM_MAX_RETRIES": "0",
            "LLM_CACHE": "off",
            "LLM_CACHE_DAYS": "2",
            "LLM_FOLDER": "/tmp/somewhere",
            "LLM_BUDGET_REQUEST": "$0.25",
            "LLM_BUDGET_MONTH": "30",
            "LLM_BUDGET_WHEN_REACHED": "Ask",
            "LLM_RATE_LIMIT": "60",
            "LLM_RATE_LIMIT_TOKENS": "openai=1000, groq/llama=500",
            "LLM_RATE_LIMIT_PARALLEL": "3",
            "LLM_OFFLINE": "yes",
            "LLM_LOG_REQUESTS": "1",
            "LLM_ANONYMISE_LOG": "on",
            "LLM_OF_SOMEONE_ELSE": "?",
            "LITELLM_PROXY_URL": "http://127.0.0.1:4000/",
            "LITELLM_PROXY_API_KEY": "proxy-key",
            "OPENAI_API_KEY": "first",
            "OPENAI_API_KEY_2": "second",
            "OPENAI_BASE_URL": "https://gateway.test/v1",
            "OPENAI_API_BASE": "https://not.this.test/v1",
            "OPENAI_ORGANIZATION": "org",
            "AZURE_API_BASE": "https://mine.openai.azure.com",
            "OLLAMA_HOST": "0.0.0.0",
        }
    )
    assert settings.routes == {"": Route("openai/gpt-5", ("groq/llama", "ollama/llama3.2"))}
    assert (settings.timeouts.first_word, settings.timeouts.silence, settings.timeouts.total) == (60, 60, None)
    assert settings.retries.attempts == 1
    assert (settings.cache_megabytes, settings.cache_days, settings.folder) == (0, 2, Path("/tmp/somewhere"))
    assert settings.budgets.request == Budget(Decimal("0.25"), "ask")
    assert settings.budgets.project is None
    assert settings.limits == {"openai": Limit(60, 1000, 3), "groq/llama": Limit(tokens_per_minute=500)}
    assert not settings.online
    assert settings.log_requests
    assert settings.anonymise_log
    assert settings.keys == {"litellm_proxy": ("proxy-key",), "openai": ("first", "second")}
    assert settings.servers == {
        "azure": Server("https://mine.openai.azure.com"),
        "litellm_proxy": Server("http://127.0.0.1:4000"),
        "ollama": Server("http://127.0.0.1:11434"),
        "ollama_chat": Server("http://127.0.0.1:11434"),
        "openai": Server("https://gateway.test/v1", organisation="org"),
    }


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("192.168.0.9", "http://192.168.0.9:11434"),
        ("box:9999", "http://box:9999"),
        ("https://box.test", "https://box.test"),
        (":8080", "http://127.0.0.1:8080"),
        ("[::1]:11434", "http://[::1]:11434"),
    ],
)
def test_ollamas_own_variable(value: str, url: str) -> None:
    assert load(environment={"OLLAMA_HOST": value}).servers["ollama"].url == url


def test_a_servers_headers_go_to_that_server_and_to_no_other(tmp_path: Path) -> None:
    text = f'[servers.openai]\nurl = "https://a.test/v1"\n[servers.openai.headers]\nauthorization = "Bearer {SECRET}"\n'
    path = write(tmp_path, text)
    assert load(path, {}).servers["openai"].headers == {"authorization": f"Bearer {SECRET}"}
    assert load(path, {"OPENAI_BASE_URL": "https://a.test/v1"}).servers["openai"].headers
    assert not load(path, {"OPENAI_BASE_URL": "https://b.test/v1"}).servers["openai"].headers


def test_the_mock_stands_above_models_and_routes(tmp_path: Path) -> None:
    path = write(tmp_path, 'use_mock = true\ndefault_model = "a/b"\n[routes.analysis]\nmodel = "c/d"\n')
    assert (load(path, {}).default_model, load(path, {}).routes) == (STAND_IN, {})
    settings = load(environment={"LLM_USE_MOCK": "true", "LLM_DEFAULT_MODEL": "a/b", "LLM_FALLBACK_MODELS": "c/d"})
    assert (settings.default_model, settings.routes) == (STAND_IN, {})
    assert load(environment={"LLM_USE_MOCK": "false", "LLM_DEFAULT_MODEL": "a/b"}).default_model == "a/b"


def test_the_cache_in_a_folder_and_on_again(tmp_path: Path) -> None:
    path = write(tmp_path, "[cache]\nenabled = false\n")
    assert load(path, {}).cache_megabytes == 0
    assert load(path, {"LLM_CACHE": "on"}).cache_megabytes == ClientSettings().cache_megabytes
    assert load(environment={"LLM_CACHE": "/tmp/cache"}).folder == Path("/tmp/cache")


def test_keys_in_a_private_file(tmp_path: Path) -> None:
    path = write(tmp_path, f'[keys]\nopenai = "{SECRET}"\nAnthropic = ["one", "two", ""]\n')
    assert load(path, {}).keys == {"openai": (SECRET,), "anthropic": ("one", "two")}
    assert load(path, {"OPENAI_API_KEY": "other"}).keys_for("openai/x") == ("other",)


@pytest.mark.skipif(os.name == "nt", reason="modes say nothing there")
@pytest.mark.parametrize(
    "text",
    [
        f'[keys]\nopenai = "{SECRET}"',
        f'[servers.openai]\nurl = "http://a.test"\nheaders = {{ authorization = "{SECRET}" }}',
    ],
)
def test_keys_in_a_file_that_others_can_read_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match="other users") as caught:
        load(write(tmp_path, text, mode=0o644), {})
    assert "chmod 600" in caught.value.remedy
    assert SECRET not in str(caught.value)


def test_everything_else_may_be_read_by_others(tmp_path: Path) -> None:
    assert load(write(tmp_path, "offline = true", mode=0o644), {}).online is False


@pytest.mark.parametrize(
    ("text", "what", "right"),
    [
        ('defualt_model = "x/y"', '"defualt_model" is not a setting', '"default_model"'),
        ("[timeouts]\nsilense = 3", '[timeouts]: "silense" is not a setting', '"silence"'),
        ("qqq = 1", '"qqq" is not a setting', "one of anonymise_log, anonymise_names, budgets"),
        ("default_model = 3", '"default_model" is not a text', "a text"),
        ('default_model = "two words"', "is not a model's name", "provider/model"),
        ('offline = "perhaps"', '"offline" is "perhaps"', "true or false"),
        ("[timeouts]\nconnect = 0", '"connect" is 0', "above 0"),
        ("[timeouts]\nconnect = inf", '"connect" is Infinity', "above 0"),
        ("[timeouts]\nconnect = true", '"connect" is true', "a number"),
        ("[retries]\nattempts = 1.5", '"attempts" is 1.5', "a whole number of at least 1"),
        ("[retries]\nattempts = 0", '"attempts" is 0', "at least 1"),
        ("[limits.openai]\nparallel = -1", '[limits."openai"]: "parallel" is -1', "at least 1"),
        ("limits = 3", '"limits" is not a table', "[limits]"),
        ("[limits]\nopenai = 3", '"openai" is not a table', "a table"),
        ("[budgets.month]\nwhen_reached = 'stop'", '"dollars" is missing', "2.50"),
        ("[budgets.month]\ndollars = -1", '"dollars" is -1', "US dollars"),
        ("[budgets.month]\ndollars = nan", '"dollars" is NaN', "US dollars"),
        ("[budgets.month]\ndollars = 1\nwhen_reached = 'cry'", '"when_reached" is "cry"', "warn, ask, stop"),
        ("[budgets.year]\ndollars = 1", '"year" is not a setting', "request"),
        ("[routes.analysis]\nfallbacks = []", '"model" is missing', "provider/model"),
        ("[routes.analysis]\nmodel = 'a/b'\nfallbacks = 3", '"fallbacks" is 3', "a list of names"),
        ("fallback_models = ['a/b']\n[routes.'']\nmodel = 'c/d'", "so is the route for all tasks", "only one"),
        ("[servers.x]\nurl = 'localhost:4000'", '"url" is not an address', "http://127.0.0.1:4000"),
        ("[servers.x]\nurl = 'http://me:word@a.test'", "holds a name or a password", "the address alone"),
        ("[servers.x]\nurl = 'http://a.test:port'", "is not an address", "http://"),
        ("[servers.x]\nca_file = 'gone.pem'\nurl = 'http://a.test'", "not there", "PEM"),
        ("[servers.x]", '"url" is missing', "http://"),
        ("[keys]\nopenai = 3", '"openai" is not a key', "in quotation marks"),
        ("[cache]\nmegabytes = -2", '"megabytes" is -2', "at least 0"),
        ("anonymise_log = true", "no names are given", "anonymise_names"),
        ("= nothing", "is not valid TOML", "Correct"),
    ],
)
def test_what_is_wrong_in_a_file(tmp_path: Path, text: str, what: str, right: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(write(tmp_path, text), {})
    assert what in caught.value.what
    assert right in caught.value.remedy
    assert "settings.toml" in caught.value.what


@pytest.mark.parametrize(
    ("variable", "value", "right"),
    [
        ("LLM_TIMEOUT", "soon", "above 0"),
        ("LLM_TIMEOUT_TOTAL", "-1", "above 0"),
        ("LLM_MAX_RETRIES", "1.5", "whole"),
        ("LLM_USE_MOCK", "maybe", "true or false"),
        ("LLM_CACHE", "perhaps", "on, off, or the path"),
        ("LLM_BUDGET_MONTH", "much", "US dollars"),
        ("LLM_BUDGET_WHEN_REACHED", "cry", "warn, ask, stop"),
        ("LLM_RATE_LIMIT", "openai=fast", "above 0"),
        ("LLM_RATE_LIMIT_PARALLEL", "0.5", "whole"),
        ("LLM_DEFAULT_MODEL", "two words", "provider/model"),
        ("LLM_FALLBACK_MODELS", "a/b; c/d", "provider/model"),
        ("LLM_DEFUALT_MODEL", "a/b", "LLM_DEFAULT_MODEL"),
        ("LITELLM_PROXY_URL", "localhost:4000", "http://"),
        ("OPENAI_BASE_URL", "ftp://x.test", "http://"),
    ],
)
def test_what_is_wrong_in_the_environment(variable: str, value: str, right: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(environment={variable: value})
    assert caught.value.what.startswith(variable)
    assert right in caught.value.remedy


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load(tmp_path / "gone.toml", {})
    (tmp_path / "latin.toml").write_bytes(b'folder = "\xe9"')
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load(tmp_path / "latin.toml", {})
    with pytest.raises(ConfigurationError, match="line 2"):
        load(write(tmp_path, '{"keys":\n {"openai": ' + SECRET, "broken.json"), {})
    with pytest.raises(ConfigurationError, match="no settings"):
        load(write(tmp_path, "[1]", "list.json"), {})


def test_no_error_repeats_a_key(tmp_path: Path) -> None:
    for text in (
        f"[keys]\nopenai = [3, '{SECRET}']",
        f"[timeouts]\nconnect = '{SECRET}'",
        f"[keys]\nopenai = '{SECRET}",
    ):
        with pytest.raises(ConfigurationError) as caught:
            load(write(tmp_path, text), {})
        assert SECRET not in str(caught.value)
    assert SECRET not in repr(load(write(tmp_path, f"[keys]\nopenai = '{SECRET}'"), {}))
