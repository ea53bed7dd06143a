"""Lists of a document: the words that open one and its items, however it is written.

Numbered headings or paragraphs under an opening line, 一是…二是… and （1）…（2）… inside a paragraph, parts that
each begin with what they are about. Spans only: nothing is reworded, and a list is always whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from index.parse.numerals import read_number
from index.schema import Block, BlockKind, Document

_OPENS = ("：", ":")
_NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(rf"[（(]?\s*(?P<number>[{_NUMERALS}]+|\d{{1,2}})\s*(?:[）)]|[、.．]|(?<=[{_NUMERALS}])是)")
_MARKERS = (
    (re.compile(rf"(?P<number>[{_NUMERALS}]{{1,3}})是"), ""),
    (re.compile(r"[（(](?P<number>\d{1,2})[）)]"), ""),
    (re.compile(rf"[（(](?P<number>[{_NUMERALS}]{{1,3}})[）)]"), ""),
    (re.compile(r"(?P<number>[①-⑳])"), "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    (re.compile(r"(?<![\d.])(?P<number>\d{1,2})[.．、](?!\d)"), ""),
    (re.compile(rf"第(?P<number>[{_NUMERALS}])步"), ""),
    (re.compile(r"(?P<number>首先|其次|再次|最后)[，,]?"), "首先其次再次最后"),
)
_NAMES = re.compile(r"[\u3400-\u9fff]{2}")  # a running number names no row
_SENTENCE_END = re.compile(r"[。！？]")
_ANOTHER_LIST = re.compile(r"[。！？](?:[^。！？]*[，：；,:;])?\s*$")
"""Between two marks: a sentence has ended, and no more than what leads in stands before the second."""
_LABEL = re.compile(rf"\s*(?P<label>第[{_NUMERALS}]步(?=[，,：:])|[\u3400-\u9fffA-Za-z“”·、]{{4,20}}(?=。))")
_ANNOUNCES = re.compile(
    rf"[{_NUMERALS}两\d]|如下|下列|以下|包括|主要|分为|即[:：]$"
)  # a salutation ends with a colon too
_FEWEST = 2
_FEWEST_LABELLED = 3
_SECTIONS = 5  # headings of this level and above (一、) part a document: a list only where they are short and announced
_LONGEST_OF_SECTIONS = 800  # characters

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list: the stretch that opens it and one a item, in reading order.

    Attributes:
        opened: The lead announces the list with a colon; else it is the heading above it.
    """

    lead: Span
    items: tuple[Span, ...]
    section: tuple[str, ...]
    opened: bool

    @property
    def end(self) -> int:
        """Where the last item ends."""
        return self.items[-1][1]


def enumeration_at(document: Document, start: int) -> Enumeration | None:
    """The list that the words at an offset open or belong to; None where they stand in none."""
    blocks = document.blocks
    at = bisect_right([block.start for block in blocks], start) - 1
    if at < 0:
        return None
    return (
        _inside(document, blocks[at], start)
        or _below(document, at)
        or _around(document, at)
        or _labelled(document, at)
        or _led_into(document, at)
    )


def sections(document: Document, count: int) -> list[Block]:
    """The numbered headings that part a document, where there are as many as a question counts; else none."""
    blocks = document.blocks
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING and 0 < block.level <= _SECTIONS and _number(document, block) == 1:
            beside = [other for other in blocks[at:] if _beside(other, block) and _is_item(document, other)]
            numbers = [_number(document, other) for other in beside[:count]]
            if len(beside) == count and numbers == list(range(1, count + 1)):
                return beside
    return []


def rows_beside(document: Document, start: int) -> list[Span]:
    """The names of all rows under the group heading of a table's row; empty where the words stand in no such row.

    Returns:
        The cell that names each row, in order.
    """
    at = bisect_right([block.start for block in document.blocks], start) - 1
    row = document.blocks[at] if at >= 0 else None
    if row is None or row.kind is not BlockKind.ROW or not row.section:
        return []
    beside = [block for block in document.blocks if block.kind is BlockKind.ROW and block.section == row.section]
    named = ((cell for cell in block.cells if _NAMES.search(document.text[slice(*cell)])) for block in beside)
    return [name for cells in named if (name := next(cells, None))]


