"""A follow-up question made to stand alone, from the turns before it.

Rules over words: 那营口呢 asks the earlier question of another place or thing; a question that points back, or that
has no subject of its own, takes over the earlier one's topic. A question that stands alone stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.asking import ASKS, before_asking, without_asking, without_courtesy
from assistant.declined import declined
from assistant.question import ORDINALS, Question, analyse, tagged
from assistant.schema import Turn
from index import places
from index.segment import words

_WHAT_ABOUT = re.compile(
    r"^(?:那么|那|再问一下|还有)?\s*[，,]?\s*(?P<topic>[^，,。？?]{1,20}?)(?:又|方面)?(?:呢|怎么样)\s*[？?]?$"
)
_CORRECTS = re.compile(
    r"^(?:不是|不对|错了|不)?[，,]?\s*(?:我(?:是)?(?:要|想)?(?:问|说|指)的?是|我是问|问的是)(?P<topic>[^，,。？?]{1,20}?)(?:的)?[。！？?]?$"
)
_POINTS_BACK = re.compile(
    r"它|他们|其(?!他|余|实)|这(?:个|些|份|项|件|一|里|条|批|次|家|种|两|几)|那(?:个|些|份|项|件|里|条|批|次|家|种|边)"
    r"|该(?!怎么|如何|不该)|此|上述|前面|刚才|上面|同一|总共|一共"
    r"|(?:文件|答复|通知|方案|规划|报告|意见)(?:里|中)"
)
_OPENS_FOLLOW_UP = re.compile(
    r"^(?:那|然后|还有|另外|接着|具体|其中|为什么|由谁|由哪|谁|哪个部门|什么时候|依据|文号|下一步|除此|多少|几)"
)
_ATTRIBUTE = re.compile(  # what anything has: asked by itself, it is asked of what was spoken of before
    r"^(?:下一步|今后|后续|将来|目前|现在|依据|目标|任务|内容|原则|标准|条件|流程|程序|步骤|时间|期限|时限|对象|范围|措施|做法|要求|原因|理由|"
    r"目的|背景|意义|重点|主体|方式|方法|渠道|结果|效果|成效|进展|进度|问题|不足|金额|资金|经费|比例|数量|文号|全称|部门|单位|责任|材料|电话|地址)"
)
_SUPPOSES = re.compile(r"^(?:要是|如果|假如|倘若|万一|若(?![干羌])|碰[上到]|遇[上到]|赶上)")
_GOES_ON = re.compile(r"^(?:还有|然后|接着|具体|另外|其他|其它)$")
DEFINED = re.compile(
    r"^(?P<thing>[^，,。]{2,20}?)(?:到底|究竟)?(?:是什么(?:意思|东西)?|是啥(?:意思)?|指的?(?:是)?什么|什么意思)[？?]?$"
)
_AMOUNT = re.compile(r"(?:[在为到达是]|要稳定在|稳定在)*多少[^，,。？?的]{1,4}(?=[？?]?$)")
_TIME = re.compile(r"(?:[今去前明本上当]|(?:19|20)\d{2})年")
_KIND_OF = re.compile(r"的(?:那种|那类|那些|这种|这类|这些)?$")
_SETS = re.compile(r"[定设为是]+$")
_ZONE = "片区"
GENERIC = frozenset(
    ("地方", "地区", "地点", "时候", "时间", "方面", "部分", "东西", "情况", "项目", "单位", "部门", "内容")
)
"""Nouns that say nothing of what a question is about."""
_FEW_TERMS = 2
_FEW = 3  # characters; shorter ones only class what is asked for: 哪条路
_TELLING = 0.6  # least weight of a word that says what a question asks for
_SHORT = 16  # characters
_CARRIED = 0.5  # how much a carried-over term matters beside the question's own


def standalone(question: str, history: Sequence[Turn], spoken_of: Callable[[str], bool] = lambda _: False) -> str:
    """Return the question as it is to be understood.

    Args:
        question: As asked.
        history: The turns before it, oldest first.
        spoken_of: Tells whether the documents that answered before speak of a word: a short question with such a word
            goes on with them.
    """
    question = without_courtesy(question)
    before = next((turn.standalone for turn in reversed(history) if not declined(turn.question)), None)
    if before is None:
        return question
    corrects = _CORRECTS.match(question.strip())
    if corrects:
        return _asked_of(before, corrects["topic"])
    what_about = _WHAT_ABOUT.match(question.strip())
    if what_about and any(p.search(what_about["topic"]) for p in (_ATTRIBUTE, _GOES_ON, _SUPPOSES, ASKS)):
        return f"{topic(before)}，{question}"
    if what_about:
        return question if _is_whole(question, what_about) else _asked_of(before, what_about["topic"])
    defined = DEFINED.match(question.strip())
    if defined and not _POINTS_BACK.search(question) and not _ATTRIBUTE.match(defined["thing"]):
        return question  # a thing with a name of its own
    asked = analyse(question)
    subjects = [term for term in asked.subjects if term not in GENERIC]
    named = bool(asked.names or asked.doc_numbers)
    bare = len(subjects) < _FEW_TERMS or (bool(_OPENS_FOLLOW_UP.match(question)) and len(subjects) <= _FEW_TERMS)
    goes_on = len(question) <= _SHORT and any(spoken_of(term) for term in subjects if len(term) > 1)
    if re.match(r"^(?:那|其中)", question) or (not named and (_POINTS_BACK.search(question) or bare or goes_on)):
        return f"{topic(before)}，{question}"
    return question


def _is_whole(question: str, what_about: re.Match[str]) -> bool:
    """Tell whether a question asks how a named place's own matter is: 大连的营商环境怎么样."""
    asked = analyse(what_about["topic"])
    matter = [term for term in asked.subjects if not any(term in name for name in asked.names)]
    opens = what_about.start("topic") == 0 and question.rstrip("？? ").endswith("怎么样")
    return opens and bool(asked.names and matter)


