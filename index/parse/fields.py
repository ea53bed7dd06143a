"""What an official document says of itself: title, 发文字号, 发文机关, 成文日期, 主送机关 and the like.

Read from the front matter and the signature, then from metadata of the file. A field that the document does not state
is left out, never guessed from other documents or from the file's date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from index import places
from index.parse.dates import DAY, DAY_PATTERN, date_line, iso_date
from index.parse.doc_numbers import find_numbers, leading_number
from index.parse.kinds import title_kind
from index.parse.organs import (
    delivered,
    enacted_by,
    enactment,
    ends_like_organ,
    is_addressee,
    may_be_addressee,
    organ_names,
    reporting_organ,
    signature,
    without_session,
)
from index.parse.titles import LABEL, find_title, title_words
from index.schema import Block, BlockKind, Field, FieldName, Source

_PUBLISHED = re.compile(
    r"(?:(?:发布|发文|发表|公布|颁布|更新)(?:时间|日期)\s*[：:]\s*"
    r"|(?<![\u3400-\u9fff])(?:时间|日期)\s*[：:]\s*(?![\d\s年月日./-]*(?:[上下中]午|[至到—–~（(]))"
    rf"|^(?=\S+\s\d{{1,2}}(?:[:：]\d{{2}}|时\d{{1,2}}分)(?:[:：]\d{{2}})?(?:\s|来源|$)))(?:{DAY_PATTERN})"
)
"""A day that is labelled so, or that has a time of day behind it, as only sites write it; no meeting's day or term."""

_TITLE_ORGAN = re.compile(r"^([^《》]{3,120}?)\s*(?=关于|《|印发|转发)")
_SOURCE = re.compile(r"来源\s*[：:]\s*(?P<name>[\u3400-\u9fff（）()]{2,30})")
_DISCLOSURE = re.compile(r"^[（(]\s*(?P<value>此件[^）)]{2,20}|(?:主动|依申请|不予?)公开)\s*[）)]$")
_PROPOSAL = re.compile(r"第\s*(?P<value>\d{1,6})\s*号\s*(?:建议|提案)")
_LABELLED = re.compile(rf"^(?P<label>{LABEL})\s*(?P<value>\S.*)$")
_LABELS = {
    "标题": FieldName.TITLE,
    "名称": FieldName.TITLE,
    "发文字号": FieldName.DOC_NUMBER,
    "文号": FieldName.DOC_NUMBER,
    "发文机关": FieldName.ISSUER,
    "发布机构": FieldName.ISSUER,
    "成文日期": FieldName.DATE,
    "发布日期": FieldName.PUBLISHED,
}

Span = tuple[int, int]


def read(text: str, blocks: Sequence[Block], source: Source) -> Mapping[FieldName, Field]:
    """Read the fields of a laid-out document.

    Args:
        text: The parsed text.
        blocks: Its blocks; the front and back ones are read.
        source: What the file declares of itself, used where the text itself says nothing.
    """
    front = [(b.start, b.end) for b in blocks if b.kind is BlockKind.FRONT]
    back = [(b.start, b.end) for b in blocks if b.kind is BlockKind.BACK]
    found: dict[FieldName, Field] = {}
    for reader in (_labelled, _title, _number, _dates, _organs, _addressee, _notes):
        for name, field in reader(text, front, back, found):
            found.setdefault(name, field)
    for name in FieldName:
        declared = source.metadata.get(name.value)
        if name not in found and declared and (normal := _normal(name, declared)):
            found[name] = normal
    found.update(_derived(found))
    return found


def _derived(found: Mapping[FieldName, Field]) -> Iterator[tuple[FieldName, Field]]:
    """What follows from other fields: the kind of document, and the place that its issuer or title names."""
    title, issuer = (found.get(name) for name in (FieldName.TITLE, FieldName.ISSUER))
    kind = title_kind(title.value) if title else None
    if title and kind:
        yield FieldName.KIND, Field(kind["kind"])
    place = places.place_of(field.value for field in (issuer, title) if field)
    if place.province:
        yield FieldName.REGION, Field(str(place))


Found = Iterator[tuple[FieldName, Field]]
Known = Mapping[FieldName, Field]


def _labelled(text: str, front: list[Span], _back: list[Span], _found: Known) -> Found:
    for start, end in front:
        match = _LABELLED.match(text[start:end])
        if match:
            name = _LABELS[re.sub(r"[\s：:]", "", match["label"])]
            if field := _normal(name, match["value"]):
                yield name, Field(field.value, start + match.start("value"), start + match.end("value"))


def _title(text: str, front: list[Span], _back: list[Span], _found: Known) -> Found:
    span = find_title(text, front)
    if span:
        yield FieldName.TITLE, Field(title_words(text[slice(*span)]), *span)


def _number(text: str, front: list[Span], _back: list[Span], _found: Known) -> Found:
    for start, end in front:
        bracket = re.match(r"[（(]", text[start:end])
        begin = start + (bracket.end() if bracket else 0)
        number = leading_number(text[begin:end])
        if number and (begin + number[1] == end or text[begin + number[1]] in "：: ）)"):
            yield FieldName.DOC_NUMBER, Field(number[0], begin, begin + number[1])
    for start, end in front:
        if enactment(text[start:end]):  # （2023年8月16日国务院令第765号公布）
            for official, first, last in find_numbers(text[start:end]):
                yield FieldName.DOC_NUMBER, Field(official, start + first, start + last)


