"""Which parser made a document: a fingerprint of all that decides how a file is read.

Taken from the program's own files and the versions of the libraries, so that nobody has to remember to raise a number:
a document parsed by another version is parsed again.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "openpyxl",
    "pdfplumber",
    "pypdfium2",
    "python-docx",
    "python-pptx",
    "rapidocr",
)
_OTHER = {"encoder", "__pycache__"}  # what turns text into vectors reads no file


@cache
def parser_version() -> str:
    """Return the fingerprint, 16 hexadecimal digits."""
    found = hashlib.sha256(sys.version.encode())
    for name in _LIBRARIES:
        try:
            found.update(f"{name} {version(name)}\n".encode())
        except PackageNotFoundError:  # an extra that is not installed; files that need it are refused
            found.update(f"{name} -\n".encode())
    _add(found, files("index"))
    return found.hexdigest()[:16]


def _add(found: hashlib._Hash, folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name in _OTHER:
            continue
        if entry.is_dir():
            _add(found, entry)
        else:
            found.update(entry.name.encode() + entry.read_bytes())
