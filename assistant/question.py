"""What a question asks for: its kind, the answer's expected form, its terms, and what an answer must not contradict.

Rules over words; no model. Never looks at the documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import rjieba

from assistant.asking import ASKING_TERM, ASKS
from assistant.measures import HOW_MANY, unit_asked
from index import places
from index.parse.doc_numbers import find_numbers
from index.parse.numerals import read_number, years_in_digits
from index.segment import words


class Kind(StrEnum):
    """The form of the answer that a question expects."""

    FIGURE = "figure"
    TIME = "time"
    DAY = "day"
    SPAN = "span"
    ORGAN = "organ"
    DOC_NUMBER = "doc_number"
    LIST = "list"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    CONTACT = "contact"
    WHETHER = "whether"
    OPINION = "opinion"
    OTHER = "other"


_FIGURE = re.compile(
    rf"多少|百分之几|{HOW_MANY}|(?<![哪这那前近好])几(?=[^何乎]{{0,2}}(?:领域|方面|部分))|多大|多高|多长(?!时间)|多远|"
    r"(?:增幅|增速|比例|占比|面积|数量|总数|金额|总额|规模|产值|产量|税率|几率|起征点|最低工资|"
    r"(?:工资|补助|补贴|资助|津贴|助学金|奖学金|保险金|养老金|低保|救助|收费|缴费|罚款|奖励)标准)(?:是|为|有|达|到|呢|？|\?|$)"
)
_DAY = re.compile(r"哪一?[年天月日]|几月几|几[号日]|哪个(?:年份|月)")
_SPAN = re.compile(
    r"多久|多长时间|时限(?:是|为|有|呢|？|\?|$|怎么)|(?<![这那前近好])几(?:年(?!.{0,3}(?:行动|计划))|个?(?:工作日|自然日|天|周|小时|分钟|秒)(?!.*多少)|个月(?!.*多少))"
)
_TIME = re.compile(
    r"什么时候|何时|(?<![这那前近好])几[月点]|哪个时间|"
    r"(?:时间|日期|期限|时限)(?:是|为|有|呢|？|\?|$|怎么|多)|截至(?!.*(?:多少|几|百分))"
)
_ORGAN = re.compile(
    r"(?:哪|什么|谁)(?:[几两二三四五六七八九十]?[些个家]|几)?(?:一级|省级|市级|省直)?(?:部门|部委|单位|机关|机构|委办局|局|厅|主体)|"
    r"谁(?:来)?(?:负责|牵头|主办|管|承担|出台|印发|发布|批准|制定|监管|答复|办|做|定期|组织)|"
    r"(?:归|由|找)(?:谁|哪(?:家|几家|里|儿|级|个部门|些部门|个单位))|(?:负责|牵头|主管|责任|实施)(?:部门|单位|机关|厅局(?!长)|[厅局](?![厅局长限势面]))|哪家|哪几家"
)
_DOC_NUMBER = re.compile(
    r"文号|几号文|第?几号文件|(?:[政办府党委财字函][发函]?|[发函])(?<![天次院人]发)多少号(?=[文的吧呢啊？?，,。]|$)|(?<![凭带交要供具拿])(?:哪|什么)(?:个|份|一份|些|几个)?(?:文件|文|政策文件|依据)|"
    r"依据(?:是)?(?:什么|哪)|字号"
)
_LIST = re.compile(
    r"哪些|哪几|哪\s*[\d两二三四五六七八九十]|有什么(?!区别|不同|不一样)|分别(?:是|有|为|包括|叫|指)|包括什么|都有(?:谁|啥|什么)|(?:列|说)(?:出|一下|全)|有啥|"
    r"(?:什么|啥|哪种|怎样)样?的?(?:条件|材料|资料|证件|证明|手续|情形|情况|渠道|途径|待遇|优惠|好处|流程|程序|步骤|措施|要求)|"
    r"(?:带|交|提交|提供|准备|出具|出示)上?(?:些)?(?:什么|啥)|(?:凭|要|拿)(?:什么|啥|哪些)(?:文件|单据|票据)"
)
_SO_MANY = re.compile(r"(?<!第)[两二三四五六七八九十][项大条个种类][\u3400-\u9fff]{1,6}[？?。]?$")
"""As people type who ask nothing in words: 沈阳片区的六项任务."""
_DEFINITION = re.compile(
    r"(?:是|指|叫)(?:的)?(?:什么|啥)(?:意思|东西|概念)?(?:[？?呀啊呢]|$)|什么(?:是|叫)|含义|定义|什么意思|啥意思|是指"
)
_COMPARISON = re.compile(
    r"区别|不同|不一样|差别|差异|差在|相比|对比|比较|各(?:是|有|为)?(?:多少|几|什么|哪)|分别(?:是|有|为)?(?:多少|几)|哪个更|谁更|异同"
)
_CONTACT = re.compile(
    r"手机|电话|联系方式|邮箱|住址|家庭地址|(?<![守保记抓留管稳])住(?:在哪|哪)|哪个小区|身份证|微信(?!公众)|传真|门牌|哪条[街路]|"
    r"(?:代表|委员|[局厅市省处科]长|书记|主任).{0,6}(?:工资|年龄|多大岁数|生日|收入)|"
    r"(?:经办|联系|承办).{0,12}(?:人|同志|人员).{0,3}(?:叫什么|姓什么|是谁|名字|姓名)"
)
_YOUR_VIEW = r"(?<![依按参遵护执拍])[依照][你您]们?(?:看(?!到|过)|说(?!的|过))"  # not 按照你说的, nor 执照你们看过
_OPINION = re.compile(
    rf"(?:你|您)(?:个人)?(?:觉得|认为|怎么[看想]|的?看法|站|支持|更?喜欢|看好|看衰)|{_YOUR_VIEW}|[你您]们?(?:是|会)?(?:赞成|支持|同意)还是反对|该不该|应不应该|好不好|值不值|谁对谁错|哪边有理|评价一下|打几分|打多少分|诚意|满不满意|"
    r"说实话|心里话|良心|怪谁|谁的错|公不公平|公平吗"
)
_ASKS_YOU = re.compile(rf"^[你您]们?(?:个人)?(?:怎么[看想]|觉得|认为|的?看法)|{_YOUR_VIEW}")
_UNKNOWN = re.compile(r"不知道|不清楚|不晓得|没人知道|不明白|[搞弄说]不清")
"""In a clause that tells what somebody does not know, and asks nothing unless it is to be told."""
_TELL_ME = re.compile(r"告诉|告知|[说讲]一?[下说讲]|解答|介绍|指点|帮|请问|有(?:没有)?[人谁]知道|[你您]们?知道")
_WHETHER = re.compile(
    r"[吗么嘛不没][？?。]?$|能不能|可不可以|[能可]否|是否|行不行|要不要|会不会|用不用|算不算|得不得|允不允许"
)
_CONFIRM = re.compile(r"(?:吧|吗|么|是不是|对不对|对吗|是吗|没错吧|属实)(?:[，,。？?]|$)|是不是|对不对|是否")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年|[-—~至到]|\D|$)")
_FIGURE_WORDS = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>个百分点|万亿元|亿美元|万美元|亿元|万元|万辆|万吨|万人|[%％亿万]|[\u3400-\u9fff])"
)
_COUNTED = re.compile(  # not 第三条, nor 党的二十大, nor three months
    r"(?<![第一二三四五六七八九十百\d.])(?<!党的)(?P<count>[一二三四五六七八九十]+|\d{1,2})\s*"
    r"(?:[条项大类种座处家]|方面|个(?!月|百分点|工作日|自然日|小时))"
)
_QUOTED = re.compile(r"[“「『‘\"]([^”」』’\"]{2,30})[”」』’\"]|《([^》]{3,80})》")

_LONGEST_SPAN = 50  # years; a larger number before 年 is a year
_PEOPLE = re.compile(r"([\u3400-\u9fff]{2,3})(?=代表|委员|同志|主任|书记|[市省厅局]长)")
_TOWN = re.compile(r"[\u3400-\u9fff]{2,4}[市县旗]")
ORDINALS = re.compile(r"第[一二三四五六七八九十\d]+(?:批|届|期|轮|次(?=[^，。]{0,8}(?:会议|全会|大会|普查)))")
"""Which of a series something is: 第六批."""

_SAID = re.compile(r"不[许准得能让给可]|没有|必须|应当|可以|[吗呢吧了]$")
"""In what is quoted: it is what somebody says or demands, and no name."""


_EMPHASIS = {
    "n": 1.0,
    "e": 1.0,
    "x": 1.0,
    "m": 0.8,
    "j": 1.0,
    "l": 1.0,
    "i": 1.0,
    "t": 0.8,
    "s": 0.8,
    "v": 0.6,
    "a": 0.5,
}
_LEAST = 0.3
_BACKGROUND = 0.5  # for what is told before the question proper
_SHORTEST_FOCUS = 6  # characters
_FORM_WORDS = frozenset(  # they name the answer's form, not its subject: evidence need not hold them
    (
        "全称",
        "中文",
        "英文",
        "含义",
        "意思",
        "东西",
        "名称",
        "名字",
        "内容",
        "情况",
        "时间",
        "时候",
        "日期",
        "文件",
        "文号",
        "部门",
        "单位",
    )
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        text: The question as it stands alone.
        kind: The form of answer expected.
        terms: Content words, each once, in order: what the evidence should speak of.
        emphasis: How much each term matters by its part of speech, 0 to 1: names and nouns more than verbs and adverbs.
        names: Places, people and quoted names that the evidence must name.
        years: Years that the evidence must be about.
        doc_numbers: Document numbers named in the question, in official form.
        figures: Figures that the question itself states, as (value, unit).
        confirms: The question asks to confirm what it states.
        unit: Unit that the answer's figure must have, or another of its family; empty for any.
        carried: Terms that were taken over from an earlier question.
        alike: Its words that could have been said otherwise, each with its other forms: evidence may use those.
    """

    text: str
    kind: Kind
    terms: tuple[str, ...]
    emphasis: Mapping[str, float]
    names: tuple[str, ...]
    years: tuple[str, ...]
    doc_numbers: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    confirms: bool
    unit: str
    carried: frozenset[str] = frozenset()
    alike: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def subjects(self) -> list[str]:
        """What the question is about: its nouns and names."""
        return [term for term, weight in self.emphasis.items() if weight == 1.0]

    @property
    def counted(self) -> int:
        """How many things of a kind it speaks of, two or more: 12 for 这十二项措施; 0 where it does not count any."""
        counts = (read_number(match["count"]) for match in _COUNTED.finditer(self.text))
        return next((count for count in counts if count > 1), 0)