def understood(question: str, alone: str) -> Question:
    """Take a question apart with its own kind and words first; what was carried over only adds to its terms."""
    whole = analyse(alone)
    if alone == question or not alone.endswith(question):
        return whole
    own = analyse(question)
    emphasis = {term: weight * (1.0 if term in own.terms else _CARRIED) for term, weight in whole.emphasis.items()}
    carried = frozenset(emphasis).difference(own.terms)
    return replace(
        whole,
        kind=own.kind,
        unit=own.unit,
        figures=own.figures,
        confirms=own.confirms,
        emphasis=emphasis,
        carried=carried,
    )


def _asked_of(before: str, topic: str) -> str:
    """The earlier question, asked of something else: one name for another of its sort, else the topic as a whole."""
    old, new = analyse(before), analyse(topic)
    for olds, news in ((old.names, new.names), (old.years, new.years)):
        if olds and news and len(topic) <= len(news[0]) + 2:
            gone = next((name for name in reversed(olds) if _sort(name) == _sort(news[0])), olds[-1])
            return before.replace(gone.removesuffix(_ZONE), news[0].removesuffix(_ZONE))
    moved = _at_another_time(before, topic)
    if moved:
        return moved
    about = _opening(before)
    rest = before[len(about) :] if before.startswith(about) else ""
    owner, of, thing = about.rpartition("的")
    kind = _KIND_OF.search(topic)
    if kind:  # 建经营性公墓由谁批: 给本村人用的那种呢; 室外作业的津贴多少: 在屋里干活的呢
        return f"{_framed(topic[: kind.start()], about)}的{thing if of else _last_noun(about)}{rest}"
    if of and not new.names and _last_word(owner) == _last_word(topic):  # 小规模纳税人的征收率: 一般纳税人呢
        return f"{topic}的{thing}{rest}"
    if of and not new.names and old.names and _last_word(thing) == _last_word(topic):  # 上海的会办时限: 退回时限呢
        return f"{owner}的{topic}{rest}"
    if new.names and len(new.subjects) > len(new.names) + 1:  # another thing of another place is counted otherwise
        rest = _AMOUNT.sub("是多少", rest)
    return f"{_framed(topic, about)}{rest}" if rest else f"{topic}：{before}"


def _framed(topic: str, about: str) -> str:
    """A topic with the place and time that open what was asked about, and its closing attribute, where it has none.

    河南今年经济增长目标: 规上工业 is 河南今年规上工业目标.
    """
    asked, rest, front = analyse(topic), about, ""
    for place in () if asked.names else places.names(about):
        named = re.match(rf"{place}(?!{_ZONE})[省市县区]?", rest)
        if named:
            front, rest = front + named[0], rest[named.end() :]
    at = _TIME.match(rest)
    if at and not _TIME.search(topic):
        front += at[0]
    closing = _last_word(_SETS.sub("", about))
    attribute = closing if _ATTRIBUTE.fullmatch(closing) and not _ATTRIBUTE.match(_last_word(topic)) else ""
    return f"{front}{topic}{attribute}"


def _last_noun(text: str) -> str:
    """The last noun of a text; empty where it has none."""
    return next((word for word, tag in reversed(tagged(text)) if tag.startswith("n")), "")


def _sort(name: str) -> tuple[bool, bool]:
    """Whether a name is a place's, and whether it is one of a series: 那大连呢 takes no 第六批's place."""
    return bool(places.names(name)), bool(ORDINALS.fullmatch(name))


def _at_another_time(before: str, topic: str) -> str:
    """去年的产量多少, asked of 今年, or of 今年的目标; empty for a topic that is another thing or no time."""
    said, at = _TIME.match(topic), _TIME.search(before)
    if not said or not at:
        return ""
    aspect = topic[said.end() :].removeprefix("的")
    moved = before[: at.start()] + said[0] + before[at.end() :]
    about = _opening(moved)
    if aspect and not (moved.startswith(about) and _ATTRIBUTE.match(aspect.rpartition("的")[2])):
        return ""
    return f"{about}{aspect}{moved[len(about) :]}" if aspect else moved


def _last_word(text: str) -> str:
    return (words(text) or [text])[-1]


def topic(before: str) -> str:
    """What an earlier question was about: its words up to the asking ones, with what those ask for."""
    question = before.rstrip("？?。 ")
    whole = without_asking(question)
    opening = before_asking(question)
    behind = whole[len(opening) :] if whole.startswith(opening) else ""
    tells = len(behind) >= _FEW and max(analyse(behind).emphasis.values(), default=0.0) >= _TELLING
    return whole if tells else _opening(before)


def _opening(before: str) -> str:
    """An earlier question's words up to the asking ones; all but these where that says too little."""
    question = before.rstrip("？?。 ")
    opening = before_asking(question).rstrip("，,的")
    return opening if len(analyse(opening).subjects) >= _FEW_TERMS else without_asking(question)
