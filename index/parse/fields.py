"""What an official document says of itself: title, 发文字号, 发文机关, 成文日期, 主送机关 and the like.

Read from the front matter and the signature, then from metadata of the file. A field that the document does not state
is left out, never guessed from other documents or from the file's date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from index import places
from index.parse import headings
from index.parse.dates import DATE_LINE, DAY, DAY_PATTERN, iso_date
from index.parse.doc_numbers import find_numbers, leading_number
from index.parse.kinds import KINDS, title_kind
from index.schema import Block, BlockKind, Field, FieldName, Source

_TITLE_END = re.compile(rf"(?:{KINDS})(?:[（(【][^）)】]{{1,30}}[）)】])?(?:的(?:{KINDS}))?$")
_ORGAN_END = re.compile(
    r"(?:政府|委员会|常委会|人大|政协|大会|办公[厅室]|[厅局委办院署部处]|海关|银行|分行|总站|管委会|领导小组|中心|公司|法院|检察院|协会)$"
)
_PUBLISHED = re.compile(rf"(?:发布时间|发布日期|时间|日期|发文日期|公布日期)\s*[：:]\s*(?:{DAY_PATTERN})")
_SOURCE = re.compile(r"来源\s*[：:]\s*(?P<name>[\u3400-\u9fff（）()]{2,30})")
_DISCLOSURE = re.compile(r"^[（(]\s*(?P<value>此件[^）)]{2,20}|(?:主动|依申请|不予?)公开)\s*[）)]$")
_PROPOSAL = re.compile(r"第\s*(?P<value>\d{1,6})\s*号\s*(?:建议|提案)")
_LABELLED = re.compile(
    r"^(?P<label>标\s*题|名\s*称|发文字号|文\s*号|发文机关|发布机构|成文日期|发布日期)\s*[：:]\s*(?P<value>\S.*)$"
)
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


_ADDRESSEE = re.compile(
    r"^[^。；;〔《]{1,150}(?:政府|部门|单位|机构|委员会|[委局厅办院署处部]|公司|银行|分行|海关|中心|专班|小组|代表|委员|常委会|同志|企业|"
    r"学校|高校|院校|[）)])\s*[：:]$"
)
_CLOSED_BY_COLON = re.compile(r"^[^。；;〔《]{2,150}(?<!如下)[：:]$")
_SALUTATION = re.compile(r"^(?:尊敬的)?.{1,30}(?:代表|委员)\s*[：:]$")
_OPENS_SENTENCE = re.compile(r"^(?:为|根据|按照|依据|经|现将|附件)")


def is_addressee(text: str) -> bool:
    """Tell whether a line is a 主送机关 or a salutation, closed by a colon."""
    return bool(_ADDRESSEE.match(text) or _SALUTATION.match(text)) and not _OPENS_SENTENCE.match(text)


def ends_like_organ(text: str) -> bool:
    """Tell whether a short line names an organ, as the line above a signature's date does."""
    return len(text) <= 40 and not re.search(r"[。；，：:]", text) and bool(_ORGAN_END.search(text))


def looks_like_title(text: str) -> bool:
    """Tell whether a line is worded as an official document's title: 关于……, or ending in 通知, 办法 and the like."""
    return _title_score(text) >= 1.0


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
        if name not in found and source.metadata.get(name.value):
            found[name] = _normal(name, source.metadata[name.value])
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
        yield FieldName.REGION, Field(f"{place.province} {place.city}".strip())


Found = Iterator[tuple[FieldName, Field]]
Known = Mapping[FieldName, Field]


def _labelled(text: str, front: list[Span], _back: list[Span], _found: Known) -> Found:
    for start, end in front:
        match = _LABELLED.match(text[start:end])
        if match:
            name = _LABELS[re.sub(r"\s", "", match["label"])]
            field = _normal(name, match["value"])
            yield name, Field(field.value, start + match.start("value"), start + match.end("value"))


def _title(text: str, front: list[Span], _back: list[Span], _found: Known) -> Found:
    best: tuple[float, Span] | None = None
    for position, (start, _) in enumerate(front):
        for last in front[position : position + 3]:
            score = _title_score(text[start : last[1]])
            if score and (best is None or score > best[0]):
                best = score, (start, last[1])
    if best:
        start, end = best[1]
        number = leading_number(text[start:end])
        if number:  # some sites put the document number before the title
            start += number[1]
            start += len(text[start:end]) - len(text[start:end].lstrip("：: \n"))
        yield FieldName.TITLE, Field(_title_words(text[start:end]), start, end)


