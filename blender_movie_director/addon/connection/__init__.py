"""How this Blender is connected to models: which there are, with which keys and servers, and whether they answer."""

from __future__ import annotations


def forget() -> None:
    """Everything that was found out in this session."""
    from .. import compat
    from . import key_keeping, lamp, offers

    compat.not_so_soon()
    key_keeping.forget()
    lamp.forget_all()
    offers.forget()