def _inside(document: Document, block: Block, start: int) -> Enumeration | None:
    """A list inside one paragraph."""
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    text = document.text[block.start : block.end]
    lists = (found for marker, order in _MARKERS for found in _in_order(text, marker, order) if len(found) >= _FEWEST)
    for found in lists:
        lead_start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, found[0].start())), default=0)
        closing = _SENTENCE_END.search(text, found[-1].end())
        ends = [match.start() for match in found[1:]] + [closing.end() if closing else len(text)]
        if lead_start <= start - block.start < ends[-1]:
            base = block.start
            items = tuple((base + match.start(), base + end) for match, end in zip(found, ends, strict=True))
            return Enumeration((base + lead_start, base + found[0].start()), items, block.section, True)
    return None


def _in_order(text: str, marker: re.Pattern[str], order: str) -> list[list[re.Match[str]]]:
    """The marks that count up from one, list by list."""
    lists: list[list[re.Match[str]]] = []
    last = 0
    for match in marker.finditer(text):
        value = _place(match["number"], order)
        if value == 1 and (not lists or _ANOTHER_LIST.search(text, lists[-1][-1].end(), match.start())):
            lists.append([match])
        elif lists and value > last:
            lists[-1].append(match)
        else:
            continue
        last = value
    return lists


def _place(number: str, order: str) -> int:
    """Which mark of its kind it is, from 1."""
    return order.index(number) // len(number) + 1 if order and number in order else read_number(number)


def _below(document: Document, at: int) -> Enumeration | None:
    """The list under a line that opens one."""
    blocks = document.blocks
    lead = blocks[at]
    if not _opens(document, lead) or at + 1 == len(blocks):
        return None
    below = blocks[at + 1]
    if _is_item(document, below):
        return _run(document, at + 1)
    if _label(document, below):
        return _labelled(document, at + 1)
    inside = _inside(document, below, below.start)
    return replace(inside, lead=(lead.start, lead.end)) if inside and inside.lead[0] == inside.lead[1] else None


def _around(document: Document, at: int) -> Enumeration | None:
    """The list that a block is an item of, or part of an item."""
    block = document.blocks[at]
    if _is_item(document, block):
        return _run(document, at)
    above = block.section[:-1]
    for earlier in range(at - 1, -1, -1):
        other = document.blocks[earlier]
        if other.kind is BlockKind.HEADING and other.section == above:
            return _run(document, earlier) if _is_item(document, other) else None
    return None


def _labelled(document: Document, at: int) -> Enumeration | None:
    """The parts in a row that each begin with what they are about, as 创新试验功能。充分发挥优势 does.

    They are a list where a line with a colon announces them, or where all are named alike.
    """
    blocks = document.blocks
    start = next((i for i in range(at, -1, -1) if _label(document, blocks[i])), -1)
    one = blocks[start]
    if start < 0 or (start < at and one.section == blocks[at].section) or not _within(blocks[at], one):
        return None
    starts, lead = [start], -1
    for i in range(start - 1, -1, -1):
        if _beside(blocks[i], one) and _label(document, blocks[i]):
            starts.insert(0, i)
        elif _opens(document, blocks[i]) or not _within(blocks[i], one) or _beside(blocks[i], one):
            lead = i
            break
    if lead < 0:
        return None
    end = start + 1
    while end < len(blocks) and _within(blocks[end], one) and not _opens(document, blocks[end]):
        if _beside(blocks[end], one):
            if not _label(document, blocks[end]):
                break
            starts.append(end)
        end += 1
    announced = document.text[blocks[lead].start : blocks[lead].end]
    opened = _opens(document, blocks[lead]) and bool(_ANNOUNCES.search(announced))
    labels = [_label(document, blocks[i]) for i in starts]
    alike = len({label[-1] for label in labels}) == 1
    if len(starts) < _FEWEST_LABELLED or not (opened or alike):
        return None
    ends = [*starts[1:], end]
    items = tuple((blocks[s].start, blocks[e - 1].end) for s, e in zip(starts, ends, strict=True))
    return Enumeration((blocks[lead].start, blocks[lead].end), items, one.section, opened)


