"""What a run may do beside asking its questions: draft replies, let a model judge.

A supplement's figures stand in a section of their own and never enter those of the questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from eval.record import Record
from eval.system import System

Say = Callable[[str], None]
SUPPLEMENTS = ("drafts", "judge")
"""The names there are."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that people read; all rows are as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What a supplement found.

    Attributes:
        title: Its heading.
        notes: Sentences that people read before the tables.
        figures: JSON that ``metrics.json`` holds under the supplement's name.
        records: JSON, one line each in ``<name>.jsonl``.
        refused: One Chinese sentence for each input that could not be used.
    """

    title: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    figures: Mapping[str, Any]
    records: tuple[Mapping[str, Any], ...]
    refused: tuple[str, ...] = ()


class Supplement(Protocol):
    """Something that a run does beside asking its questions."""

    @property
    def name(self) -> str:
        """Its key in ``run.json`` and ``metrics.json``; a file name."""

    def prepare(self, echo: Say) -> Mapping[str, Any]:
        """Get ready before any question is asked; return what pins the figures down, as JSON.

        Raises:
            UserError: It cannot be done at all.
        """

    def run(
        self, system: System, records: Sequence[Record], baseline: Path | None, echo: Say, complain: Say
    ) -> Section:
        """Do it, after all questions are asked; ``baseline`` is the folder of an earlier run to compare with."""
