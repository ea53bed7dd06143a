"""Wrong premises: what a question takes for granted, against the words of the document that answers it.

Only plain contradictions count: another figure with the same unit for the same thing, another year of issue, or a name
added to a list that the document gives without it. Anything less is not corrected here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from assistant.question import Question
from assistant.reader import Reading, fold
from index.schema import Document

_SEPARATED = "、和与及跟同,，"
_THING = r"[\u3400-\u9fff]{2,3}"
_CONTEXT = 4  # characters before a figure that say what it is of
_LINKING = re.compile(r"(?:一共|总共|共计|共|就?是|为|有|达到?|大?约|增加|提高到?)+$")
_ISSUED_IN = re.compile(
    r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?\s*(?:出台|印发|发布|制定|下发|成文|公布|签发)|"
    r"(?:出台|印发|发布|制定|下发|成文|公布|签发)(?:于|时间?是|日期是)?(?:19|20)\d{2}年"
)

Span = tuple[int, int]


def contradicts(question: Question, reading: Reading) -> bool:
    """Tell whether a unit states another figure than the one that a question asks to confirm."""
    if not question.confirms:
        return False
    words = unicodedata.normalize("NFKC", reading.unit.text)
    return any(_other_figure(words, value, unit) for value, unit in question.figures)


def _other_figure(words: str, value: str, unit: str) -> bool:
    stated = re.findall(rf"(\d+(?:\.\d+)?)\s*{re.escape(unit)}", words)
    return bool(stated) and all(float(other) != float(value) for other in stated)


def misstated(question: Question, document: Document) -> Span | None:
    """Find the sentence that gives another figure where a question states one, even in passing.

    Only where the document has but one figure for that thing, and nowhere the one that the question states.
    """
    asked, text = unicodedata.normalize("NFKC", question.text), _same_length(document.text)
    for value, unit in question.figures:
        stated = re.search(
            rf"(?P<before>[\u3400-\u9fff]{{2,}})?\s*{re.escape(value)}\s*{re.escape(unit)}(?P<after>{_THING})?", asked
        )
        if not stated or re.search(rf"(?<![\d.]){re.escape(value)}\s*{re.escape(unit)}", text):
            continue
        for pattern in _same_thing(stated, unit):
            found = list(re.finditer(pattern, text))
            if found and len({match["value"] for match in found}) == 1:
                return _sentence(text, found[0].start("value"))
    return None


def _same_thing(stated: re.Match[str], unit: str) -> Iterator[str]:
    """Patterns of a figure for the thing that a stated figure is of, by the words behind it and before it."""
    number = r"(?<![\d.])(?P<value>\d+(?:\.\d+)?)\s*" + re.escape(unit)
    if stated["after"]:
        yield number + r"\s*" + re.escape(stated["after"])
    if stated["after"] and len(stated["after"]) == _CONTEXT - 1:
        yield re.escape(stated["after"]) + r"[^。；，,\d]{0,6}?" + number
    before = _LINKING.sub("", stated["before"] or "")[-_CONTEXT:]
    if len(before) == _CONTEXT:
        yield re.escape(before) + r"[^。；，,\d]{0,6}?" + number


def _sentence(text: str, at: int) -> Span:
    start = max(text.rfind(mark, 0, at) for mark in "。！？\n") + 1
    ends = [end + 1 for mark in "。！？" if (end := text.find(mark, at)) >= 0]
    line = text.find("\n", at)
    return start, min([*ends, line if line >= 0 else len(text)])


def _same_length(text: str) -> str:
    """A text with full-width letters and figures made plain, character by character: offsets stay as they are."""
    plain = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(plain, text, strict=True))


def issued_in(question: Question) -> bool:
    """Tell whether a question takes a year of issue for granted."""
    return bool(_ISSUED_IN.search(question.text))


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
