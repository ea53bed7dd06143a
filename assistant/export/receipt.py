"""A receipt (引证单) for an answer: one printable HTML file that says all that its quotes rest on.

What a program reads of it later are the very words that people read: elements with ``itemprop``, not a second copy
that could say something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from assistant.conversations import Exchange
from assistant.schema import Citation, Status
from index.schema import Document

_TEMPLATE = Path(__file__).with_name("receipt.html")
_OUTCOMES = {Status.ANSWERED: "已回答", Status.CORRECTED: "问题前提与文件不符", Status.REFUSED: "资料中没有找到依据"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A quote of the receipt."""

    citation: Citation
    sha256: str
    page: int | None

    @property
    def place(self) -> str:
        return " › ".join(self.citation.section)


def receipt_html(exchange: Exchange, document: Callable[[str], Document], saving: str = "") -> str:
    """Return the receipt of an answer.

    Args:
        exchange: The question, answered.
        document: Gives the documents by path.
        saving: An address under which the receipt is offered as a file; empty for the file itself.

    Raises:
        UserError: A cited document is in the index no more.
    """
    answer = exchange.answer
    if answer is None:
        raise ValueError("a question without its answer has no receipt")
    lines = [_line(citation, document(citation.document)) for citation in answer.citations]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_TEMPLATE.read_text("utf-8")).render(
        answer=answer,
        outcome=_OUTCOMES[answer.status],
        asked=_local(exchange.asked),
        index=exchange.index,
        lines=lines,
        scope=str(exchange.scope),
        saving=saving,
    )


def _line(citation: Citation, document: Document) -> _Line:
    page = next((block.page for block in document.blocks if block.start <= citation.start < block.end), None)
    return _Line(citation, document.sha256, page)


def _local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%Y年%m月%d日 %H:%M:%S") if moment else ""
