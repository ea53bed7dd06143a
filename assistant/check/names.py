"""Names of a text: document numbers, what is quoted in 《》 and “”, organs, places, codes of letters and digits.

A name is made by a source that holds it, widths, blanks and the usual short forms of organs folded. Never takes one
organ for another because they end alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.check.claims import ClaimKind
from assistant.check.folding import Folded
from index import places
from index.parse.doc_numbers import find_numbers

_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_QUOTED = re.compile(r"“([^“”]{2,})”|「([^「」]{2,})」|『([^『』]{2,})』|\"([^\"]{2,})\"")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_CODE = re.compile(
    r"(?<![a-z\d])(?:0\d{2,3}-\d{7,8}|1\d{10}(?!\d)|\d{1,2}:\d{2}(?::\d{2})?"
    r"|(?=[a-z\d.+-]*[a-z])(?!(?:km|teu|kw|gdp)(?![a-z\d]))[a-z\d]+(?:[-+.][a-z\d]+)*)"
)
_LATIN_UNIT = re.compile(r"\d+(?:\.\d+)?(?:km2?|m2|teu|kw|mw)$")
_LINK = (
    "由|经|报|送|向|会同|联合|配合|协调|协同|组织|牵头|负责|指导|督促|商请|按照?|根据|依据|以及|并|请|被|各|等|的|在|是|对|为|将|给|把|让|"
    "到|从|以|于|单位|部门|机关|包括|其中|分别|共同|通过|含|如|与|及|了|和(?!改革|信息|规划|城乡|社会|计划|旅游|草原|数据|内务)|或|至|"
    "年|月|归|属于|交由|找|工作(?!领导小组|专班|委员会)|推动|支持|完成|设立|成立|加强|开展|要求|授权|委托|批准|印发|提请"
)
_ENDING = (
    "人民政府|政府|委员会|管委会|常委会|人大|政协|办公厅|办公室|[商教民财司公审统]务?[部]|(?<=商务)部|(?<=财政)部|"
    "(?<![大客餐])厅|(?<![布格结全大开时战破当定僵])局(?![面限部势])|(?:国资|发改|革|卫健|健康|编|纪|监|政法|网信|经信|住建)委(?![托派任员屈])|"
    "海关|银行|分行|支行|总站|法院|检察院|领导小组|工作专班|管理处|总署|网信办|外办|金融办|有限公司|集团公司"
)
_ORGAN = re.compile(rf"(?P<name>[\u3400-\u9fff]{{1,16}}?(?:{_ENDING}))(?![厅局委部])")
_CUT = re.compile(rf"^.*(?:{_LINK})")
_SHORT_FORMS = (
    (re.compile("人民政府"), "政府"),
    (re.compile("发展和?改革委(?:员会)?|发改委"), "发展改革委"),
    (re.compile("国有资产监督管理委员会"), "国资委"),
    (re.compile("卫生和?健康委(?:员会)?|卫健委"), "卫生健康委"),
    (re.compile("管理委员会"), "管委会"),
    (re.compile("人民代表大会常务委员会|人大常务委员会"), "人大常委会"),
    (re.compile("市场监督管理|市监(?=[局总])"), "市场监管"),
    (re.compile("工业和信息化|工信(?=[厅局部委])"), "工业和信息化"),
    (re.compile("住房和?城乡建设|住建(?=[厅局部委])"), "住房城乡建设"),
    (re.compile("人力资源和?社会保障|人社(?=[厅局部])"), "人力资源社会保障"),
    (re.compile("中国人民银行"), "人民银行"),
)
_SEAT = re.compile(r"^(?:[\u3400-\u9fff]{0,4}?(?:省|(?<!城)市(?![场容])|自治[区州县]|县|区))+")
_LEVEL = re.compile(r"^(?:[\u3400-\u9fff]{2,4}?(?:省|市|自治区|县|区))")


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and where it stands in the folded text."""

    kind: ClaimKind
    start: int
    end: int
    words: str


def doc_numbers(text: Folded) -> Iterator[Name]:
    """Yield document numbers in their official form."""
    for number, start, end in find_numbers(text.text):
        yield Name(ClaimKind.DOC_NUMBER, start, end, number)


def quoted(text: Folded) -> Iterator[Name]:
    """Yield what stands in title or quotation marks."""
    for pattern in (_TITLE, _QUOTED):
        for match in pattern.finditer(text.text):
            yield Name(ClaimKind.NAME, match.start(), match.end(), bare(match[0]))


def codes(text: Folded) -> Iterator[Name]:
    """Yield words of Latin letters, or of letters and digits, and telephone numbers and times of day."""
    for match in _CODE.finditer(text.text):
        if not _LATIN_UNIT.fullmatch(match[0]):
            yield Name(ClaimKind.CODE, match.start(), match.end(), match[0])


def organs(text: Folded) -> Iterator[Name]:
    """Yield organs, as far to the left as no linking word stands between."""
    for match in _ORGAN.finditer(text.text):
        cut = _CUT.match(match["name"])
        start = match.start() + (cut.end() if cut else 0)
        words = text.text[start : match.end()]
        if len(words) > 2 or words in ("政府", "人大", "政协", "海关"):
            yield Name(ClaimKind.ORGAN, start, match.end(), short_form(words))


def named_places(text: Folded) -> Iterator[Name]:
    """Yield every mention of a place."""
    for place in places.names(text.text):
        for match in re.finditer(re.escape(place), text.text):
            yield Name(ClaimKind.PLACE, match.start(), match.end(), place)


def bare(words: str) -> str:
    """Words without punctuation and blanks, in which names are looked for."""
    return _NOT_A_LETTER.sub("", words)


def short_form(words: str) -> str:
    """A text with its organs in the form in which they are compared."""
    for pattern, short in _SHORT_FORMS:
        words = pattern.sub(short, words)
    return words


def made(name: Name, source: str, own_places: frozenset[str]) -> bool:
    """Tell whether a source makes a name.

    Args:
        name: A name of the statement.
        source: The cited words and what they are known by, folded.
        own_places: Places that the documents themselves are of; 省商务厅 there may be called 辽宁省商务厅.
    """
    if name.kind is ClaimKind.DOC_NUMBER:
        return any(number == name.words for number, _, _ in find_numbers(source))
    if name.kind is ClaimKind.CODE:
        return bool(re.search(rf"(?<![a-z\d]){re.escape(name.words)}(?![a-z\d])", source))
    if name.kind is ClaimKind.PLACE:
        return places.mentions(source, name.words)
    if name.kind is ClaimKind.NAME:
        return name.words in bare(source)
    shortened = short_form(source)
    if name.words in shortened:
        return True
    level = _LEVEL.match(name.words)
    seat = level[0] if level else ""
    return not own_places.isdisjoint((seat, seat[:-1])) and name.words[len(seat) - 1 :] in shortened


def may_be_one(one: str, other: str) -> bool:
    """Tell whether two names may be of one organ: neither is of another place, and one may be short for the other.

    A short form has some of the characters in their order: 市城管局 for 沈阳市城市管理局.
    """
    (seat, own), (other_seat, others) = parted(one), parted(other)
    short, long = sorted((own, others), key=len)
    rest = iter(long)
    of_one_place = seat.endswith(other_seat) or other_seat.endswith(seat)
    return of_one_place and all(character in rest for character in short)


def parted(organ: str) -> tuple[str, str]:
    """The place or level that an organ is of, empty where its name tells none, and the rest: 青川市, 商务局."""
    seat = match[0] if (match := _SEAT.match(organ)) else ""
    return seat, organ.removeprefix(seat)
