"""Installed, enabled, used, disabled and removed as a person would, from the real zip: nothing may stay behind."""

from __future__ import annotations

import gc
import importlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.worker import secret_service

bpy = pytest.importorskip("bpy", reason="these tests run inside Blender: python3 scripts/test.py")

pytestmark = pytest.mark.slow  # each of them unpacks the wheels anew

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "one_below.fountain"
CYCLES = int(os.environ.get("MOVIE_DIRECTOR_CYCLES", "10"))


@pytest.fixture
def extension():
    """The module's name. However the test leaves it, it is installed and enabled again for the tests that follow."""
    zip_file = os.environ.get("MOVIE_DIRECTOR_ZIP")
    if not zip_file:
        pytest.skip("no zip was named: python3 scripts/test.py builds one")
    name = os.environ["MOVIE_DIRECTOR_MODULE"]
    disable(name)
    yield SimpleNamespace(name=name, zip=zip_file)
    if name not in bpy.context.preferences.addons:
        install(zip_file)
        enable(name)


def install(zip_file):
    result = bpy.ops.extensions.package_install_files(filepath=zip_file, repo="user_default", enable_on_install=False)
    assert result == {"FINISHED"}


def uninstall(name):
    repos = bpy.context.preferences.extensions.repos
    index = next(index for index, repo in enumerate(repos) if repo.module == name.split(".")[1])
    assert bpy.ops.extensions.package_uninstall(repo_index=index, pkg_id=name.split(".")[-1]) == {"FINISHED"}


def enable(name):
    assert bpy.ops.preferences.addon_enable(module=name) == {"FINISHED"}
    assert name in bpy.context.preferences.addons


def disable(name):
    if name in bpy.context.preferences.addons:
        assert bpy.ops.preferences.addon_disable(module=name) == {"FINISHED"}
    assert name not in bpy.context.preferences.addons


def module(name, inner):
    return importlib.import_module(f"{name}.{inner}")


def analyze(name, model):
    dispatcher, jobs = module(name, "addon.dispatcher"), module(name, "addon.jobs")
    script = bpy.data.texts.new(EXAMPLE.name)
    script.write(EXAMPLE.read_text(encoding="utf-8"))
    bpy.context.scene.movie_director.model = model
    assert bpy.ops.movie_director.analyze(text=script.name) == {"FINISHED"}
    assert dispatcher.wait_until(dispatcher.idle, 120)
    (job,) = jobs.everything()
    assert job.state is jobs.State.FINISHED, f"{job.what} {job.remedy}"
    assert "### 12. EXT. CHIP VAN - DAY" in job.target.find().as_string()
    for text in list(bpy.data.texts):
        bpy.data.texts.remove(text)


