"""A proposal to a drafted reply: evidence for each request, composed of verbatim statements with the least glue.

Every statement is checked against its quote before it stands; one that fails is left out and said so. What only people
may decide (文号, 办理类别, 公开属性, 联系人, 抄送) stays blank.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.check import check, holds
from assistant.compose import name
from assistant.draft import gaps, warnings
from assistant.draft.demand import demands
from assistant.draft.evidence import Evidence, Statement, gather
from assistant.draft.glue import Letter, Placed, cite, full_width, place
from assistant.draft.prose import topic
from assistant.draft.schema import Coverage, Draft, Kind, Paragraph, Point, Proposal, Request, Stage, joined
from assistant.draft.sources import Sources
from assistant.schema import Citation
from assistant.settings import Settings
from index.places import Place, most_named, place_of
from index.schema import FieldName
from prompts import load

_STAGES = {Stage.DONE: "draft_done", Stage.ONGOING: "draft_ongoing", Stage.NEXT: "draft_next"}
_MOST_NAMED = 3  # deputies in the salutation
BLANKS: tuple[tuple[str, str], ...] = (
    ("发文字号", "由办公室编号"),
    ("办理结果标记", "A／B／C／D，按当地规定选填"),
    ("公开属性", "主动公开／依申请公开／不予公开"),
    ("会办单位", "如有，写明会办意见"),
    ("与代表沟通情况", "时间、方式和代表意见"),
    ("签发人", ""),
    ("联系人及电话", ""),
    ("抄送", "按当地规定填写"),
)
"""Fields for people, with the choices offered; local rules differ, so another tuple may be passed in."""


class Drafter:
    """Drafts replies from one index."""

    def __init__(self, sources: Sources, blanks: Sequence[tuple[str, str]] = BLANKS) -> None:
        self._sources = sources
        self._blanks = tuple(blanks)

    @classmethod
    def open(cls, settings: Settings) -> Drafter:
        """Open the current snapshot.

        Raises:
            UserError: There is no index, it is damaged, or it was built with another encoder.
        """
        return cls(Sources.open(settings))

    def draft(self, proposal: Proposal, today: datetime.date) -> Draft:
        """Draft the reply to a proposal.

        Args:
            proposal: The proposal.
            today: The letter's date.
        """
        letter = Letter(proposal.addressed_to, _place(proposal))
        found = [gather(request, self._sources, letter.place) for request in proposal.requests]
        composer = _Composer(self._sources, letter)
        points = tuple(composer.point(r, e) for r, e in zip(proposal.requests, found, strict=True))
        pronoun = "您" if len(proposal.deputies) <= 1 else "你们"
        return Draft(
            kind=proposal.kind,
            title=_title(proposal),
            salutation=_salutation(proposal),
            opening=load("draft_opening").render(pronoun=pronoun, name=_named(proposal)),
            points=points,
            closing=load("draft_closing").render(pronoun=pronoun),
            signature=proposal.addressed_to or "【待补充：承办单位全称】",
            date=f"{today.year}年{today.month}月{today.day}日",
            citations=tuple(composer.citations),
            warnings=tuple(_warnings(proposal, points, found, composer.dropped, today)),
            blanks=tuple(
                (_worded(field, proposal.kind), _worded(offered, proposal.kind)) for field, offered in self._blanks
            ),
        )


class _Composer:
    """Writes the points of one letter and numbers its citations."""

    def __init__(self, sources: Sources, letter: Letter) -> None:
        self._sources = sources
        self._letter = letter
        self._named: set[str] = set()
        self.citations: list[Citation] = []
        self.dropped: list[str] = []

    def point(self, request: Request, evidence: Evidence) -> Point:
        """Answer one request."""
        paragraphs: list[Paragraph] = []
        for stage in Stage:
            chosen = [s for s in evidence.statements if s.stage is stage]
            paragraph = self._paragraph(stage, chosen) if chosen else None
            if paragraph:
                paragraphs.append(paragraph)
        coverage = evidence.coverage if paragraphs else Coverage.MISSING
        asked = demands(request, self._sources.idf)
        if coverage is Coverage.MISSING:
            paragraphs = [Paragraph(gaps.gap(request.topic, request.text, evidence.near, asked[0]), ())]
        else:
            by_text = {demand.text: demand for demand in asked}
            for text in evidence.unanswered:
                words = gaps.gap(topic(text), text, evidence.near, by_text[text], part=True)
                paragraphs.append(Paragraph(words, ()))
        return Point(request, coverage, tuple(paragraphs))

    def _paragraph(self, stage: Stage, chosen: Sequence[Statement]) -> Paragraph | None:
        paths = dict.fromkeys(s.document.path for s in sorted(chosen, key=lambda s: s.date, reverse=True))
        parts: list[str] = []
        numbers: list[int] = []
        for path in paths:
            group = sorted((s for s in chosen if s.document.path == path), key=lambda s: s.unit.start)
            written = [
                (placed, n) for s in group if (placed := place(s, self._letter)) and (n := self._cited(s, placed))
            ]
            if written:
                source = load("draft_source").render(document=self._source(group[0]))
                parts.append(source + "；".join(f"{_shown(placed)}[{n}]" for placed, n in written) + "。")
                numbers += [n for _, n in written]
        if not parts:
            return None
        return Paragraph(load(_STAGES[stage]).render() + "".join(parts), tuple(numbers), stage)

    def _source(self, statement: Statement) -> str:
        """A document as the letter names it: in full the first time, by its number later on."""
        document = statement.document
        named = full_width(name(document))
        number = document.value(FieldName.DOC_NUMBER)
        if document.path in self._named:
            return f"{number}文件" if number else named
        self._named.add(document.path)
        if not statement.date:
            return named
        year, month, day = (int(part) for part in statement.date.split("-"))
        when = f"{year}年{month}月{day}日"
        return f"{named[:-1]}，{when}）" if number else f"{named}（{when}）"

    def _cited(self, statement: Statement, placed: Placed) -> int:
        """Number of the citation behind a statement; 0 where the statement does not hold against it."""
        number = len(self.citations) + 1
        made = cite(number, statement, placed)
        if not holds(placed.words, made.quote, placed.replaced):
            self.dropped.append(statement.unit.text[:30])
            return 0
        same = next(
            (c for c in self.citations if (c.document, c.start, c.end) == (made.document, made.start, made.end)), None
        )
        if same:
            return same.n
        around = (statement.unit.subject, *statement.unit.hit.chunk.columns)
        self.citations.append(replace(made, checks=check(_shown(placed), (made,), around)))
        return number


def _shown(placed: Placed) -> str:
    return f"{placed.subject}：{placed.words}" if placed.subject else placed.words


def _place(proposal: Proposal) -> Place:
    """The place whose organ answers, by the addressee, the session and the title; else what the body speaks of."""
    found = place_of((proposal.addressed_to, proposal.session, proposal.title))
    if not found.province:
        return most_named(proposal.body)
    return Place(found.province, found.city if found.city in proposal.addressed_to else "")


def _title(proposal: Proposal) -> str:
    kind = proposal.kind.value
    if proposal.number and proposal.session:
        return f"对{proposal.session}{proposal.number}{kind}的答复"
    if proposal.number:
        return f"关于{proposal.number}{kind}的答复"
    return f"关于{_quoted(proposal.title)}的答复" if proposal.title else f"关于{proposal.kind.person}{kind}的答复"


def _quoted(title: str) -> str:
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def _named(proposal: Proposal) -> str:
    number = f"（{proposal.number}{proposal.kind.value}）" if proposal.number else ""
    return f"{_quoted(proposal.title)}{number}" if proposal.title else f"{proposal.number}{proposal.kind.value}"


def _salutation(proposal: Proposal) -> str:
    person, names = proposal.kind.person, proposal.deputies
    if not names:
        return f"尊敬的【待补充：姓名】{person}："
    if len(names) > _MOST_NAMED:
        return f"尊敬的{names[0]}等{len(names)}名{person}："
    return f"尊敬的{joined(names)}{person}："


def _worded(words: str, kind: Kind) -> str:
    return words.replace("代表", kind.person)


def _warnings(
    proposal: Proposal, points: Sequence[Point], found: Sequence[Evidence], dropped: Sequence[str], today: datetime.date
) -> list[str]:
    lines = []
    for number, point in enumerate(points, 1):
        missing = [p.text.strip("【】") for p in point.paragraphs if p.stage is None]
        lines += [f"第{number}条：{text}" for text in missing]
    near = [s for e in found for s in e.near if e.coverage is not Coverage.MISSING]
    chosen = [s for e in found for s in e.statements]
    lines += warnings.disagreements([*chosen, *[s for s in near if s.score >= 0.6]])
    lines += warnings.old_sources(chosen, today.isoformat())
    lines += warnings.undated_sources(chosen)
    lines += warnings.unfounded_claims(proposal, [s for e in found for s in e.near])
    lines += [f"有一句与原文核对不符，未写入：{words}……" for words in dropped]
    if len(proposal.deputies) > 1:
        lines.append(
            f"联名{proposal.kind.value}，请按当地规定答复每位{proposal.kind.person}，或经领衔{proposal.kind.person}同意后由其转复。"
        )
    lines += [f"{what}未写明，请补充。" for what, value in _own(proposal) if not value]
    return list(dict.fromkeys(re.sub(r"\s+", " ", line) for line in lines))


def _own(proposal: Proposal) -> tuple[tuple[str, object], ...]:
    kind = proposal.kind
    return (
        (f"{kind.value}号", proposal.number),
        (f"{kind.person}姓名", proposal.deputies),
        ("承办单位", proposal.addressed_to),
    )
