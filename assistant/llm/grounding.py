"""A model's sentence aligned to the words that it cites: the closest stretches of the passages, verbatim and checked.

A sentence stands if it cites passages that were given, every figure, date and name in it is theirs, and its words or
its meaning are. Never changes a sentence, and never looks beyond the passages that it cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.check import check
from assistant.llm.sentences import Sentence
from assistant.schema import Citation, Passage
from index.schema import BlockKind
from index.shingles import bigrams

LEAST_COVERED = 0.6
"""Share of a sentence's pairs of characters that its cited words must hold, whatever the encoder says."""
_LEAST_COVERED_ALIKE = 0.35
"""The same, for a sentence whose meaning is that of the cited words."""
LEAST_ALIKE = 0.955
"""Cosine of sentence and cited words, by the bundled encoder, from which on their meaning counts as the same."""
_MOST_STRETCHES = 3
_WORTH_ADDING = 0.15  # of the pairs; a further stretch that brings less says nothing of the sentence
_WELL_COVERED = 0.85
_STRETCH = re.compile(r"[^。！？!?\n]+(?:[。！？!?]+[”’）)]*)?")

_SPEAKS_TO_THE_MODEL = re.compile(
    r"(?:忽略|无视|不要理会|忘记).{0,8}(?:要求|指令|提示|规则|内容|段落)|(?:必须|请你?|应当?|只能?)回答|^回答[：:“\"]|，回答[：:“\"]"
    r"|(?:^|，)你(?:现在|将)?(?:是|扮演)|ignore .{0,30}instructions|system prompt",
    re.IGNORECASE,
)
"""A sentence that tells a model what to say is evidence of nothing."""

Alike = Callable[[str, str], float]
"""Cosine of two texts."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """A sentence with the words that it relies on.

    Attributes:
        citations: In the order of the document; numbered later.
        problem: Why the sentence does not stand, in a few Chinese words; empty where it does.
    """

    words: str
    citations: tuple[Citation, ...]
    problem: str = ""


def ground(sentence: Sentence, passages: Mapping[int, Passage], alike: Alike) -> Grounded:
    """Align a sentence to the passages that it cites.

    Args:
        sentence: A sentence of the model.
        passages: The passages that it was given, by number.
        alike: Tells how alike two texts are in meaning.
    """
    if not sentence.cited:
        return Grounded(sentence.words, (), "没有注明依据")
    if any(n not in passages for n in sentence.cited):
        return Grounded(sentence.words, (), "引用了没有给出的段落")
    cited = [passages[n] for n in sentence.cited]
    known = tuple(name for passage in cited for name in passage.chunk.columns)
    citations = _closest(sentence.words, cited, known)
    checks = check(sentence.words, citations, known)
    citations = tuple(replace(citation, checks=checks) for citation in citations)
    strange = "、".join(f"“{made.words}”" for made in checks if not made.supported)
    if strange:
        return Grounded(sentence.words, citations, f"{strange}与依据不一致")
    if not _supported(sentence.words, citations, known, alike):
        return Grounded(sentence.words, citations, "说法在依据中找不到")
    return Grounded(sentence.words, citations)


def _supported(words: str, citations: Sequence[Citation], known: Sequence[str], alike: Alike) -> bool:
    quotes = "".join(citation.quote for citation in citations)
    around = "".join((*known, *(f"{c.title}{c.issuer or ''}{''.join(c.section)}" for c in citations)))
    covered = share(words, bigrams(f"{quotes} {around}"))
    if covered >= LEAST_COVERED:
        return True
    return covered >= _LEAST_COVERED_ALIKE and alike(words, quotes) >= LEAST_ALIKE


def _closest(words: str, passages: Sequence[Passage], known: Sequence[str]) -> tuple[Citation, ...]:
    """The stretches that together say most of a sentence: the closest, and those that its other claims need."""
    left = [citation for passage in passages for citation in _stretches(passage)]
    chosen: list[Citation] = []
    while left and len(chosen) < _MOST_STRETCHES:
        open_claims = _open_claims(words, chosen, known)
        covered = _covered(words, chosen)
        if chosen and not open_claims and covered >= _WELL_COVERED:
            break
        gains = [
            (open_claims - _open_claims(words, [*chosen, c], known) if chosen else 0, _covered(words, [*chosen, c]))
            for c in left
        ]
        best = max(range(len(left)), key=lambda i: gains[i])
        if chosen and gains[best][0] <= 0 and gains[best][1] - covered < _WORTH_ADDING:
            break
        chosen.append(left.pop(best))
    return tuple(_joined(chosen, passages))


def _stretches(passage: Passage) -> list[Citation]:
    """A passage's sentences as citations; a table's row is one."""
    chunk = passage.chunk
    if chunk.kind is BlockKind.ROW and chunk.cells:
        spans = [(chunk.cells[0][0], chunk.cells[-1][1])]
    else:
        spans = [(chunk.start + match.start(), chunk.start + match.end()) for match in _STRETCH.finditer(chunk.text)]
    found = [_citation(passage, *span) for span in spans]
    return [citation for citation in found if not _SPEAKS_TO_THE_MODEL.search(citation.quote)]


def _citation(passage: Passage, start: int, end: int) -> Citation:
    chunk = passage.chunk
    words = chunk.text[start - chunk.start : end - chunk.start]
    start += len(words) - len(words.lstrip())
    quote = words.strip()
    return Citation(
        n=0,
        document=chunk.path,
        title=passage.title,
        doc_number=passage.doc_number,
        issuer=passage.issuer,
        date=passage.date,
        section=chunk.section,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def _joined(chosen: Sequence[Citation], passages: Sequence[Passage]) -> list[Citation]:
    """Stretches in reading order, neighbours made one."""
    found: list[Citation] = []
    for citation in sorted(chosen, key=lambda c: (c.document, c.start)):
        before = found[-1] if found else None
        holder = next((p for p in passages if before and before.lies_in(p.chunk) and citation.lies_in(p.chunk)), None)
        between = (
            holder.chunk.text[before.end - holder.chunk.start : citation.start - holder.chunk.start].strip()
            if (holder and before)
            else "…"
        )
        if holder and before and not between:
            found[-1] = _citation(holder, before.start, citation.end)
        else:
            found.append(citation)
    return found


def _open_claims(words: str, chosen: Sequence[Citation], known: Sequence[str]) -> int:
    return sum(not made.supported for made in check(words, chosen, known))


def _covered(words: str, chosen: Sequence[Citation]) -> float:
    return share(words, bigrams(" ".join(citation.quote for citation in chosen)))


def share(words: str, held: set[str]) -> float:
    """How much of some words' pairs of characters is among those held; 0 to 1."""
    pairs = bigrams(words)
    return len(pairs & held) / len(pairs) if pairs else 0.0
