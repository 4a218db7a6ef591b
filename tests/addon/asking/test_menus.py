"""Where people look for it: menus and keys."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import bpy
import pytest

from ..conftest import module
from ..drawing_board import Board


def ours():
    keymap = bpy.context.window_manager.keyconfigs.addon.keymaps.get("Text")
    items = list(keymap.keymap_items) if keymap is not None else []
    return [item for item in items if "movie_director" in item.idname or "DIRECTOR" in str(item.properties)]


def pressed(item):
    return item.type, item.ctrl, item.shift, item.alt


def test_the_keys_are_free_in_blenders_own_keymap(movie):
    menus = module("addon.menus")
    keys = {key for _, _, _, key in menus._ENTRIES if key} | {menus._MENU_KEY}
    path = Path(bpy.utils.resource_path("LOCAL")) / "scripts/presets/keyconfig/keymap_data/blender_default.py"
    if not path.is_file():
        pytest.skip("this Blender comes without its default keymap")
    spec = importlib.util.spec_from_file_location("blender_default_keymap", path)
    data = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(data)
    seen = ("Window", "Screen", "Screen Editing", "Frames", "Text", "Text Generic")
    taken = [
        (name, operator)
        for name, _, content in data.generate_keymaps(data.Params(select_mouse="LEFT"))
        if name in seen
        for operator, event, _ in content["items"]
        if event["type"] in keys and event.get("ctrl") and event.get("shift") and not event.get("alt")
    ]
    assert taken == []


def test_each_key_calls_an_operator_that_is_there(movie):
    if bpy.context.window_manager.keyconfigs.addon is None:
        pytest.skip("this Blender runs without keys")
    items = [item for _, item in module("addon.menus")._keys]
    assert len(items) == len({pressed(item) for item in items}) == 6
    assert {item.idname for item in items} == {"movie_director.write", "wm.call_menu"}
    assert [item.properties.request for item in items[:-1]] == [
        "dialogue", "dialogue", "description", "description", "suggestions"
    ]  # fmt: skip


def test_the_menu_offers_each_request_with_its_own_tooltip(movie):
    menu, board = bpy.types.DIRECTOR_MT_write, Board()

    class Drawn:
        layout = board

    menu.draw(Drawn, bpy.context)
    assert "Go On with Dialogue" in board.said
    assert "Tighten Description" in board.said
    assert "Analyze Script" in board.said
    operator = module("addon.operators.write").DIRECTOR_OT_write

    class Asked:
        def __init__(self, request, mode):
            self.request, self.mode = request, mode

    told = [
        operator.description(bpy.context, Asked(request, mode))
        for request, mode, *_ in module("addon.menus")._ENTRIES
        if request
    ]
    assert len(set(told)) == 7


def test_the_texts_menus_have_ours_once(movie):
    for menu in (bpy.types.TEXT_MT_editor_menus, bpy.types.TEXT_MT_context_menu):
        names = [draw.__module__ for draw in menu._dyn_ui_initialize() if "movie_director" in draw.__module__]
        assert len(names) == 1