def _dates(text: str, front: list[Span], back: list[Span], _found: Known) -> Found:
    put_online = set()
    for start, end in front:
        published = _PUBLISHED.search(text[start:end])
        if published and (value := iso_date(published)):
            put_online.add(value)
            yield FieldName.PUBLISHED, Field(value, start + published.start("y"), start + published.end())
    for start, end in back:
        signed = signature(text[start:end])
        if signed and (value := iso_date(signed)):
            yield FieldName.DATE, Field(value, start + signed.start("y"), end)
    for start, end in front:
        given = delivered(text[start:end])
        if given and (value := iso_date(given)):
            yield FieldName.DATE, Field(value, start + given.start("day"), start + given.end("day"))
    for start, end in reversed(front):  # the last amendment is the one in force
        day = enactment(text[start:end])
        repeated = date_line(text[start:end])  # sites name themselves and their day once more below the title
        if day and (value := iso_date(day)) and not (repeated and value in put_online):
            yield FieldName.DATE, Field(value, start + day.start(), start + day.end())


def _organs(text: str, front: list[Span], back: list[Span], found: Known) -> Found:
    yield from _signers(text, back)
    for start, end in front:
        mark = re.match(r"^(.{4,40}?)文件$", text[start:end].replace(" ", ""))
        if mark and ends_like_organ(mark[1]):
            yield FieldName.ISSUER, Field(mark[1], start, end)
    title, number = found.get(FieldName.TITLE), found.get(FieldName.DOC_NUMBER)
    if title and title.start is not None and title.end is not None:
        organ = _TITLE_ORGAN.match(text[title.start : title.end])
        names = organ_names(organ[1]) if organ else []
        if organ and names:
            yield FieldName.ISSUER, Field("、".join(names), title.start, title.start + organ.end(1))
    for start, end in reversed(front):
        enacted = enacted_by(text[start:end])
        if enacted:
            words = without_session(enacted["organ"])
            yield FieldName.ISSUER, Field(words, start + enacted.start("organ"), start + enacted.end("organ"))
    yield from _reporter(text, front, title)
    decree = re.match(r"([\u3400-\u9fff]+)(?:令|公告)(?=\d{4}年|第)", number.value) if number else None
    if decree and number and number.start is not None:
        yield FieldName.ISSUER, Field(decree[1], number.start, number.start + len(decree[1]))
    for start, end in front:
        named = _SOURCE.search(text[start:end])
        if named and ends_like_organ(named["name"]):
            yield FieldName.ISSUER, Field(named["name"], start + named.start("name"), start + named.end("name"))


def _reporter(text: str, front: list[Span], title: Field | None) -> Found:
    """Who reports, by a report's title; where that names no place, by the congress that heard it."""
    heard = (delivered(text[start:end]) for start, end in front)
    organ = reporting_organ(title.value if title else "", next((each["seat"] or "" for each in heard if each), ""))
    if organ and title and title.start is not None and title.end is not None:
        at = text.find(organ, title.start, title.end)
        yield FieldName.ISSUER, Field(organ, at, at + len(organ)) if at >= 0 else Field(organ)


def _signers(text: str, back: list[Span]) -> Found:
    """Who signs: the organs above the first date, or before it on its line."""
    lines: list[Span] = []
    for start, end in back:
        signed = signature(text[start:end])
        if signed and signed["organ"]:
            lines = [(start, start + signed.end("organ"))]
        if signed:
            break
        lines = [*lines, (start, end)] if organ_names(text[start:end]) else []
    names = [name for start, end in lines for name in organ_names(text[start:end])]
    if names:
        yield FieldName.ISSUER, Field("、".join(names), lines[0][0], lines[-1][1])


def _addressee(text: str, front: list[Span], _back: list[Span], _found: Known) -> Found:
    if front:
        start, end = front[-1]
        line = text[start:end].rstrip()
        if (len(front) > 1 and may_be_addressee(line)) or is_addressee(line):
            words = line.rstrip("：:").rstrip()
            yield FieldName.ADDRESSEE, Field(words, start, start + len(words))


def _notes(text: str, front: list[Span], back: list[Span], found: Known) -> Found:
    for start, end in (*back, *front):
        note = _DISCLOSURE.match(text[start:end])
        if note:
            yield FieldName.DISCLOSURE, Field(note["value"], start + note.start("value"), start + note.end("value"))
    title = found.get(FieldName.TITLE)
    if title and title.start is not None and title.end is not None:
        number = _PROPOSAL.search(text[title.start : title.end])
        if number:
            at = title.start + number.start("value")
            yield FieldName.PROPOSAL_NUMBER, Field(number["value"], at, at + len(number["value"]))


def _normal(name: FieldName, value: str) -> Field | None:
    """A declared value in its normal form; None for a date that is no day (成文日期：另行公布)."""
    if name in (FieldName.DATE, FieldName.PUBLISHED):
        day = DAY.search(value)
        written = iso_date(day) if day else None
        return Field(written) if written else None
    if name is FieldName.DOC_NUMBER:
        number = next(find_numbers(value), None)
        return Field(number[0] if number else value.strip())
    return Field(value.strip())
