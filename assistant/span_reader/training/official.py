"""Derives questions from official documents by rule.

A sentence gives the question's words, its figure, date or organ the answer. Each rule asks only what its sentence says
outright; a question names its document or place where the same could be asked of another.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from assistant.span_reader.training.data import ReadingQuestion, sentences, windows

DERIVED_FROM = ("hebei", "tax_notices", "provincial_reports_2026")
COLLECTIONS = (*DERIVED_FROM, "laws")
_CONTEXT_SHARE = 0.9
_REACH = 600  # characters of the document kept on either side of an answer
_MOST_A_DOCUMENT = 6
_MOST_A_REPORT = 40  # figures of a province's report: wrong places are the hardest negatives
_TRIED = 12  # matches of a rule in a document
_LONGEST_TOPIC = 32
_HELD_OUT_SHARE = 12
_UNIT = (
    r"(?:万亿|亿|万|千|百)?(?:个百分点|平方公里|立方米|平方米|公里|万千瓦|千瓦|标准煤|工作日|年|个月|天|日|小时|"
    r"元|人次|人|户|家|个|项|件|亩|吨|所|张|条|套|辆|处|座|次|名|倍|公顷|%|％)"
)
_FIGURE = rf"(?P<answer>(?:\d[\d.,]*|[一二三四五六七八九十百千万]{{1,5}}){_UNIT}(?:以上|左右|以内|以下)?)"
_DATE = r"(?P<answer>(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年(?:\d{1,2}月)?)"
_ORGAN = r"[\u3400-\u9fff]{2,18}(?:厅|局|委|委员会|办公室|政府|部门|中心|银行|管委会|办|部)"
_ORGANS = rf"(?P<answer>{_ORGAN}(?:[、，,]{_ORGAN})*(?:等)?)"


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A document as plain text.

    Attributes:
        place: The province that reports, where many documents say the same of different places.
    """

    id: str
    title: str
    text: str
    place: str = ""


class _Rule(NamedTuple):
    """A pattern with the groups ``answer`` and perhaps ``topic``, and the questions it may be asked as."""

    pattern: re.Pattern[str]
    questions: tuple[str, ...]
    names_document: float  # share of the questions that name the document


