"""What the drafting page does: drafts, keeps versions, checks what is typed, finds further evidence, writes files.

Every action takes plain values and returns JSON values. Knows neither HTTP nor HTML; an index that is built anew is
taken up with the next action.
"""

from __future__ import annotations

import datetime
import json
import tempfile
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.draft import saved
from assistant.draft.letter import Drafter
from assistant.draft.offers import Offers, Place
from assistant.draft.polish import polish
from assistant.draft.proposal import SUFFIXES, from_text, read_proposal
from assistant.draft.review import review
from assistant.draft.saved import Work
from assistant.draft.schema import Proposal, Stage
from assistant.draft.sources import Sources
from assistant.draft.store import DraftStore, Entry, Version
from assistant.draft.word.layout import Layout
from assistant.draft.word.reply import write
from assistant.opening import Opened
from assistant.schema import Citation
from assistant.settings import Settings
from index.errors import UserError
from index.shingles import bigrams

View = dict[str, Any]
LONGEST_TEXT = 60_000
"""Characters of a pasted proposal."""

_CITATIONS: TypeAdapter[list[Citation]] = TypeAdapter(list[Citation])
_ALIKE = 0.5  # of the pairs of neighbouring characters of two titles


@dataclass(frozen=True, slots=True)
class Tools:
    """All that works on one snapshot of the index."""

    opened: Opened
    sources: Sources
    drafter: Drafter
    offers: Offers


