"""What a person must look at before the letter goes out: figures that disagree, old sources, claims without basis.

Points out and cites; never decides which of two figures is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.draft.choosing import Statement
from assistant.draft.origin import place_of_document
from assistant.draft.schema import Proposal
from assistant.reader import fold
from assistant.titles import chinese_date, in_marks
from index.shingles import bigrams

_MEASURED = re.compile(
    r"(?P<value>\d+(?:,\d{3})*(?:\.\d+)?)\s*(?P<unit>个百分点|个工作日|万平方米|平方公里|亿美元|万美元|万亿元|亿元|万元|万辆|万户|万人|万吨|公里|[%％]|[项条家户个座件批名辆亩])"
    r"(?P<noun>[\u3400-\u9fff]{0,6})"
)
_BEFORE = 3  # characters in front of a figure that say what it measures
_NOT_CHINESE = re.compile(r"[^\u3400-\u9fff]")
_OLD_YEARS = 3
_CLAUSE = re.compile(r"[^，,；;。：:]+")
_REFUSES = re.compile(r"不得|不予|禁止|严禁|不应|不能|不纳入|不列入|不属于|停止|取消")
_MOST = 6
_LEAST_SHARED = 0.35


def disagreements(chosen: Sequence[Statement], near: Sequence[Statement]) -> Iterator[str]:
    """Yield a line for each thing that a chosen statement measures differently from another document.

    Args:
        chosen: What the letter uses.
        near: All that was read for the same request.
    """
    told: set[str] = set()
    for one in chosen:
        for other in (s for s in near if s.document.path != one.document.path and _same_matter(s, one)):
            for mine, its in _differing(one.unit.text, other.unit.text):
                if mine[0] not in told:
                    told.add(mine[0])
                    yield _disagreement(one, mine, other, its)


def _differing(one: str, other: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield the figures of two sentences that measure the same thing, where neither sentence has the other's figure."""
    ours, others = list(_MEASURED.finditer(one)), list(_MEASURED.finditer(other))
    values = {_value(each) for each in ours}, {_value(each) for each in others}
    for mine in ours:
        for its in others:
            same_noun = len(mine["noun"]) > 1 and mine["noun"][:2] == its["noun"][:2]
            before = one[: mine.start()][-_BEFORE:], other[: its.start()][-_BEFORE:]
            same_thing = same_noun or (len(before[0]) == _BEFORE and before[0] == before[1])
            apart = _value(mine) not in values[1] and _value(its) not in values[0]
            if same_thing and apart and _unit(mine) == _unit(its):
                yield mine, its


def restrictions(chosen: Iterable[Statement]) -> Iterator[str]:
    """Yield a line for each chosen statement that refuses or forbids something: it may be what is asked for."""
    for statement in chosen:
        clause = next((m[0] for m in _CLAUSE.finditer(statement.unit.text) if _REFUSES.search(m[0])), "")
        if clause:
            source = in_marks(statement.document.title)
            yield f"引用的{source}“{clause}”是限制性规定，请核对与所提要求是否一致，不一致的不宜作为已采纳的依据。"


def foreign_sources(chosen: Iterable[Statement]) -> Iterator[str]:
    """Yield one line that names the sources of some province, for a letter whose own province is not known."""
    titles = {s.document.title: place_of_document(s.document).province for s in chosen}
    listed = "、".join(in_marks(title) for title, province in titles.items() if province)
    if listed:
        yield f"未能判断承办单位属于哪个省份，以下地方文件是否适用于本地请核对：{listed}。"


def old_sources(chosen: Iterable[Statement], today: str) -> Iterator[str]:
    """Yield one line that names the sources older than some years, newest first."""
    dates = {s.document.title: s.date for s in chosen if s.date and int(today[:4]) - int(s.date[:4]) > _OLD_YEARS}
    newest_first = sorted(dates.items(), key=lambda item: item[1], reverse=True)
    if dates:
        listed = "、".join(f"{in_marks(title)}（{chinese_date(day)}）" for title, day in newest_first)
        yield f"以下依据距今已超过{_OLD_YEARS}年，请核对其中的数字和安排是否有更新：{listed}。"


def undated_sources(chosen: Iterable[Statement]) -> Iterator[str]:
    """Yield one line that names the sources without a date."""
    titles = list(dict.fromkeys(s.document.title for s in chosen if not s.date))
    if titles:
        listed = "、".join(map(in_marks, titles))
        yield f"以下依据没有成文日期，其中“今年”“目前”等时间说法请人工核对：{listed}。"


def unfounded_claims(proposal: Proposal, near: Sequence[Statement]) -> Iterator[str]:
    """Yield one line with the proposal's own figures that no source read for it has."""
    asked = {i for r in proposal.requests for i in range(r.start, r.end)}
    known = {(_value(m), _unit(m)) for s in near for m in _MEASURED.finditer(s.unit.hit.chunk.text)}
    claims = [
        f"{m['value']}{m['unit']}{m['noun'][:4]}"
        for m in _MEASURED.finditer(proposal.body)
        if m.start() not in asked and (_value(m), _unit(m)) not in known
    ]
    if claims:
        listed = "”“".join(list(dict.fromkeys(claims))[:_MOST])
        yield f"{proposal.kind.value}正文所述数字“{listed}”未在现有文件中找到依据，草稿没有采用，也没有认可。"


def _value(figure: re.Match[str]) -> str:
    return fold(figure["value"]).replace(",", "")


def _unit(figure: re.Match[str]) -> str:
    return fold(figure["unit"])


def _same_matter(one: Statement, other: Statement) -> bool:
    a, b = (bigrams(_NOT_CHINESE.sub("", statement.unit.text)) for statement in (one, other))
    return len(a & b) / max(1, min(len(a), len(b))) >= _LEAST_SHARED


def _disagreement(one: Statement, mine: re.Match[str], other: Statement, its: re.Match[str]) -> str:
    newer, older = sorted(((one, mine), (other, its)), key=lambda pair: pair[0].date, reverse=True)
    said = "，".join(
        f"{in_marks(s.document.title)}（{chinese_date(s.date) or '未注明日期'}）为{figure['value']}{figure['unit']}"
        for s, figure in (newer, older)
    )
    return f"“{mine['unit']}{mine['noun'][:4]}”的数字不一致：{said}，请核对口径和时点。"