_TOPIC = rf"(?P<topic>[^，。；：、\n（）()《》\d]{{4,{_LONGEST_TOPIC}}}?)"
_RULES = (
    _Rule(
        re.compile(
            rf"{_TOPIC}(?P<verb>达到|达|突破|超过|提高到|提高至|降至|降到|控制在|不低于|不少于|不超过|不得超过|稳定在|保持在){_FIGURE}"
        ),
        ("{topic}{verb}多少？", "{topic}要达到多少？", "{topic}是多少？", "{topic}的目标是多少？", "{topic}有多少？"),
        0.6,
    ),
    _Rule(
        re.compile(rf"{_TOPIC}(?P<verb>增长|下降|提高|减少|增加|新增|压减|降低){_FIGURE}"),
        ("{topic}{verb}多少？", "{topic}{verb}了多少？", "{topic}的{verb}幅度是多少？", "{topic}{verb}几何？"),
        0.8,
    ),
    _Rule(
        re.compile(
            rf"(?P<verb>建成|培育|新建|改造|完成|实施|推广|建设|引进|支持|设立|取消|下放|开展){_FIGURE}{_TOPIC}(?=[，。；])"
        ),
        ("{verb}了多少{topic}？", "{verb}{topic}的数量是多少？", "{topic}{verb}多少？", "要{verb}几个{topic}？"),
        0.8,
    ),
    _Rule(
        re.compile(rf"给予{_FIGURE}的?(?P<topic>[^，。；：\n]{{2,14}})(?=[，。；])"),
        ("给予的{topic}是多少？", "{topic}的标准是多少？", "能拿到多少{topic}？"),
        0.8,
    ),
    _Rule(
        re.compile(rf"(?:本(?P<topic>办法|规定|条例|细则|意见|方案|通知|公告))?自{_DATE}起(?:施行|实施|执行|试行)"),
        (
            "{title}什么时候开始施行？",
            "{title}从哪天起执行？",
            "{title}的施行日期是哪一天？",
            "什么时间开始实施{title}？",
        ),
        0.0,
    ),
    _Rule(
        re.compile(
            r"(?:有效期至|有效期(?:为)?|期限为)"
            rf"(?P<answer>{_DATE.replace('?P<answer>', '?:')}|[一二三四五六七八九十\d]+年)"
        ),
        ("{title}的有效期多长？", "{title}有效到什么时候？", "{title}的期限是多久？"),
        0.0,
    ),
    _Rule(
        re.compile(rf"(?:于|在)?{_DATE}(?:前|之前|底前)，?(?P<topic>[^，。；：\n]{{6,{_LONGEST_TOPIC}}})(?=[，。；])"),
        ("{topic}的截止时间是什么时候？", "最晚什么时候{topic}？", "{topic}要在何时之前？", "到什么时候{topic}？"),
        0.5,
    ),
    _Rule(
        re.compile(rf"[（(](?:责任单位|牵头单位|责任部门|牵头部门|配合单位)[:：]{_ORGANS}[^）)]{{0,200}}[）)]"),
        ("{heading}由哪个部门负责？", "{heading}的责任单位是谁？", "哪些单位负责{heading}？", "谁牵头{heading}？"),
        0.2,
    ),
    _Rule(
        re.compile(rf"[（(]{_ORGANS}(?:牵头|负责|按职责分工负责|分别负责)[^）)]{{0,80}}[）)]"),
        ("{heading}由哪个部门牵头？", "{heading}由谁负责？", "负责{heading}的是哪些部门？"),
        0.2,
    ),
    _Rule(
        re.compile(
            rf"(?:由|^){_ORGANS}(?P<verb>负责|牵头|组织|承担)(?P<topic>[^，。；：\n]{{4,{_LONGEST_TOPIC}}})(?=[，。；])"
        ),
        ("{topic}由哪个部门{verb}？", "谁{verb}{topic}？", "哪个单位{verb}{topic}？", "{topic}归谁管？"),
        0.4,
    ),
    _Rule(
        re.compile(
            r"(?:本\w{2,4})?所称的?“?(?P<topic>[^，。；：、\n“”]{2,20})”?[，,]?\s*是?指(?P<answer>[^。；\n]{8,90})"
        ),
        ("什么是{topic}？", "{topic}是指什么？", "{topic}的含义是什么？", "{topic}指的是哪些？", "怎样定义{topic}？"),
        0.2,
    ),
    _Rule(
        re.compile(
            r"(?:根据|依据|依照)(?P<answer>《[^》]{4,50}》(?:[（(][^）)]{4,24}号[）)])?)[^。；\n]{0,80}(?:制定|现将|结合)"
        ),
        ("{title}是根据什么制定的？", "{title}的依据是什么文件？", "制定{title}依据了什么？"),
        0.0,
    ),
    _Rule(
        re.compile(r"《(?P<topic>[^》]{6,50})》[（(](?P<answer>[\u3400-\u9fff]{1,8}[〔\[]\d{4}[〕\]]\d+号)[）)]"),
        ("《{topic}》的文号是什么？", "《{topic}》是哪个文件号？", "{topic}的发文字号是多少？"),
        0.0,
    ),
    _Rule(
        re.compile(
            r"(?P<topic>[^，。；：\n（）]{2,20})(?:主要)?包括[:：]?(?P<answer>[^。；\n：]{4,60}、[^。；\n：]{2,40})(?=[。；])"
        ),
        ("{topic}包括哪些？", "{topic}包括什么？", "{topic}有哪些？", "哪些属于{topic}？"),
        0.4,
    ),
    _Rule(
        re.compile(r"(?:联系电话|咨询电话|监督电话|举报电话|电话)[:：]\s*(?P<answer>\d{3,4}[-—]?\d{7,8}|1\d{10})"),
        ("{title}的联系电话是多少？", "{title}咨询打什么电话？"),
        0.0,
    ),
    _Rule(
        re.compile(r"(?:总体目标|工作目标|主要目标|发展目标)[。：:\s]\s*(?P<answer>[^。；\n]{12,100})(?=[。；])"),
        ("{title}的目标是什么？", "{title}要实现什么目标？"),
        0.0,
    ),
    _Rule(
        re.compile(
            r"[（(][一二三四五六七八九十]{1,3}[）)]\s*"
            r"(?P<topic>(?:加强|推进|完善|建立|强化|优化|提升|推动|加快|扩大|支持|落实|实施|健全|深化|拓宽|规范|培育|严格|鼓励)"
            r"[^，。；：\n]{3,22})。(?P<answer>[^。；\n]{16,100})(?=[。；])"
        ),
        ("如何{topic}？", "在{topic}方面有哪些举措？", "怎样{topic}？", "{topic}有什么要求？"),
        0.5,
    ),
)
_HEADING = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]|第[一二三四五六七八九十]{1,3}条)\s*([^，。；：\n（）()]{4,26})。"
)
_MEASURES = len(_RULES) - 1
_TRAILING = re.compile(r"(?:一般|原则上|可以|应当|主要|全部|累计|预计|不|是|要|约|已)+$")
_LEADING = re.compile(
    r"^(?:其中|同时|此外|并|且|对|将|为|是|的|和|与|及|等|要|应当|可|按照|力争|确保|全年|分别|累计|一是|二是|三是)+"
)


