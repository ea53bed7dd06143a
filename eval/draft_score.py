"""Scores of a drafted reply against what a good one must find, cite and leave open.

Pure: works on the draft's JSON, the gold and the documents' texts. An empty share is no figure (None), never 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.check import problems
from assistant.schema import Citation
from eval.folding import comparable as fold
from eval.folding import states, without_markers
from index.shingles import bigrams

Text = Callable[[str], str]
_ALIKE = 0.6  # of the character pairs


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits and tries of each measure, added up over drafts."""

    found: tuple[int, int] = (0, 0)
    missing_said: tuple[int, int] = (0, 0)
    covered_not_missing: tuple[int, int] = (0, 0)
    facts: tuple[int, int] = (0, 0)
    quotes_true: tuple[int, int] = (0, 0)
    extra: int = 0
    uncited: int = 0

    def __add__(self, other: Counts) -> Counts:
        pairs = ("found", "missing_said", "covered_not_missing", "facts", "quotes_true")
        summed = {name: _added(getattr(self, name), getattr(other, name)) for name in pairs}
        return Counts(**summed, extra=self.extra + other.extra, uncited=self.uncited + other.uncited)

    def shares(self) -> dict[str, float | int | None]:
        """The measures as shares; None where there was nothing to try."""
        return {
            "requests_found": _share(self.found),
            "uncovered_said_missing": _share(self.missing_said),
            "covered_not_called_missing": _share(self.covered_not_missing),
            "key_facts_present": _share(self.facts),
            "quotes_true": _share(self.quotes_true),
            "requests_too_many": self.extra,
            "statements_without_citation": self.uncited,
        }


def score(draft: Mapping[str, Any], gold: Mapping[str, Any], text: Text) -> Counts:
    """Score one draft.

    Args:
        draft: The draft's JSON.
        gold: ``requests`` with ``text``, ``status`` and ``facts`` (groups of alternatives).
        text: Gives a document's parsed text by its path.
    """
    wanted: Sequence[Mapping[str, Any]] = gold["requests"]
    matched = [next((p for p in draft["points"] if alike(p["request"], want["text"])), None) for want in wanted]
    counts = Counts(found=(sum(m is not None for m in matched), len(wanted)))
    for want, point in zip(wanted, matched, strict=True):
        said = point["status"] if point else None
        if want["status"] == "missing":
            counts += Counts(missing_said=(int(said == "missing"), 1))
        else:
            counts += Counts(covered_not_missing=(int(said in ("covered", "partial")), 1))
        counts += Counts(facts=_facts(want["facts"], point))
    citations = {c["n"]: _citation(c) for c in draft["citations"]}
    true = sum(text(c.document)[c.start : c.end] == c.quote for c in citations.values())
    known = sum(any(alike(p["request"], want["text"]) for want in wanted) for p in draft["points"])
    return counts + Counts(
        quotes_true=(true, len(citations)),
        extra=len(draft["points"]) - known,
        uncited=sum(len(_problems(p, citations)) for p in draft["points"]),
    )


def alike(one: str, other: str) -> bool:
    """Tell whether two requests are the same one: the one in the other, or most character pairs shared."""
    a, b = fold(one), fold(other)
    if a in b or b in a:
        return True
    pairs, others = bigrams(a), bigrams(b)
    return len(pairs & others) / max(1, min(len(pairs), len(others))) >= _ALIKE


def _facts(groups: Iterable[Sequence[str]], point: Mapping[str, Any] | None) -> tuple[int, int]:
    said = "；".join(p["text"] for p in point["paragraphs"]) if point else ""
    text, wanted = fold(without_markers(said)), list(groups)
    return sum(any(states(text, fold(alternative)) for alternative in group) for group in wanted), len(wanted)


def _citation(value: Mapping[str, Any]) -> Citation:
    """A citation as the draft's JSON has it, without what the draft says of its checks: they are made anew."""
    said = {name: value[name] for name in value.keys() - {"check", "checks"}}
    return Citation(**{**said, "section": tuple(value["section"])})


def _problems(point: Mapping[str, Any], citations: Mapping[int, Citation]) -> list[str]:
    """What the letter's own check says of a point; a gap is no statement."""
    stated = (p["text"] for p in point["paragraphs"] if not p["text"].startswith("【待补充"))
    return [problem for words in stated for problem in problems(words, citations)]


def _added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _share(pair: tuple[int, int]) -> float | None:
    return pair[0] / pair[1] if pair[1] else None
