"""What a person chooses of a letter's layout, from words on a command line or in an address.

Only names the choices; what they look like is decided where they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from assistant.draft.schema import Proposal
from assistant.draft.word.heads import Head
from assistant.draft.word.opinion import OpinionForm
from assistant.draft.word.reply import Citations, Form
from assistant.settings import DraftingSettings
from index.errors import UserError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Layout:
    """The choices.

    Attributes:
        citations: Where sources are shown.
        head: The letterhead.
        imprint: With 版记.
        opinion: With the 征询意见表.
    """

    citations: Citations = Citations.FOOTNOTES
    head: Head = Head.NONE
    imprint: bool = False
    opinion: bool = False

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> Layout:
        """Read choices; one that is not made is as by default.

        Raises:
            UserError: A choice has no such value; the message names those there are.
        """
        return cls(
            choice(Citations, chosen.get("citations", Citations.FOOTNOTES), "citations"),
            choice(Head, chosen.get("head", Head.NONE), "head"),
            bool(chosen.get("imprint")),
            bool(chosen.get("opinion")),
        )

    def form(self, proposal: Proposal, settings: DraftingSettings) -> Form:
        """The form of the letter for a proposal."""
        opinion = OpinionForm.of(proposal, settings) if self.opinion else None
        return Form(self.citations, self.head, self.imprint, opinion)


def choice(kind: type[Choice], value: str, option: str) -> Choice:
    """One of an option's values.

    Raises:
        UserError: There is no such value; the message names those there are.
    """
    try:
        return kind(value)
    except ValueError as error:
        raise UserError(f"{option} 不能是 {value}，请改为 {'、'.join(one.value for one in kind)} 之一。") from error