def child_processes():
    """The children of this process, zombies too; on Linux only."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return set()
    return {pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()}


def open_files():
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def left_behind(name):
    """What Blender still knows of the extension, by name."""
    found = [cls for cls in dir(bpy.types) if cls.startswith("DIRECTOR_") or cls == "LLMPropertyGroup"]
    for owner in (bpy.types.Scene, bpy.types.Text, bpy.types.WindowManager):
        found += [f"{owner.__name__}.{entry}" for entry in dir(owner) if entry.startswith("movie_director")]
    for menu in (getattr(bpy.types, entry) for entry in dir(bpy.types) if "_MT_" in entry or "_HT_" in entry):
        drawn = getattr(getattr(menu, "draw", None), "_draw_funcs", [])
        found += [f"{menu.__name__}: {entry}" for entry in drawn if entry.__module__.startswith(name)]
    keys = bpy.context.window_manager.keyconfigs.addon  # there is none without a window
    for keymap in keys.keymaps if keys is not None else ():
        found += [f"{keymap.name}: {key.idname}" for key in keymap.keymap_items if "movie_director" in key.idname]
    found += ["bpy.ops.movie_director"] if "movie_director" in dir(bpy.ops) else []
    for event in dir(bpy.app.handlers):
        handlers = getattr(bpy.app.handlers, event)
        if isinstance(handlers, list):
            found += [f"{event}: {handler}" for handler in handlers if handler.__module__.startswith(name)]
    for inner, timer in (("dispatcher", "_tick"), ("precompile", "_step"), ("script.following", "_tick")):
        if bpy.app.timers.is_registered(getattr(module(name, f"addon.{inner}"), timer)):
            found.append(f"timer {inner}.{timer}")
    if module(name, "addon.commands")._command is not None:
        found.append("blender --command movie_director")
    return found


def foreign(modules):
    """Those that belong neither to Python, nor to Blender, nor to us."""
    known = {*sys.stdlib_module_names, "bl_ext", "bpy", "bl_pkg", "bl_ui", "bl_operators", "addon_utils"}
    return sorted({name.partition(".")[0] for name in modules} - known)


def test_nothing_stays_behind_ten_times_in_a_row(extension):
    install(extension.zip)
    enable(extension.name)
    disable(extension.name)
    gc.collect()
    before = (set(threading.enumerate()), child_processes(), open_files())
    for cycle in range(CYCLES):
        install(extension.zip)
        enable(extension.name)
        # Each install throws away what Python had compiled, and LiteLLM has 2,600 modules: that takes half a minute on
        # a slow machine, and leaves no more behind in the middle than at both ends.
        at_an_end = cycle in (0, CYCLES - 1)
        analyze(extension.name, "scripted/stand-in-through-litellm" if at_an_end else "scripted/stand-in")
        disable(extension.name)
        assert left_behind(extension.name) == [], f"after cycle {cycle + 1}"
        gc.collect()
        after = (set(threading.enumerate()), child_processes(), open_files())
        assert after == before, f"after cycle {cycle + 1}"
    uninstall(extension.name)
    folder = Path(bpy.utils.user_resource("EXTENSIONS"))
    assert not (folder / "user_default" / "blender_movie_director").exists()
    assert list(folder.glob(".local/lib/python*/site-packages/litellm")) == []


def test_disabled_in_mid_stream_the_words_stay_and_it_works_again(extension):
    install(extension.zip)
    enable(extension.name)
    dispatcher, jobs = module(extension.name, "addon.dispatcher"), module(extension.name, "addon.jobs")
    script = bpy.data.texts.new("script")
    script.write(EXAMPLE.read_text(encoding="utf-8"))
    bpy.context.scene.movie_director.model = "scripted/slow"
    bpy.ops.movie_director.analyze(text=script.name)
    (job,) = jobs.everything()
    assert dispatcher.wait_until(lambda: job.words > 20, 60)
    disable(extension.name)
    assert left_behind(extension.name) == []
    assert child_processes() == set()
    body = bpy.data.texts["Analysis of script.md"].as_string()
    assert "No language model is connected" in body
    assert body.rstrip().endswith("[Movie Director was disabled. The answer is not complete.]")
    enable(extension.name)
    for text in list(bpy.data.texts):
        bpy.data.texts.remove(text)
    analyze(extension.name, "scripted/stand-in")


def test_disabled_while_a_script_is_read_and_enabled_again(extension):
    install(extension.zip)
    enable(extension.name)
    following = module(extension.name, "addon.script.following")
    area = bpy.context.window_manager.windows[0].screen.areas[0]
    before, area.type = area.type, "TEXT_EDITOR"
    area.spaces.active.show_region_ui = True
    text = bpy.data.texts.new("long.fountain")
    text.write("INT. ROOM - DAY\n\nANNA\nHello.\n\n" * 2_000)
    following.watch(area, text)
    following.drain()
    assert following.of(text).reading
    disable(extension.name)
    assert left_behind(extension.name) == []
    assert gc.isenabled()
    enable(extension.name)
    session = module(extension.name, "addon.script.following").caught_up(text)
    assert len(session.breakdown.scenes) == 2_000
    bpy.data.texts.remove(text)
    area.type = before


def test_enabling_imports_nothing_foreign_and_neither_does_a_request(extension):
    """With the worker in a process of its own, LiteLLM and what it brings never come into Blender's."""
    install(extension.zip)
    for name in [name for name in sys.modules if name.startswith(extension.name)]:
        del sys.modules[name]
    before = set(sys.modules)
    enable(extension.name)
    enabling = set(sys.modules) - before
    assert foreign(enabling) == []
    heavy = {"asyncio", "subprocess", "email", "http", "ssl", "sqlite3", "multiprocessing", "concurrent"}
    assert {name.partition(".")[0] for name in enabling} & heavy == set()
    inner = (name.partition(f"{extension.name}.")[2] for name in enabling)
    assert {name.partition(".")[0] for name in inner if name} == {"addon", "llm"}
    late = [f"{extension.name}.{name}" for name in module(extension.name, "addon.late").MODULES]
    assert [name for name in late if type(sys.modules[name]) is ModuleType] == [], "read already"
    analyze(extension.name, "scripted/stand-in-through-litellm")
    assert foreign(set(sys.modules) - before) == []


