"""Wrong premises: what a question takes for granted, against the words of the document that answers it.

Only plain contradictions count: another figure with the same unit, or a name added to a list that the document
gives without it. Anything less is not corrected here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.question import Question
from assistant.reader import Reading, fold

_SEPARATED = "、和与及跟同,，"


def contradicts(question: Question, reading: Reading) -> bool:
    """Tell whether a unit states another figure than the one that a question asks to confirm."""
    if not question.confirms:
        return False
    words = unicodedata.normalize("NFKC", reading.unit.text)
    return any(_other_figure(words, value, unit) for value, unit in question.figures)


def _other_figure(words: str, value: str, unit: str) -> bool:
    stated = re.findall(rf"(\d+(?:\.\d+)?)\s*{re.escape(unit)}", words)
    return bool(stated) and all(float(other) != float(value) for other in stated)


def added_to_list(question: Question, missing: Sequence[str], readings: Sequence[Reading]) -> Reading | None:
    """Find the unit that lists what a question lists, all but the names that no document mentions.

    Returns:
        The unit; None where the question's list has fewer than two of its names.
    """
    listed = [name for name in question.names if _in_list(name, question.text)]
    absent = [name for name in listed if name in missing]
    present = [name for name in listed if name not in missing]
    if not absent or len(present) < 2:
        return None
    return next((r for r in readings if all(fold(name) in fold(r.unit.text) for name in present)), None)


def _in_list(name: str, text: str) -> bool:
    found = re.search(rf"([{_SEPARATED}])?{re.escape(name)}[市县区]?([{_SEPARATED}])?", text)
    return bool(found and (found[1] or found[2]))
