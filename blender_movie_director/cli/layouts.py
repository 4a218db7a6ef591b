"""By which rules pages are counted: the option that several commands have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..screenplay.pages.layout import LAYOUTS, OF_THE_SCRIPT

if TYPE_CHECKING:
    import argparse


def add_layout(parser: argparse.ArgumentParser) -> None:
    """`--layout`, for `pages.layout.chosen`."""
    parser.add_argument(
        "--layout",
        choices=(OF_THE_SCRIPT, *LAYOUTS),
        default=OF_THE_SCRIPT,
        help="how pages are counted: as a Final Draft file says itself, by the industry's rules (also for all that say"
        " nothing), or as in Final Draft's own template",
    )
