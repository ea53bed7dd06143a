"""A question that asks several things, taken apart into questions that ask one each.

Parts are told by question marks, semicolons and commas between clauses that each ask; a question that compares two
things becomes the same question of each. A later part takes over the names it points back to. Never reorders them.
"""

from __future__ import annotations

import re

from assistant.asking import ASKS
from assistant.follow_up import standalone, understood
from assistant.question import Kind, Question, analyse, tagged
from assistant.schema import Turn
from index import places

_PART = re.compile(r"[^？?；;]+[？?；;]?")
_CLAUSE = re.compile(r"[^，,]+[，,]?")
_SHORTEST = 6
_SHORTEST_CLAUSE = 3
_MOST = 4
_AND = r"(?:和|与|跟|同|及|以及|、)"
_WIDE = ("全国", "全省", "全市", "全区", "国家级", "省级", "市级")  # compared with places as if they were one
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_COURTESY = re.compile(r"^(?:请|麻烦|谢谢|多谢|劳驾)[^？?]{0,12}(?:谢谢|一下|列出|说明|告知|回答|解答)[^？?]{0,4}$")
_ATTRIBUTE = re.compile(
    r"(?:部门|单位|范围|时间|地点|期限|时限|标准|条件|内容|金额|比例|文号|依据|方式|对象|措施|目标)$"
)
_DIFFERENCE = re.compile(
    r"(?:之间|这?两(?:地|市|省|者|个|份|边))?的?[，,]?(?:(?:分别|各自)(?!为战)|各(?![级地市县区项类种方单部位个自])|"
    r"(?:(?:相比|比起来|对比|比较)[，,]?)?(?:有何|有什么|有哪些|有啥)(?:不同|区别|差别|差异|不一样|变化)|变化(?:有)?多大|"
    r"(?:不同|区别|差别|差异|差)在(?:哪[里儿]?|何处|什么地方)|相比|比起来|"
    r"(?:写|说|规定|要求)?得?(?:是否)?(?:一样|相同|一致)(?:吗|么|不))"
)
_MORE_OR_LESS = re.compile(
    r"(?:相?比)?[，,]?(?:到底)?是?(?:多|高|大|增加?|上?升|涨|提高)了?(?:还是|或者?)(?:少|低|小|减少?|下?降|跌|降低)了?[？?，,]?(?:各|分别)?"
)
_PHRASES = re.compile(
    r"^(?P<intro>.*[，,])?(?:请问|比较一?下?|对比一?下?)?(?P<lead>[^，,。|]{2,20}的)?(?P<first>[^，,。的|]{2,16})"
    r"\|(?P<own>[^，,。的|]{2,12}的)?(?P<second>[^，,。的|]{2,16}?)(?P<rest>[，,][^，,|]*)?$"
)


def questions(asked: str, alone: str) -> list[Question]:
    """What a question asks for, part by part, given how it stands alone."""
    parts = split(alone)
    return [understood(asked, alone)] if len(parts) == 1 else [analyse(part) for part in parts]


def split(question: str) -> list[str]:
    """The questions that a question is made of, each standing alone; itself where it asks one thing."""
    found = [match[0].strip() for match in _PART.finditer(question)]
    asked = [part for part in found if len(part) >= _SHORTEST and _asks(part)] or [question]
    if _MORE_OR_LESS.search(question) and (compared := _compared(question)):
        return compared
    if len(asked) == 1:
        compared = _compared(question)
        asked = compared or _clauses(question)
        if compared:
            return asked
    parts: list[str] = []
    for part in asked[:_MOST]:
        history = [Turn(parts[-1], parts[-1])] if parts else []
        parts.append(standalone(part, history))
    return parts


def _asks(part: str) -> bool:
    return part.endswith(("？", "?")) or (analyse(part).kind is not Kind.OTHER and not _COURTESY.match(part))


def _clauses(question: str) -> list[str]:
    """The clauses of a question that asks with each of its last ones; itself where only one of them asks."""
    if "。" in question:  # what is told before the question is no part of it
        return [question]
    clauses = [match[0] for match in _CLAUSE.finditer(question)]
    first = next((n for n, clause in enumerate(clauses) if ASKS.search(clause)), len(clauses))
    asking = clauses[first:]
    if len(asking) < 2 or not all(ASKS.search(c) and len(c) >= _SHORTEST_CLAUSE for c in asking):
        return [question]
    return ["".join(clauses[: first + 1]).rstrip("，,"), *(clause.rstrip("，,") for clause in asking[1:])]


def _compared(question: str) -> list[str]:
    """The question of each of the two things it compares; empty where it compares nothing."""
    by_amount = _MORE_OR_LESS.search(question)
    difference = by_amount or _DIFFERENCE.search(question)
    if not difference:
        return _pair_of_places(question)
    before, after = question[: difference.start()], question[difference.end() :]
    pair = _pair_of_names(before) or _pair_of_phrases(before)
    if not after.strip("？?"):
        after = "是多少？" if by_amount else "是什么？"
    return [f"{words}{after}" for words in pair]


def _pair_of_places(question: str) -> list[str]:
    """A figure that is asked of two provinces, once of each."""
    asked = analyse(question)
    provinces = [name for name in asked.names if places.is_province(name)]
    figure = asked.kind in (Kind.FIGURE, Kind.COMPARISON)
    return _pair_of_names(re.sub(r"(?<=\S)\s+(?=\S)", "、", question)) if figure and len(provinces) > 1 else []


def _pair_of_names(before: str) -> list[str]:
    """Words that speak of two places or quoted names side by side, once with each."""
    named = [*analyse(before).names, *_YEAR.findall(before), *(word for word in _WIDE if word in before)]
    alike = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    one = rf"[《“]?(?:{alike})[》”]?(?:[底末初版]|自治区|自治州|[省市县区州盟旗])?"
    names = rf"(?P<first>{one}){_AND}(?P<second>{one})(?:这?[两二]个?(?:省区|省份|[省市地区县]))?"
    match = re.search(names, before) if len(named) > 1 else None
    return [before[: match.start()] + match[n] + before[match.end() :] for n in ("first", "second")] if match else []


def _pair_of_phrases(before: str) -> list[str]:
    """The two things that stand side by side at the end of some words; the second takes over what owns the first."""
    words = [word for word, _ in tagged(before)]
    joined = "".join("|" if re.fullmatch(_AND, word) else word for word in words)
    match = _PHRASES.match(joined)
    if not match:
        return []
    intro, lead, first, own, second, rest = (match[name] or "" for name in _PHRASES.groupindex)
    if _ATTRIBUTE.search(second) and not own:  # two things asked of one: a row's columns, say
        return []
    if _ATTRIBUTE.search(second):  # one thing asked of two: 甲办法和乙办法的文号
        pair = (f"{lead}{first}的{second}", f"{lead}{own}{second}")
    else:
        owner = own or ("" if places.names(second) else lead)  # 重庆的甲成果和辽宁的乙经验
        pair = (f"{lead}{first}", f"{owner}{second}")
    return [f"{intro}{phrase}{rest}".replace("|", "、") for phrase in pair]