def analyse(text: str) -> Question:
    """Take a question apart; its years are read in digits however it writes them."""
    text = years_in_digits(text)
    folded = unicodedata.normalize("NFKC", text)
    focus = _focus(folded)
    numbers = tuple(dict.fromkeys(number for number, _, _ in find_numbers(text)))
    kind = _kind(_asking(focus))
    terms = tuple(dict.fromkeys(words(text)))
    return Question(
        text=text,
        kind=kind,
        terms=terms,
        emphasis=_emphasis(text, terms, frozenset(words(focus))),
        names=_names(text),
        years=tuple(dict.fromkeys(_YEAR.findall(_without_numbers(folded)))),
        doc_numbers=numbers,
        figures=_figures(_without_numbers(folded)),
        confirms=bool(_CONFIRM.search(focus)),
        unit=unit_asked(focus) if kind is Kind.FIGURE else "",
    )


def _focus(text: str) -> str:
    """The part of a question that asks: people often tell first why they ask, or afterwards."""
    parts = [part for part in re.split(r"(?<=[。！])|(?<=:)", text) if len(part) >= _SHORTEST_FOCUS]
    asking = [part for part in parts if ASKS.search(part) or part.endswith("?")]
    return asking[-1] if asking else text


def _asking(text: str) -> str:
    """The clauses of a question that ask; what stands before and behind them says of what."""
    clauses = re.split(r"(?<=,)(?!\d)", text)
    asking = [c for c in clauses if (len(c) >= _SHORTEST_FOCUS and ASKS.search(c)) or _ASKS_YOU.search(c)]
    asking = [c for c in asking if not _UNKNOWN.search(c) or _TELL_ME.search(text)] or asking
    return "".join(asking) or text


