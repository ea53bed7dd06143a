"""What a document's text says of other words: the documents it cites, and the short forms it defines.

Only what is marked counts: a title in 《》, a document number, a short form behind 以下简称. A short form is given with
the words that its own characters are taken from; where none such stand before it, it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.parse.doc_numbers import find_numbers, leading_number
from index.parse.kinds import title_kind
from index.schema import Abbreviation, Field, Reference

_TITLE = re.compile(r"《((?:[^《》。；\n]|《[^《》\n]{1,80}》){2,150})》")
_OPENING = re.compile(r"\s?[（(〔\[]?\s?")
_SHORT_TITLE = 5
"""Characters; a shorter title (《意见》) stands for one that is cited in full elsewhere."""

_DEFINED = re.compile(
    r"[（(](?:[^（()）\n]{0,40}[，,；;])?\s?(?:以下|下)?(?:统一|分别)?(?:简称|统称|合称|并称|称)(?:为|作)?[：:]?\s?"
    r"[“\"‘「《]{0,2}(?P<short>[^（()）“”\"‘’「」《》，,；;。\n]{2,24})[”\"’」》]{0,2}\s?(?:[，,；;][^（()）\n]{0,20})?[）)]"
)
_BRACKETED = re.compile(r"\s?[（(〔\[][^（()）\n]{1,60}[）)〕\]]\s?$")
_QUOTED = re.compile(r"“([^“”\n]{3,60})”$|\"([^\"\n]{3,60})\"$")
_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n“”\"《》]{2,80}$")
_BEFORE_NAME = re.compile(
    r".*(?:\s|第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]、|[（(][一二三四五六七八九十\d]+[）)]|规定了|面向|激发|完善|涉及|等|按照|根据|依据|依照|关于|对于|为了|本[办条规细]\S所称|所称|是指|包括|组成|成立|设立|组建|建立|印发|制定|出台|发布|公布|"
    r"批准|经由|会同|联合|开展|实施|推进|加强|规范|加快|促进|通过|申请|享受|依托|充分|统筹|利用|使用|遵守|落实|贯彻|执行|支持|支付|缴纳|"
    r"提供|出具|持有|具有|成为|作为|进入|纳入|属于|以及|的(?!士)|(?<!共)和(?!国|信息|社会|城乡|旅游|改革|其他)|与|或|(?<!自)由(?!贸)|(?<!面)向(?!社会)|"
    r"(?<![面针绝相])对(?![外])|(?<!所)在|将|(?<![财已])经(?![济营办])|把|为(?![人]))"
)
_PLAIN = 2  # characters
_LONGEST_FULL = 40  # characters; a longer description is no name


def references(text: str, own_number: Field | None = None) -> Iterator[Reference]:
    """Yield the documents that a text cites, in order: by title, with the number behind it where there is one.

    Args:
        text: The parsed text.
        own_number: The document's own number, which is no reference where it is stated.
    """
    taken = 0
    found: list[Reference] = []
    for match in _TITLE.finditer(text):
        opening = _OPENING.match(text, match.end())
        behind = opening.end() if opening else match.end()
        number = leading_number(text[behind : behind + 60])
        end = behind + number[1] if number else match.end()
        if number and text[end : end + 1] in ("）", ")", "]", "〕"):
            end += 1
        title = match[1].strip()
        if number or (len(title) >= _SHORT_TITLE and (title_kind(title) or "关于" in title)):
            found.append(Reference(title, number[0] if number else None, match.start(), end))
    spans = [(reference.start, reference.end) for reference in found]
    for official, start, end in find_numbers(text):
        while taken < len(spans) and spans[taken][1] <= start:
            taken += 1
        is_own = own_number is not None and own_number.start == start
        if not is_own and (taken == len(spans) or end <= spans[taken][0]):
            found.append(Reference("", official, start, end))
    yield from sorted(found, key=lambda reference: reference.start)


def abbreviations(text: str) -> Iterator[Abbreviation]:
    """Yield the short forms that a text defines, in order, each with the words it stands for."""
    for match in _DEFINED.finditer(text):
        short = match["short"].strip()
        full = _full(text, match.start(), short)
        is_plain = len(short) <= _PLAIN and full.endswith(short)  # 其他单位（以下统称单位）
        if full not in ("", short) and not is_plain:
            yield Abbreviation(short, full)


def _full(text: str, end: int, short: str) -> str:
    """The words before a definition that its short form is taken from; empty where there are none."""
    before = text[max(0, end - 200) : end]
    while bracket := _BRACKETED.search(before):  # 《…》（财税〔2015〕119号）（以下简称…）
        if not before[: bracket.start()].endswith(("》", "”")):
            break
        before = before[: bracket.start()]
    titled = next((m for m in _TITLE.finditer(before) if m.end() == len(before)), None)
    marked = titled or _QUOTED.search(before)
    if marked:
        return marked[0]
    clause = _CLAUSE.search(before)
    start = _aligned(clause[0], short) if clause else None
    if clause is None or start is None or len(clause[0]) - start > _LONGEST_FULL:
        return ""
    return clause[0][start:]


def _aligned(words: str, short: str) -> int | None:
    """Where the words begin that a short form's characters are taken from in order; None where some are not there."""
    place = len(words)
    for character in reversed(short):
        place = words.rfind(character, 0, place)
        if place < 0:
            return None
    opening = _BEFORE_NAME.match(words[: place + 1])
    return opening.end() if opening and opening.end() <= place else 0
