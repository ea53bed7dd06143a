"""Wrong premises: what a question takes for granted, against the words of the document that answers it.

Only plain contradictions count: another figure with the same unit for the same thing, another year of issue, or a name
added to a list that the document gives without it. Anything less is not corrected here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from assistant.check import dates, quantities
from assistant.check.folding import Folded, folded
from assistant.check.quantities import Quantity
from assistant.question import Question
from assistant.reader import Reading, fold
from index.schema import Document
from index.segment import words

_CLAUSE_ENDS = re.compile(r"[，；。！？;!?\n]|,(?!\d)")
_SEPARATED = "、和与及跟同,，"
_LONGEST_THING = 3
_THING = rf"[\u3400-\u9fff]{{2,{_LONGEST_THING}}}"
_ALIKE = {"天": "天|日|个工作日", "成": "成(?!立|果|效)"}
_LINKING = re.compile(r"(?:一共|总共|共计|共|就?是|为|有|达到?|大?约|至少|最多|不少于|不超过|要|了|的|增加|提高到?)+$")
_ISSUED_IN = re.compile(
    r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?\s*(?:出台|印发|发布|制定|下发|成文|公布|签发)|"
    r"(?:出台|印发|发布|制定|下发|成文|公布|签发)(?:于|时间?是|日期是)?(?:19|20)\d{2}年"
)
_THE_REST = re.compile(r"另外|其余|其他|剩下|除了|除去|还有")  # figures of what is left stand in no document
_ORGAN = r"((?![哪什谁])[\u3400-\u9fff]{2,10}?(?:厅|局|委|部|海关|银行|分行|办公室|政府|管委会|总站|机关|法院))"
_RESPONSIBLE = re.compile(
    rf"(?:由|归|是|既然是|都是|就是){_ORGAN}(?:来|统一|具体)?(?:负责|牵头|主管|主办|管|审批|承办)|"
    rf"(?:主管(?:机关|部门|单位)|(?:负责|牵头|责任|承办)(?:部门|单位))(?:就?是|为){_ORGAN}"
)
_ROLE = re.compile(r"负责|牵头|主管|主办|承办|责任单位|实施")

Span = tuple[int, int]


def contradicts(question: Question, reading: Reading) -> bool:
    """Tell whether a unit states another figure for the thing whose figure a question asks to confirm."""
    if not question.confirms:
        return False
    asked, said = folded(question.text), folded(reading.unit.text)
    stated = _figures(said)
    return any(_is_other(asked.text, claim, said.text, stated) for claim in _figures(asked))


def _figures(text: Folded) -> list[Quantity]:
    """The figures of a text that count or measure something; its dates are none."""
    for day in dates.find(text):
        text = text.masked(day.start, day.end)
    return [found for found in quantities.find(text) if found.dimension and not found.ordinal and not found.article]


def _is_other(asked: str, claim: Quantity, said: str, stated: Sequence[Quantity]) -> bool:
    """Tell whether all that is stated of a claim's thing, in whatever unit, differs from the claim."""
    alike = [figure for figure in stated if figure.dimension == claim.dimension]
    of_it = [figure for figure in alike if _is_of(asked, claim, _clause(said, figure))]
    agreed = any(figure.low <= claim.high and claim.low <= figure.high for figure in of_it)
    return bool(of_it) and not agreed


def _is_of(asked: str, claim: Quantity, clause: str) -> bool:
    """Tell whether a clause speaks of a claim's thing: it holds one of the two words beside the claim."""
    before, after = words(asked[: claim.start])[-2:], words(asked[claim.end :])[:1]
    return any(word in clause for word in (*before, *after) if len(word) > 1)


def _clause(text: str, figure: Quantity) -> str:
    ends = [match.start() for match in _CLAUSE_ENDS.finditer(text)]
    first = max((end + 1 for end in ends if end < figure.start), default=0)
    return text[first : min((end for end in ends if end >= figure.end), default=len(text))]


def misstated(question: Question, document: Document) -> Span | None:
    """Find the sentence that gives another figure where a question states one, even in passing.

    Only where the document has but one figure for that thing, and nowhere the one that the question states.
    """
    asked, text = unicodedata.normalize("NFKC", question.text), _same_length(document.text)
    if _THE_REST.search(asked) or not question.figures:
        return None
    held, claims = _figures(folded(document.text)), _figures(folded(question.text))
    if any(quantities.supported(claim, held, "") for claim in claims):  # however the document writes it
        return None
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
    number = rf"(?<![\d.月])(?P<value>\d+(?:\.\d+)?)\s*(?:{_ALIKE.get(unit, re.escape(unit))})"
    gap = r"[^。；，,\d]{0,8}?"
    after, before = stated["after"] or "", _LINKING.sub("", stated["before"] or "")
    if after:
        yield number + gap + re.escape(after[:2])
    if len(after) == _LONGEST_THING:
        yield re.escape(after) + gap + number
    for length in (4, 2):
        if len(before) >= length:
            yield re.escape(before[-length:]) + gap + number


def _sentence(text: str, at: int) -> Span:
    start = max(text.rfind(mark, 0, at) for mark in "。！？\n") + 1
    ends = [end + 1 for mark in "。！？" if (end := text.find(mark, at)) >= 0]
    line = text.find("\n", at)
    return start, min([*ends, line if line >= 0 else len(text)])


def _same_length(text: str) -> str:
    """A text with full-width letters and figures made plain, character by character: offsets stay as they are."""
    plain = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(plain, text, strict=True))


def other_organ(question: Question, reading: Reading) -> bool:
    """Tell whether a unit gives the responsibility that a question takes for one organ's to others."""
    claimed = next((match[1] or match[2] for match in _RESPONSIBLE.finditer(question.text)), None)
    if claimed is None:
        return False
    known = fold(f"{reading.unit.text} {reading.unit.hit.chunk.text}")
    speaks = reading.asked or bool(_ROLE.search(reading.unit.text))
    return speaks and reading.form and fold(claimed).lstrip("省市县区") not in known


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