def _kind(text: str) -> Kind:
    rules = (
        (Kind.OPINION, _OPINION),
        (Kind.CONTACT, _CONTACT),
        (Kind.COMPARISON, _COMPARISON),
        (Kind.DOC_NUMBER, _DOC_NUMBER),
        (Kind.ORGAN, _ORGAN),
        (Kind.DAY, _DAY),
        (Kind.SPAN, _SPAN),
        (Kind.TIME, _TIME),
        (Kind.FIGURE, _FIGURE),
        (Kind.LIST, _LIST),
        (Kind.DEFINITION, _DEFINITION),
        (Kind.WHETHER, _WHETHER),
    )
    other = Kind.LIST if _SO_MANY.search(text) and not ASKS.search(text) else Kind.OTHER
    return next((kind for kind, pattern in rules if pattern.search(text)), other)


def _without_numbers(text: str) -> str:
    return re.sub(r"[〔\[(【]\s*(?:19|20)\d{2}\s*[〕\])】]\s*第?\d+\s*号|第\s*\d+\s*号", " ", text)


def _figures(text: str) -> tuple[tuple[str, str], ...]:
    found = [(match["value"], match["unit"]) for match in _FIGURE_WORDS.finditer(text)]
    spans = [(value, unit) for value, unit in found if unit == "年" and float(value) < _LONGEST_SPAN]
    return (*((value, unit) for value, unit in found if unit not in "年月日号时点"), *spans)