def _led_into(document: Document, at: int) -> Enumeration | None:
    """The list of such parts that a paragraph without a colon leads into."""
    found = _labelled(document, at + 1) if at + 1 < len(document.blocks) else None
    return found if found and found.lead[0] == document.blocks[at].start else None


def _label(document: Document, block: Block) -> str:
    """The few words, a sentence of their own, by which a part says what it is about; empty where it does not."""
    label = _LABEL.match(document.text, block.start, block.end)
    goes_on = block.kind is BlockKind.PARAGRAPH and label and label.end() + 1 < block.end
    return label["label"] if label and (goes_on or block.kind is BlockKind.HEADING) else ""


def _opens(document: Document, block: Block) -> bool:
    return document.text[block.start : block.end].rstrip().endswith(_OPENS)


def _within(block: Block, one: Block) -> bool:
    """Tell whether a block stands in the same part of a document as another, or below it."""
    return block.section[: len(one.section)] == one.section


def _is_item(document: Document, block: Block) -> bool:
    number = _NUMBER.match(document.text[block.start : block.end])
    return bool(number) and (block.kind is BlockKind.HEADING or number[0].endswith("是"))  # type: ignore[index]


def _run(document: Document, at: int) -> Enumeration | None:
    """The numbered headings beside one, from the first on, with what stands below each."""
    blocks = document.blocks
    one = blocks[at]
    first = at
    while first > 0 and _number(document, blocks[first]) != 1:
        earlier = next((i for i in range(first - 1, -1, -1) if _beside(blocks[i], one)), None)
        if earlier is None or any(len(b.section) < len(one.section) for b in blocks[earlier:first]):
            return None
        first = earlier
    starts = [first]
    end = first + 1
    while end < len(blocks) and blocks[end].section[: len(one.section)] == one.section:
        if _beside(blocks[end], one) and _is_item(document, blocks[end]):
            if _number(document, blocks[end]) == 1:
                break
            starts.append(end)
        elif blocks[end].section == one.section:
            break  # words that follow the list
        end += 1
    if len(starts) < _FEWEST or first == 0:
        return None
    lead = blocks[first - 1]
    ends = [*starts[1:], end]
    items = tuple((blocks[s].start, blocks[e - 1].end) for s, e in zip(starts, ends, strict=True))
    items = _closed(document, items)
    opened = _opens(document, lead)
    if not opened and lead.kind is not BlockKind.HEADING:
        return None
    if 0 < one.level <= _SECTIONS and (not opened or items[-1][1] - items[0][0] > _LONGEST_OF_SECTIONS):
        return None
    return Enumeration((_last_sentence(document, lead), lead.end), items, one.section, opened)


def _closed(document: Document, items: tuple[Span, ...]) -> tuple[Span, ...]:
    """Items of which all but the last end with a semicolon: the last one ends with its first full stop.

    Regulations go on below a list without a heading of its own.
    """
    *earlier, (start, end) = items
    if not all(document.text[slice(*item)].rstrip().endswith(("；", ";")) for item in earlier):
        return items
    closing = _SENTENCE_END.search(document.text, start, end)
    return (*earlier, (start, closing.end() if closing else end))


def _last_sentence(document: Document, lead: Block) -> int:
    """Where the last sentence of a block begins: what goes before it opens no list."""
    text = document.text[lead.start : lead.end].rstrip()
    return lead.start + max((match.end() for match in _SENTENCE_END.finditer(text, 0, len(text) - 1)), default=0)


def _beside(block: Block, one: Block) -> bool:
    return block.kind is one.kind and block.section == one.section and block.level == one.level


def _number(document: Document, block: Block) -> int:
    match = _NUMBER.match(document.text[block.start : block.end])
    if not match:
        return 0
    return read_number(match["number"])
