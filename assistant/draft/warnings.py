"""What a person must look at before the letter goes out: figures that disagree, old sources, claims without basis.

Points out and cites; never decides which of two figures is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.draft.choosing import Statement
from assistant.draft.schema import Proposal
from assistant.reader import fold
from assistant.titles import in_marks
from index.shingles import bigrams

_MEASURED = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>个百分点|个工作日|万平方米|平方公里|亿美元|万美元|万亿元|亿元|万元|万辆|万户|万人|万吨|公里|[%％]|[项条家户个座件批名辆亩])"
    r"(?P<noun>[\u3400-\u9fff]{0,6})"
)
_NOT_CHINESE = re.compile(r"[^\u3400-\u9fff]")
_OLD_YEARS = 3
_MOST = 6
_LEAST_SHARED = 0.35


def disagreements(near: Iterable[Statement]) -> Iterator[str]:
    """Yield a line for each pair of documents that measure the same thing differently."""
    seen: dict[tuple[str, str], list[tuple[str, Statement]]] = {}
    told: set[tuple[str, str]] = set()
    for statement in near:
        for measured in _MEASURED.finditer(statement.unit.text):
            key = (measured["unit"], measured["noun"][:4])
            if len(key[1]) < 2:
                continue
            for value, other in seen.get(key, []):
                if value != measured["value"] and key not in told and _comparable(statement, other, value, measured):
                    told.add(key)
                    yield _disagreement(statement, measured, other, value)
            seen.setdefault(key, []).append((measured["value"], statement))


def old_sources(chosen: Iterable[Statement], today: str) -> Iterator[str]:
    """Yield one line that names the sources older than some years, newest first."""
    dates = {s.document.title: s.date for s in chosen if s.date and int(today[:4]) - int(s.date[:4]) > _OLD_YEARS}
    if dates:
        listed = "、".join(
            f"{in_marks(title)}（{day}）" for title, day in sorted(dates.items(), key=lambda i: i[1], reverse=True)
        )
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
    known = {(fold(m["value"]), m["unit"]) for s in near for m in _MEASURED.finditer(s.unit.hit.chunk.text)}
    claims = [
        f"{m['value']}{m['unit']}{m['noun'][:4]}"
        for m in _MEASURED.finditer(proposal.body)
        if m.start() not in asked and (fold(m["value"]), m["unit"]) not in known
    ]
    if claims:
        listed = "”“".join(dict.fromkeys(claims[:_MOST]))
        yield f"{proposal.kind.value}正文所述数字“{listed}”未在现有文件中找到依据，草稿没有采用，也没有认可。"


def _comparable(one: Statement, other: Statement, value: str, measured: re.Match[str]) -> bool:
    """Tell whether two documents' statements speak of the same thing, and neither has the other's figure."""
    if one.document.path == other.document.path:
        return False
    if measured["value"] in other.unit.text or value in one.unit.text:
        return False
    a, b = (bigrams(_NOT_CHINESE.sub("", statement.unit.text)) for statement in (one, other))
    return len(a & b) / max(1, min(len(a), len(b))) >= _LEAST_SHARED


def _disagreement(one: Statement, measured: re.Match[str], other: Statement, value: str) -> str:
    newer, older = sorted(((one, measured["value"]), (other, value)), key=lambda pair: pair[0].date, reverse=True)
    what = f"{measured['unit']}{measured['noun'][:4]}"
    said = "，".join(
        f"{in_marks(s.document.title)}（{s.date or '未注明日期'}）为{v}{measured['unit']}" for s, v in (newer, older)
    )
    return f"“{what}”的数字不一致：{said}，请核对口径和时点。"