def test_the_zip_holds_nothing_that_litellm_needs_not(extension):
    """With exactly these wheels LiteLLM streams (the test above); here: that the wheels are exactly these."""
    install(extension.zip)
    enable(extension.name)
    installed = Path(bpy.utils.user_resource("EXTENSIONS")).glob(".local/lib/python*/site-packages/*.dist-info")
    names = {folder.name.partition("-")[0].lower() for folder in installed}
    assert {"litellm", "aiohttp", "tiktoken", "openai", "pydantic"} <= names
    left_out = {"huggingface_hub", "hf_xet", "requests", "urllib3", "regex", "tqdm", "numpy"}
    assert names.isdisjoint(left_out)
    (litellm,) = Path(bpy.utils.user_resource("EXTENSIONS")).glob(".local/lib/python*/site-packages/litellm")
    assert (litellm / "proxy" / "proxy_server.py").is_file()
    assert not (litellm / "proxy" / "_experimental" / "out").exists()
    assert not (litellm / "proxy" / "swagger").exists()


def test_the_systems_keyring_is_found_with_exactly_these_wheels(extension, tmp_path):
    """The package finds its backends by the metadata of what is installed; without it keys would go nowhere."""
    install(extension.zip)
    enable(extension.name)
    python, wheels = module(extension.name, "addon.engine").launch()
    say = "import json, sys; sys.path.extend(sys.argv[1:]); from keyring.compat.py312 import metadata; import keyring; "
    say += "points = metadata.entry_points(group='keyring.backends'); "
    say += "found = {point.value: bool(point.load()) for point in points}; "
    say += "json.dump([keyring.__file__, found], sys.stdout)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    said = subprocess.run(
        [python, "-I", "-S", "-c", say, *wheels], env=environment, check=True, capture_output=True, text=True
    )
    place, found = json.loads(said.stdout)
    assert any(Path(place).is_relative_to(folder) for folder in wheels)
    assert {"keyring.backends.SecretService", "keyring.backends.macOS", "keyring.backends.Windows"} <= set(found)
    if why_not := secret_service.why_not_here():
        pytest.skip(why_not)
    launch = module(extension.name, "worker.process_host").Launch(python, wheels)
    kept = secret_service.keys_kept_and_removed(launch, ["sk-for-nobody"], tmp_path)
    assert (kept["place"], kept["read"], kept["after"]) == ("keyring", ["sk-for-nobody"], 0)


def test_the_wheels_are_compiled_by_a_process_that_is_waited_for(extension):
    install(extension.zip)
    enable(extension.name)
    precompile = module(extension.name, "addon.precompile")
    assert precompile.needed()
    try:
        assert precompile._step() is not None
        process = precompile._process
        assert process.wait(120) == 0
        assert precompile._step() is None
        assert not precompile.needed()
    finally:
        precompile.stop()
    assert child_processes() == set()