@cache
def _jieba() -> rjieba.Jieba:
    return rjieba.Jieba()


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a text, each with its part of speech in jieba's tags (``n`` noun, ``c`` conjunction …)."""
    return list(_jieba().tag(text))


def _emphasis(text: str, terms: Sequence[str], focus: frozenset[str]) -> dict[str, float]:
    tags = tagged(unicodedata.normalize("NFKC", text).lower())
    weights: dict[str, float] = {}
    for term in terms:
        holding = [_EMPHASIS.get(tag[0], _LEAST) for word, tag in tags if term in word or word in term]
        weight = _LEAST if term in _FORM_WORDS else max(holding, default=1.0)
        weights[term] = 0.0 if ASKING_TERM.search(term) else weight if term in focus else weight * _BACKGROUND
    return weights


def _zone(place: str, text: str) -> str:
    """A place, with 片区 where the question asks about its zone: 盘锦片区 is not just anything in 盘锦."""
    return f"{place}片区" if re.search(rf"{place}(?:自贸|自贸试验)?片区", text) else place


def _names(text: str) -> tuple[str, ...]:
    """Names that an answer's evidence must hold: places, people, 第六批 and the like, and what is quoted."""
    found = [match[1] or match[2] for match in _QUOTED.finditer(text) if match[2] or not _SAID.search(match[1])]
    rest = _QUOTED.sub(" ", text)
    found += [_zone(place, rest) for place in places.names(rest)] + ORDINALS.findall(rest)
    tags = tagged(rest)
    found += [word for word, tag in tags if tag == "ns" and _TOWN.fullmatch(word) and not places.names(word)]
    people = {word for word, tag in tags if tag.startswith("nr")}
    found += [match[1] for match in _PEOPLE.finditer(rest) if any(match[1].startswith(name) for name in people)]
    return tuple(dict.fromkeys(found))
