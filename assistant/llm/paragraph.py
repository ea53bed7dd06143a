"""A letter's paragraph put into smoother words by a model, if every statement of it still holds; else None.

Keeps every citation, adds none, and never moves a claim from one citation to another. What claims no figure or name is
compared clause by clause: no praise or promise comes in, and no fact gets lost.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping

from assistant.check import check, statements
from assistant.llm.chat import ChatModel, LlmError, as_data, conversation, open_model, without_thoughts
from assistant.llm.grounding import share
from assistant.schema import Citation
from assistant.settings import LlmSettings
from index.shingles import bigrams

_MOST_TOKENS = 1200
_LONGER = 1.3  # times the paragraph; what is longer has been added to
_CLAUSE = re.compile(r"[^，。；：、！？,;:!?\n]{4,}")  # shorter ones, 同时 or 其中, join the others and claim nothing
_LEAST_SHARED = 0.5  # of a clause's pairs of characters: with less, praise or a promise was added, or a fact left out

logger = logging.getLogger(__name__)

Rewrite = Callable[[str, Mapping[int, Citation]], str | None]
"""Gives a paragraph in other words, from the paragraph with its markers and the citations by number."""


def open_rewrite(settings: LlmSettings) -> Rewrite | None:
    """Return what rewrites paragraphs; None where no model is set.

    Raises:
        UserError: The settings cannot be used.
    """
    model = open_model(settings)
    return (lambda paragraph, citations: rewrite(model, paragraph, citations)) if model else None


def rewrite(model: ChatModel, paragraph: str, citations: Mapping[int, Citation]) -> str | None:
    """Return the paragraph in the model's words, markers in place; None where they do not all hold.

    Args:
        model: Writes.
        paragraph: A paragraph with its markers.
        citations: What the markers stand for, by number.
    """
    cited = dict.fromkeys(n for _, numbers in statements(paragraph) for n in numbers)
    messages = conversation(
        "llm_paragraph_rules",
        "llm_paragraph",
        paragraph=as_data(paragraph),
        quotes="\n".join(f"[{n}] <<<{as_data(citations[n].quote)}>>>" for n in cited),
    )
    try:
        text = without_thoughts("".join(model.stream(messages, _MOST_TOKENS))).replace("\n", "")
    except LlmError as error:
        logger.warning("model %s did not rewrite a paragraph: %s", model.name, error)
        return None
    return text if _holds(text, paragraph, citations) else None


def _holds(text: str, paragraph: str, citations: Mapping[int, Citation]) -> bool:
    """Tell whether a paragraph as rewritten cites and claims, statement by statement, what it did before."""
    before, after = statements(paragraph), statements(text)
    if [numbers for _, numbers in after] != [numbers for _, numbers in before]:
        return False
    if not text or len(text) > _LONGER * len(paragraph):
        return False
    return all(
        _same_clauses(old, new) and _same_claims(old, new, [citations[n] for n in numbers])
        for (old, numbers), (new, _) in zip(before, after, strict=True)
    )


def _same_clauses(old: str, new: str) -> bool:
    """Tell whether each clause of either wording is, in other words, in the other one."""
    return all(
        share(clause, bigrams(other)) >= _LEAST_SHARED
        for one, other in ((old, new), (new, old))
        for clause in _CLAUSE.findall(one)
    )


def _same_claims(old: str, new: str, cited: list[Citation]) -> bool:
    """Tell whether a statement claims all that it did, and nothing that its citations do not."""
    if not all(made.supported for made in check(new, cited)):
        return False
    return sorted((made.kind, made.words) for made in check(old, cited)) == sorted(
        (made.kind, made.words) for made in check(new, cited)
    )
