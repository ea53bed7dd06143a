"""A proposal to a drafted reply: evidence for each request, composed of verbatim statements with the least glue.

Every statement is checked against its quote before it stands; one that fails is left out and said so. What only people
may decide (文号, 办理类别, 公开属性, 联系人, 抄送) stays blank.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from assistant.draft import gaps, warnings
from assistant.draft.composer import Composer
from assistant.draft.evidence import Evidence, gather
from assistant.draft.glue import Letter
from assistant.draft.schema import Draft, Kind, Point, Proposal, joined
from assistant.draft.sources import Sources
from assistant.settings import DraftingSettings, Settings
from assistant.titles import in_marks
from index.places import Place, most_named, names, place_of
from prompts import load

_MOST_NAMED = 3  # deputies in the salutation


def blanks(settings: DraftingSettings) -> tuple[tuple[str, str], ...]:
    """The fields for people, with the choices that local rules offer."""
    return (
        ("发文字号", "由办公室编号"),
        ("办理结果标记", "／".join(settings.categories)),
        ("公开属性", "／".join(settings.disclosure)),
        ("会办单位", "如有，写明会办意见"),
        ("与代表沟通情况", "时间、方式和代表意见"),
        ("签发人", ""),
        ("联系人及电话", ""),
        ("抄送", "按当地规定填写"),
    )


class Drafter:
    """Drafts replies from one index."""

    def __init__(self, sources: Sources, settings: DraftingSettings | None = None) -> None:
        self._sources = sources
        self._blanks = blanks(settings or DraftingSettings())

    @classmethod
    def open(cls, settings: Settings) -> Drafter:
        """Open the current snapshot.

        Raises:
            UserError: There is no index, it is damaged, or it was built with another encoder.
        """
        return cls(Sources.open(settings), settings.drafting)

    def draft(self, proposal: Proposal, today: datetime.date) -> Draft:
        """Draft the reply to a proposal.

        Args:
            proposal: The proposal.
            today: The letter's date.
        """
        letter = Letter(proposal.addressed_to, place_of_proposal(proposal))
        found = [gather(request, self._sources, letter.place) for request in proposal.requests]
        composer = Composer(self._sources, letter)
        points = tuple(composer.point(r, e) for r, e in zip(proposal.requests, found, strict=True))
        pronoun = "您" if proposal.signatories <= 1 else "你们"
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
            warnings=tuple(self._warnings(proposal, points, found, composer, today)),
            blanks=tuple(
                (_worded(field, proposal.kind), _worded(offered, proposal.kind)) for field, offered in self._blanks
            ),
        )

    def _warnings(
        self,
        proposal: Proposal,
        points: Sequence[Point],
        found: Sequence[Evidence],
        composer: Composer,
        today: datetime.date,
    ) -> list[str]:
        notes: list[str] = []
        for number, (point, evidence) in enumerate(zip(points, found, strict=True), 1):
            cited = {n for paragraph in point.paragraphs for n in paragraph.citations}
            own = self._sources.in_force.notes(citation for citation in composer.citations if citation.n in cited)
            own += warnings.disagreements(evidence.statements, evidence.near)
            own += warnings.restrictions(evidence.statements)
            notes += [f"第{number}条：{line}" for line in own]
        lines = gaps.gap_lines(points) + notes
        chosen = [statement for evidence in found for statement in evidence.statements]
        lines += warnings.old_sources(chosen, today.isoformat())
        lines += warnings.undated_sources(chosen)
        if not place_of_proposal(proposal).province:
            lines += warnings.foreign_sources(chosen)
        lines += warnings.unfounded_claims(proposal, [s for evidence in found for s in evidence.near])
        lines += [f"有一句与原文核对不符，未写入：{words}……" for words in composer.dropped]
        lines += _open_fields(proposal)
        return list(dict.fromkeys(re.sub(r"\s+", " ", line) for line in lines))


def place_of_proposal(proposal: Proposal) -> Place:
    """The place whose organ answers, by the addressee, the session and the title; else what the body keeps naming."""
    found = place_of((proposal.addressed_to, proposal.session, proposal.title))
    if not found.province:
        named = most_named(proposal.body)
        return named if len(names(proposal.body)) > 1 or proposal.body.count(named.province) > 1 else Place()
    return found if names(proposal.addressed_to) else Place(found.province)


def _title(proposal: Proposal) -> str:
    kind = proposal.kind.value
    if proposal.number and proposal.session:
        return f"对{proposal.session}{proposal.number}{kind}的答复"
    if proposal.number:
        return f"关于{proposal.number}{kind}的答复"
    return f"关于{in_marks(proposal.title)}的答复" if proposal.title else f"关于{proposal.kind.person}{kind}的答复"


def _named(proposal: Proposal) -> str:
    number = f"（{proposal.number}{proposal.kind.value}）" if proposal.number else ""
    return f"{in_marks(proposal.title)}{number}" if proposal.title else f"{proposal.number}{proposal.kind.value}"


def _salutation(proposal: Proposal) -> str:
    person, names = proposal.kind.person, proposal.deputies
    if not names:
        return f"尊敬的【待补充：姓名】{person}："
    if proposal.signatories > min(len(names), _MOST_NAMED):
        return f"尊敬的{names[0]}等{proposal.signatories}名{person}："
    return f"尊敬的{joined(names)}{person}："


def _worded(words: str, kind: Kind) -> str:
    return words.replace("代表", kind.person)


def _open_fields(proposal: Proposal) -> list[str]:
    """What the proposal leaves to people: how joint deputies are answered, and what it does not say of itself."""
    kind, person = proposal.kind.value, proposal.kind.person
    lines = []
    if proposal.signatories > 1:
        lines.append(f"联名{kind}，请按当地规定答复每位{person}，或经领衔{person}同意后由其转复。")
    own = ((f"{kind}号", proposal.number), (f"{person}姓名", proposal.deputies), ("承办单位", proposal.addressed_to))
    return lines + [f"{what}未写明，请补充。" for what, value in own if not value]
