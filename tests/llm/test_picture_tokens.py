from __future__ import annotations

import struct

import pytest

from blender_movie_director.llm.image_size import image_size
from blender_movie_director.llm.messages import Image
from blender_movie_director.llm.tokens import picture_tokens


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x06\0\0\0"


@pytest.mark.parametrize(
    ("model", "size", "number"),
    [
        # OpenAI's own examples
        ("gpt-4o", (1024, 1024), 765),
        ("gpt-4o", (2048, 4096), 1105),
        ("gpt-4o-mini", (1024, 1024), 2833 + 4 * 5667),
        ("o3", (1024, 1024), 75 + 4 * 150),
        ("gpt-5", (512, 512), 70 + 140),
        ("gpt-4.1-mini", (1024, 1024), 1659),  # 1,024 patches times 1.62
        ("o4-mini", (1800, 2400), 2498),  # shrunk to 1,452 patches, times 1.72
        # Anthropic's: a token for 750 pixels
        ("claude-sonnet-4-5", (200, 200), 54),
        ("claude-sonnet-4-5", (1000, 1000), 1334),
        ("claude-sonnet-4-5", (8000, 8000), 1600),
        # Google's
        ("gemini/gemini-2.5-pro", (384, 384), 258),
        ("gemini/gemini-2.5-pro", (1536, 768), 516),
        ("nobody/knows", (10, 10), 1000),
    ],
)
def test_pictures_cost_what_is_published(model: str, size: tuple[int, int], number: int) -> None:
    assert picture_tokens(Image(png(*size)), model) == number


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(7, 9), (7, 9)),
        (png(7, 9)[:20], None),
        (png(0, 9), None),
        (b"GIF89a" + struct.pack("<HH", 7, 9), (7, 9)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc0\0\x11\x08\0\x09\0\x07\x03", (7, 9)),
        (b"\xff\xd8\xff\xe0\0\x04ab", None),
        (b"\xff\xd8 not one", None),
        (b"\xff\xd8\xff\xc0\0\x11\x08\0", None),
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x06\0\0\x08\0\0", (7, 9)),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 6 | 8 << 14), (7, 9)),
        (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 7, 9), (7, 9)),
        (b"RIFF\0\0\0\0WEBPNEW?", None),
        (b"RIFF\0\0\0\0WEBPVP8L", None),
        (b"", None),
        (b"%PDF-1.7", None),
    ],
)
def test_the_size_of_a_picture(data: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(data) == size