class DraftingDesk:
    """The page's actions; safe to call from several threads, though letters are drafted one at a time.

    Args:
        settings: Where the index and the letters lie, and what local rules say of replies.
        in_use: The snapshot in use, asked for anew with every action.
    """

    def __init__(self, settings: Settings, in_use: Callable[[], Opened]) -> None:
        self._settings = settings
        self._opened = in_use
        self._store = DraftStore(settings.server.data)
        self._tools: Tools | None = None
        self._opening = threading.Lock()
        self._drafting = threading.Lock()

    def warm_up(self) -> None:
        """Load what the first letter needs."""
        self._in_use()

    def listed(self) -> View:
        """All letters kept."""
        return {"drafts": [_entry(entry) for entry in self._store.entries()]}

    def begin(self, text: str, name: str, content: bytes, who: str) -> View:
        """Draft a letter for a proposal, from a file's content where there is one, else from text; keep it."""
        proposal = self._proposal(text, name, content)
        tools = self._in_use()
        with self._drafting:
            draft = tools.drafter.draft(proposal, datetime.date.today())
        work = saved.in_order(Work(proposal, polish(draft, self._settings.llm)))
        identity = self._store.create(
            proposal.title or draft.title, proposal.number, saved.to_json(work), who, "自动起草"
        )
        return self.opened(identity)

    def opened(self, identity: str, version: int | None = None) -> View:
        """A letter at a version; None: the latest."""
        versions = self._store.versions(identity)
        number = version or versions[0].n
        work = saved.from_json(self._store.content(identity, number))
        return {
            "id": identity,
            "version": number,
            "latest": versions[0].n,
            "versions": [_version(each) for each in versions],
            "work": saved.to_json(work),
            "similar": self._similar(identity, work.proposal),
        }

    def save(self, identity: str, base: int, who: str, work: object) -> View:
        """Keep a letter as its next version."""
        before = saved.from_json(self._store.content(identity, base))
        after = saved.in_order(saved.from_json(work))
        if wrong := saved.false_quotes(after, self._in_use().sources.document):
            listed = "、".join(f"[{n}]" for n in wrong)
            raise UserError(f"引用{listed}与文件原文不一致，没有保存：请删去后从右侧重新选用依据。")
        note = saved.changes(before, after)
        if not note:
            return {"unchanged": True}
        self._store.add(identity, base, saved.to_json(after), who, note)
        return self.opened(identity)

    def delete(self, identity: str) -> View:
        """Remove a letter with all its versions."""
        self._store.delete(identity)
        return self.listed()

    def checked(self, text: str, citations: object) -> View:
        """What is wrong with a paragraph as it is now."""
        sources = self._in_use().sources
        by_number = {citation.n: sources.in_force.cited(citation) for citation in _citations(citations)}
        return {"findings": [asdict(f) for f in review(text, by_number, sources.document)]}

    def further(self, work: object, position: int, query: str, used: Sequence[Sequence[Any]]) -> View:
        """Statements that may join the letter's answer to a request."""
        opened = saved.from_json(work)
        request = saved.point_of(opened, position).request
        with self._drafting:
            offers = self._in_use().offers.further(opened.proposal, request, query.strip(), _places(used))
        return {"offers": [_offer(o.words, o.stage, o.citation) for o in offers]}

    def another(self, work: object, position: int, stage: str | None, used: Sequence[Sequence[Any]]) -> View:
        """Another paragraph for a request, out of statements not used so far."""
        opened = saved.from_json(work)
        request = saved.point_of(opened, position).request
        with self._drafting:
            made = self._in_use().offers.another(
                opened.proposal, request, Stage(stage) if stage in set(Stage) else None, _places(used)
            )
        if made is None:
            raise UserError("没有查到其他可用的依据，可以在右侧换个说法检索，或先收录有关文件。")
        paragraph, citations = made
        return {"paragraph": paragraph.to_json(), "citations": [_cited(citation) for citation in citations]}

    def written(self, identity: str, version: int, layout: Layout | None) -> tuple[str, bytes]:
        """A version as a file: its name and content.

        Args:
            identity: The letter.
            version: The version.
            layout: How the Word file is laid out; None: JSON instead.
        """
        work = saved.from_json(self._store.content(identity, version))
        name = f"答复稿{work.proposal.number}-第{version}版"
        if layout is None:
            content = json.dumps(work.draft.to_json(), ensure_ascii=False, indent=2) + "\n"
            return f"{name}.json", content.encode()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "reply.docx"
            write(work.draft, path, layout.form(work.proposal, self._settings.drafting))
            return f"{name}.docx", path.read_bytes()

    def _proposal(self, text: str, name: str, content: bytes) -> Proposal:
        if not content:
            if not text.strip():
                raise UserError("请选择建议文件，或把建议全文粘贴到文本框中。")
            if len(text) > LONGEST_TEXT:
                raise UserError(f"粘贴的文字超过 {LONGEST_TEXT} 字，请改用文件。")
            return from_text(text)
        suffix = Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            raise UserError(f"不支持 {suffix or '没有扩展名'} 的文件，请改用 {'、'.join(SUFFIXES[:5])}。")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"proposal{suffix}"
            path.write_bytes(content)
            return read_proposal(path, self._settings.index.max_file_bytes)

    def _in_use(self) -> Tools:
        opened = self._opened()
        with self._opening:
            if self._tools is None or self._tools.opened is not opened:
                sources = Sources(opened)
                drafter = Drafter(sources, self._settings.drafting)
                self._tools = Tools(opened, sources, drafter, Offers(sources))
            return self._tools

    def _similar(self, identity: str, proposal: Proposal) -> View:
        """Earlier replies in the index, and other letters being worked on, that may be on the same matter."""
        mine = _pairs(proposal.title)
        drafts = [
            _entry(entry)
            for entry in self._store.entries()
            if entry.id != identity and len(mine & _pairs(entry.title)) >= _ALIKE * max(1, len(mine))
        ]
        return {"replies": [asdict(reply) for reply in self._in_use().offers.replies(proposal)], "drafts": drafts}


def _entry(entry: Entry) -> View:
    return {"id": entry.id, "title": entry.title, "number": entry.number, **_version(entry.latest)}


def _version(version: Version) -> View:
    made = datetime.datetime.fromisoformat(version.made).astimezone()
    return {**asdict(version), "made": made.strftime("%Y-%m-%d %H:%M")}


def _offer(words: str, stage: Stage, citation: Citation) -> View:
    return {"words": words, "stage": stage.value, "citation": _cited(citation)}


def _cited(citation: Citation) -> View:
    dumped: View = TypeAdapter(Citation).dump_python(replace(citation, checks=None), mode="json")
    return dumped


def _citations(given: object) -> list[Citation]:
    try:
        return _CITATIONS.validate_python(given)
    except ValidationError as error:
        raise UserError("引用的内容不完整，无法核对，请刷新页面后再试。") from error


def _places(used: Sequence[Sequence[Any]]) -> Collection[Place]:
    return {(str(path), int(start), int(end)) for path, start, end in used}


def _pairs(title: str) -> set[str]:
    return bigrams(title.removeprefix("关于").removesuffix("的建议"))
