"""The nouns of checking: what a statement claims, and what became of each claim.

Plain values; nothing here reads a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class ClaimKind(StrEnum):
    """What a claim is about."""

    FIGURE = "figure"  # with its unit and its 超过, 约, 以内
    PERCENTAGE = "percentage"
    ORDINAL = "ordinal"  # 第六批, 十三届
    YEAR = "year"
    DATE = "date"
    DOC_NUMBER = "doc_number"
    ORGAN = "organ"
    PLACE = "place"
    NAME = "name"  # in 《》 or “”
    CODE = "code"  # of letters or of letters and digits: RCEP, 5G; telephone numbers
    SENSE = "sense"  # not or not not; up or down


class Outcome(StrEnum):
    """What the checks of a statement come to."""

    AGREES = "核对一致"
    PARTLY = "部分"
    UNVERIFIED = "未核实"


class Cited(Protocol):
    """What a check needs to know of a citation; ``assistant.schema.Citation`` is one."""

    @property
    def quote(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def doc_number(self) -> str | None: ...  # noqa: D102
    @property
    def issuer(self) -> str | None: ...  # noqa: D102
    @property
    def date(self) -> str | None: ...  # noqa: D102
    @property
    def section(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Check:
    """A claim of a statement, and whether the cited words make it.

    Attributes:
        words: The claim as the statement puts it, ``statement[start:end]``.
    """

    kind: ClaimKind
    words: str
    supported: bool
    start: int
    end: int

    def to_json(self) -> dict[str, Any]:
        """Return the check in the form of the command line's JSON."""
        return {"kind": self.kind.value, "words": self.words, "supported": self.supported}


def outcome(checks: Sequence[Check]) -> Outcome:
    """Sum checks up; a statement in which nothing can be checked has nothing that disagrees."""
    supported = sum(check.supported for check in checks)
    if supported == len(checks):
        return Outcome.AGREES
    return Outcome.PARTLY if supported else Outcome.UNVERIFIED
