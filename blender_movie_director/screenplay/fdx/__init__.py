"""Final Draft's `.fdx`, both ways, without loss."""

from .details import FdxCharacter, FdxNote, FdxScene, Revision
from .document import FdxDocument, read, write
from .tags import Tag

__all__ = ["FdxCharacter", "FdxDocument", "FdxNote", "FdxScene", "Revision", "Tag", "read", "write"]