def _title_score(words: str) -> float:
    """How much one to three lines look like a title; 0 for not at all."""
    lines = words.split("\n")
    last = lines[-1]
    if not 6 <= len(words) <= 160 or re.search(r"[。；]|[：:]$|^[（(]", words) or _LABELLED.match(words):
        return 0.0
    if DAY.match(words) or headings.numbered(words) or not _has_whole_brackets(words):
        return 0.0
    if DATE_LINE.match(last) or last.endswith(("文件", "号")) or any(_PUBLISHED.search(line) for line in lines):
        return 0.0
    if len(lines) > 1 and any(_TITLE_END.search(line) or ends_like_organ(line) for line in lines[:-1]):
        return 0.0
    ending = 2.0 if _TITLE_END.search(last) else 0.0
    about = 1.0 if "关于" in words or re.match(r"^对.{2,}", words) else 0.0
    if not ending and (len(lines) > 1 or not about):
        return 0.1 if len(lines) == 1 and not ends_like_organ(words) and len(words) <= 60 else 0.0
    opens = 0.5 if len(lines) > 1 and re.search(r"关于|对", lines[0]) else 0.0  # a title begun on the line above
    return ending + about + opens - 0.05 * (len(lines) - 1)


def _has_whole_brackets(words: str) -> bool:
    """Tell whether a bracket opened is closed again: a title never ends or begins inside one."""
    return sum(map(words.count, "（(《")) == sum(map(words.count, "）)》"))


def _title_words(words: str) -> str:
    """A title as it is printed: lines joined, and no blank beside a bracket (a line break that a site left)."""
    joined = re.sub(r"\s+", " ", words.replace("\n", "")).strip()
    return re.sub(r"(?<=[）)”》]) (?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) (?=[（(“《])", "", joined)


def _number(text: str, front: list[Span], _back: list[Span], _found: Known) -> Found:
    for start, end in front:
        number = leading_number(text[start:end])
        if number and (number[1] == end - start or text[start + number[1]] in "：: "):
            yield FieldName.DOC_NUMBER, Field(number[0], start, start + number[1])


def _dates(text: str, front: list[Span], back: list[Span], _found: Known) -> Found:
    for start, end in front:
        published = _PUBLISHED.search(text[start:end])
        if published and (value := iso_date(published)):
            yield FieldName.PUBLISHED, Field(value, start + published.start("y"), start + published.end())
    for start, end in back:
        signed = DATE_LINE.match(text[start:end])
        if signed and (value := iso_date(signed)):
            yield FieldName.DATE, Field(value, start + signed.start("y"), end)
    for start, end in front:
        words = text[start:end]
        if re.match(r"^[（(].*[）)]$", words) or DATE_LINE.match(words):
            for day in reversed(list(DAY.finditer(words))):  # the last amendment is the one in force
                if value := iso_date(day):
                    yield FieldName.DATE, Field(value, start + day.start(), start + day.end())


def _organs(text: str, front: list[Span], back: list[Span], found: Known) -> Found:
    for start, end in back:
        signed = DATE_LINE.match(text[start:end])
        if signed and signed["organ"]:
            yield FieldName.ISSUER, Field(signed["organ"], start, start + signed.end("organ"))
        elif ends_like_organ(text[start:end]):
            yield FieldName.ISSUER, Field(text[start:end], start, end)
    for start, end in front:
        mark = re.match(r"^(.{4,40}?)文件$", text[start:end].replace(" ", ""))
        if mark and ends_like_organ(mark[1]):
            yield FieldName.ISSUER, Field(mark[1], start, end)
    title = found.get(FieldName.TITLE)
    if title and title.start is not None and title.end is not None:
        organ = re.match(r"^(.{3,30}?)(?=关于|《)", text[title.start : title.end])
        if organ and ends_like_organ(organ[1]):
            yield FieldName.ISSUER, Field(organ[1], title.start, title.start + organ.end())
    for start, end in front:
        named = _SOURCE.search(text[start:end])
        if named:
            yield FieldName.ISSUER, Field(named["name"], start + named.start("name"), start + named.end("name"))


def _addressee(text: str, front: list[Span], _back: list[Span], _found: Known) -> Found:
    if front:
        start, end = front[-1]
        line = text[start:end].rstrip()
        below_title = len(front) > 1 and _CLOSED_BY_COLON.match(line) and not _OPENS_SENTENCE.match(line)
        if below_title or is_addressee(line):
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


def _normal(name: FieldName, value: str) -> Field:
    if name in (FieldName.DATE, FieldName.PUBLISHED):
        day = DAY.search(value)
        return Field((iso_date(day) if day else None) or value)
    if name is FieldName.DOC_NUMBER:
        number = next(find_numbers(value), None)
        return Field(number[0] if number else value.strip())
    return Field(value.strip())