def read_documents(folder: Path, names: Sequence[str] = DERIVED_FROM) -> list[OfficialDocument]:
    """Read collections of official documents; by default those that questions are derived from."""
    documents = []
    for name in names:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                found = json.loads(line)
                place = found.get("province", "")
                title = found["title"] if place in found["title"] else f"{place}{found['title']}"
                text = re.sub(r"[ \t]*\n\s*|[　 ]{2,}", "\n", found["text"]).strip()
                documents.append(OfficialDocument(found["id"], title, text, place))
    return documents


def is_held_out(document: OfficialDocument) -> bool:
    """Tell whether a document belongs to the twelfth that is never trained on."""
    return int(hashlib.sha256(document.id.encode()).hexdigest(), 16) % _HELD_OUT_SHARE == 0


def derive(document: OfficialDocument, chance: random.Random) -> list[ReadingQuestion]:
    """Derive a few questions from a document, of as many kinds as it allows."""
    found: dict[int, list[ReadingQuestion]] = {}
    for number, rule in enumerate(_RULES):
        matches = list(rule.pattern.finditer(document.text))
        chance.shuffle(matches)
        asked = [q for match in matches[:_TRIED] if (q := _ask(document, rule, match, chance))]
        found[number] = asked[: 1 if number == _MEASURES else 10 if document.place else 3]
    return _dealt(found, _MOST_A_REPORT if document.place else _MOST_A_DOCUMENT, chance)


def _dealt(found: dict[int, list[ReadingQuestion]], most: int, chance: random.Random) -> list[ReadingQuestion]:
    """Take one of each kind in turn, up to the most that a document gives."""
    kinds = [kind for kind in found.values() if kind]
    chance.shuffle(kinds)
    dealt: list[ReadingQuestion] = []
    while kinds and len(dealt) < most:
        dealt += [kind.pop() for kind in kinds]
        kinds = [kind for kind in kinds if kind]
    return dealt[:most]


def _ask(
    document: OfficialDocument, rule: _Rule, match: re.Match[str], chance: random.Random
) -> ReadingQuestion | None:
    words = chance.choice(rule.questions)
    groups = match.groupdict()
    topic = _TRAILING.sub("", _LEADING.sub("", (groups.get("topic") or "").strip()))
    heading = _heading_above(document.text, match.start()) if "{heading}" in words else ""
    title = _short_title(document.title)
    if ("{topic}" in words and len(topic) < 2) or ("{heading}" in words and not heading) or len(document.title) > 60:
        return None
    question = words.format(topic=topic, verb=groups.get("verb") or "", heading=heading, title=title)
    if document.place:
        question = f"{document.place}{re.sub('^(?:我|全)[省市区]', '', question)}"
    elif chance.random() < rule.names_document:
        question = chance.choice(_NAMING)(title, question)
    year = re.search(r"(?:到|至)?(20\d\d年)[^。；\n]{0,12}$", document.text[max(0, match.start() - 16) : match.start()])
    if year and year[1] not in question and "{topic}" in words and chance.random() < 0.8:
        question = f"{year[0]}{question}" if len(year[0]) < 10 else f"{year[1]}{question}"
    start, end = match.span("answer")
    return _question(document, question, start, end)


_NAMING: tuple[Callable[[str, str], str], ...] = (
    lambda title, question: f"{title}中，{question}",
    lambda title, question: f"根据{title}，{question}",
    lambda title, question: f"{title}提出{question}",
    lambda title, question: f"{question[:-1]}（{title}）？",
)


def _question(document: OfficialDocument, question: str, start: int, end: int) -> ReadingQuestion:
    """Keep the part of the document around the answer, cut at sentences."""
    begin, stop = max(0, start - _REACH), min(len(document.text), end + _REACH)
    pieces = [(a + begin, b + begin) for a, b in sentences(document.text[begin:stop])]
    whole = [(a, b) for a, b in pieces if (a > begin or begin == 0) or b > start]
    begin = min(whole[0][0], start)
    text = document.text[begin:stop]
    return ReadingQuestion(question, document.title, text, start - begin, document.text[start:end], _CONTEXT_SHARE)


def _heading_above(text: str, position: int) -> str:
    found = list(_HEADING.finditer(text, max(0, position - 500), position))
    return found[-1][1].strip() if found else ""


def _short_title(title: str) -> str:
    """A title as people name a document: the document that a notice forwards, without 关于 and 的通知."""
    inner = re.search(r"印发[《〈]?(.{4,40}?)[》〉]?的?通知", title)
    name = inner[1] if inner else title
    name = re.sub(r"^.{0,30}?关于(?:进一步)?|的(?:通知|公告|意见|函|批复)$|[（(].*?[）)]$", "", name)
    return name.strip("《》 ") or title


def passages_of(document: OfficialDocument, size: int) -> Iterator[tuple[str, str]]:
    """Yield (text, title) of windows of whole sentences."""
    for start, end in windows(document.text, size):
        text = document.text[start:end].strip()
        if len(text) >= 40:
            yield text, document.title
