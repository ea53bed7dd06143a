"""A question that compares things or asks the same of each of several, as one question of each of them.

What it asks is told by the words behind 各 or 分别, or by those that weigh one thing against another (甲比乙多几项).
Which of them has more is left to whoever reads the answer: it shows what is said of each. Looks at words only.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.asking import ASKS
from assistant.question import Kind, analyse, tagged
from index import places

_CLAUSE = re.compile(r"[^，,。？?；;]+[，,。？?；;]*")
_ENDS = "，,。？?；; "
_SHORT_REST = 8  # characters
_AND = r"(?:和|与|跟|同|及|以及|加上|、)"
_PAUSE = re.compile(rf"[，,](?={_AND}[^，,。？?]{{2,}}[，,](?:各|分别|都))")  # 甲的总数，和乙的总数，各是多少
_WIDE = ("全国", "全省", "全市", "全区", "国家级", "省级", "市级")  # compared with places as if they were one
_ZONE = "(?:自贸试验区|自贸区|片区)"
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_BOTH = r"(?:这?两(?:[个者边地市省份家年种类项区县次][^，,。？?]{0,4})?)"
_TIME = r"(?:(?:19|20)\d{2}年|[今去前明]年)"
_HOW = r"(?:多(?!少)|(?<!多)少|高|低|大|小|快|慢|早|晚|长|短|强|弱|重|轻|贵|便宜|严格?|宽松?)"
_UP = r"(?:多|高|大|增加?|增长|上?升|涨|提高)"
_DOWN = r"(?:少|低|小|减少?|下?降|跌|降低)"
_MOVED = r"(?:增长?|增加|上?升|涨|提高|下?降|跌|减少?|降低)"
_WEIGHS = re.compile(  # 哪边多, 谁在前, 哪个定得高, 谁覆盖的县更多
    rf"(?:那么?|到底|究竟|{_BOTH})*(?:之间|相比|里|中)?(?:谁|哪一?[个边家方省市县区份年种类项者地批次头])的?"
    rf"(?P<of>[^，,。？?最]{{0,8}}?)(?:更|比较|要)?(?:在前|在后|靠前|领先|先|{_HOW})(?:一?[些点])?[呢啊]?$"
)
_APART = re.compile(r"^(?:那|又|到底)*(?:相差|差距?)(?:了|有|是)?(?:多少|几|多大)[^，,。？?]{0,4}$")
_OF_BOTH = re.compile(  # a clause of its own: 两边各涨多少, 请给出两个领域各自的项数, 从多少变成多少
    rf"^(?:请|麻烦|再|也|并)*{_BOTH}?(?:都|又)?(?:各自?|分别)(?![级地市县区类种方单部位])(?P<asks>.+)$"
    rf"|^(?:请|麻烦|再|也|并)*(?:把|将|给出|列出|说出|写出)(?=[^，,。？?]*(?:{_BOTH}|各自|分别))[^，,。？?]*$"
    r"|^[由从](?:多少|几)[^，,。？?]*(?:到|成|为)了?(?:多少|几)[^，,。？?]*$"
)
_TOGETHER = re.compile(rf"^(?:请|麻烦)?{_BOTH}?(?:对比|比较|对照|比)(?:一下|一比|比)?(?:看看?)?$")
_SIDE_BY_SIDE = re.compile(
    r"^(?:请问|请|麻烦)?(?:(?:对比|比较|对照|比)(?:一下|一比)|对比|比较(?!多|少|大|好)|对照)(?:看看?)?|"
    r"(?:对比|比较|对照|比)(?:一下|一比)(?:看看?)?(?=[。？?]?$)"
)
_AGAINST = re.compile(
    r"^(?P<intro>.*[，,：:])?(?P<first>[^，,：:]{2,30}?)(?<![同环占相对评类分好])比"
    r"(?![如例较重赛值率方拟一起])(?P<second>[^，,：:]{2,30}?)(?P<aspect>在[^，,]{2,12}(?:上|方面|中|里))?"
    rf"(?:到底|究竟|是不是|是否|是|要|会|还|更)*"
    rf"(?:{_UP}了?(?:还是|或者?){_DOWN}了?|(?P<moved>{_MOVED})得?{_HOW}|{_HOW}(?:了|出)?(?P<amount>(?:多少|几)[^，,？?。]{{0,4}})?)"
    r"(?:吗|么|不|没有)?(?P<rest>[，,。？?].*)?$"
)
_COUNTER = re.compile(r"(?:多少|几)(?:[项条家户人名所种类座件份处]|个(?!百分))")
_DIFFERENCE = re.compile(
    r"(?:之间|这?两(?:地|市|省|者|个|份|边))?的?[，,]?(?:(?:分别|各自)(?!为战)|各(?![级地市县区项类种方单部位个自])|"
    r"(?:(?:相比|比起来|对比|比较)[，,]?)?(?:有何|有什么|有哪些|有啥)(?:不同|区别|差别|差异|不一样|变化)|变化(?:有)?多大|"
    r"(?:不同|区别|差别|差异|差)在(?:哪[里儿]?|何处|什么地方)|相比|比起来|加起来|(?:相差|差距?)(?:了|有|是)?(?:多少|几|多大)[^，,。？?]{0,3}|"
    rf"(?:相?比)?[，,]?(?:到底)?是?{_UP}了?(?:还是|或者?){_DOWN}了?|"
    r"(?:写|说|规定|要求)?得?(?:是否)?(?:一样|相同|一致)(?:吗|么|不))"
)
_AMOUNT = re.compile(rf"差距?(?:了|有|是)?(?:多少|几|多大)|还是|或者?|加起来|{_HOW}")
_ATTRIBUTE = re.compile(
    r"(?:部门|单位|范围|时间|地点|期限|时限|标准|条件|内容|金额|比例|文号|依据|方式|对象|措施|目标)$"
)
_DOCUMENT = re.compile(r"(?:意见|通知|办法|细则|方案|规划|纲要|计划|条例|规定|报告|答复|文件|公告|简介|版)")


def compared(question: str) -> list[str]:
    """The same question of each thing that a question compares; empty where it compares nothing."""
    kept, asks, compares = _without_verdict(_PAUSE.sub("", question))
    if against := _against(kept, asks):
        return against
    beside = _SIDE_BY_SIDE.search(kept)
    kept = _SIDE_BY_SIDE.sub("", kept).lstrip("，,：: ")
    if re.search("加上|加起来", kept):
        kept = re.sub("一共|总共|合计", "", kept)
    difference = _DIFFERENCE.search(kept)
    if difference is None:
        return _asked_alike(kept, asks) if compares or beside else _pair_of_places(kept)
    before, after = kept[: difference.start()], kept[difference.end() :]
    pair = _names_beside(before) or _phrases_beside(before)
    if not pair:  # 各覆盖甲县、乙县多少个村
        return [f"{before}{words}" for words in _names_beside(after)]
    if not after.strip(_ENDS):
        after = asks or ("是多少？" if _AMOUNT.search(difference[0]) else "是什么？")
    return [f"{words}{after}" for words in pair]


def adds_to_comparison(sentence: str) -> bool:
    """Tell whether a sentence only asks again of both of two things named before it, or which of them has more."""
    bare = sentence.strip(_ENDS)
    return any(pattern.match(bare) for pattern in (_WEIGHS, _APART, _OF_BOTH, _TOGETHER))


def _without_verdict(question: str) -> tuple[str, str, bool]:
    """A question without the clauses that only weigh two things or ask again of both.

    Returns:
        The rest, what is asked of both (是多少？, else empty), and whether there were any such clauses.
    """
    kept, asks, compares = "", "", False
    for match in _CLAUSE.finditer(question):
        clause = match[0]
        bare = clause.strip(_ENDS)
        of_both, weighs = _OF_BOTH.match(bare), _WEIGHS.search(bare)
        if weighs or (kept and adds_to_comparison(bare)):
            compares = True
            if of_both and of_both["asks"] and ASKS.search(of_both["asks"]):
                asks = clause.strip("，, ")[of_both.start("asks") :]
            elif weighs:
                kept += bare[: weighs.start()]
                asks = asks or _measured(weighs["of"])
        elif asks:
            asks += clause
        else:
            kept += clause
    return (kept.rstrip("，, ") if compares else kept), asks, compares


def _measured(thing: str) -> str:
    """What is asked of either where a question weighs them, 定多少？ for 哪个定得高; empty for 哪边多."""
    if thing.endswith("得"):
        return f"{thing[:-1]}多少？"
    return f"{thing}有多少？" if len(thing) > 1 else ""


def _against(question: str, asks: str) -> list[str]:
    """甲比乙多几项: what is asked of either, 甲有几项; empty where the two are of different sorts (比上年高多少)."""
    match = _AGAINST.match(question)
    if not match:
        return []
    amount, moved = match["amount"] or "", match["moved"] or ""
    counted = f"有{amount}？" if _COUNTER.match(amount) else ""
    asked = (match["aspect"] or "") + (counted or asks or (f"{moved}多少？" if moved else "是多少？"))
    first, second = _completed(match["first"], match["second"])
    is_alike = _sort_of(first) == _sort_of(second) and (any(_sort_of(first)) or first[-2:] == second[-2:])
    return [f"{match['intro'] or ''}{thing}{asked}" for thing in (first, second)] if is_alike else []


def _completed(first: str, second: str) -> tuple[str, str]:
    """Two things that are compared, either with what the other has behind its name: 甲省的目标 and 乙省."""
    heads = [re.match(rf"(?:{_one_of(analyse(thing).names)})+{_ZONE}?", thing) for thing in (first, second)]
    if heads[0] and heads[1]:
        rests = [thing[head.end() :] for thing, head in zip((first, second), heads, strict=True) if head]
        if rests[0] and rests[1] in ("", "的"):
            return first, heads[1][0] + rests[0]
        if rests[1] and rests[0] in ("", "的"):
            return heads[0][0] + rests[1], second
    return first, second


def _sort_of(thing: str) -> tuple[bool, bool]:
    """Whether a thing is of a place, and whether of a year: only things of one sort are compared."""
    return bool(places.names(thing)), bool(_YEAR.search(thing))


def _asked_alike(kept: str, asks: str) -> list[str]:
    """Things side by side that a clause of its own asks of, or compares."""
    body = kept.rstrip(_ENDS)
    pair = _names_beside(body) or _phrases_beside(body)
    ending = asks or ("？" if ASKS.search(body) else "是多少？")
    return [f"{words}{ending}" for words in pair]


def _pair_of_places(question: str) -> list[str]:
    """A figure that is asked of several provinces, once of each."""
    asked = analyse(question)
    provinces = [name for name in asked.names if places.is_province(name)]
    figure = asked.kind in (Kind.FIGURE, Kind.COMPARISON)
    return _names_beside(re.sub(r"(?<=\S)\s+(?=\S)", "、", question)) if figure and len(provinces) > 1 else []


def _one_of(named: Collection[str]) -> str:
    """A pattern of a name as it stands in a question, with its rank; of nothing where there are none."""
    alike = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True)) or "(?!)"
    return rf"[《“]?(?:{alike})[》”]?(?:[底末初版]|自治区|自治州|[省市县区州盟旗])?"


def _names_beside(text: str) -> list[str]:
    """Words that speak of places, of years or of quoted names side by side, once with each."""
    names = analyse(text).names
    seats = {name for name in names if places.names(name)}
    quoted = set(names) - seats | {word for word in _WIDE if word in text}
    for one in (rf"(?:{_one_of(seats)})+", _one_of(_YEAR.findall(text)), _one_of(seats | quoted)):
        match = re.search(
            rf"(?P<all>{one}(?:{_AND}{one})+)(?:这?[两二三四几]个?(?:省区|省份|文件|[省市地区县]|(?={_ZONE})))?", text
        )
        if match:
            each = re.findall(one, match["all"])
            return [text[: match.start()] + name + text[match.end() :] for name in each]
    return []


def _phrases_beside(text: str) -> list[str]:
    """Things that stand side by side at the end of some words, or before one last clause; once with each.

    The last takes over the place that the first is of, and the first what is asked of the documents that both name.
    """
    for intro, clause, rest in _clauses_before(text):
        if first := _beside(clause):
            behind = f"的{rest[1:]}" if _ATTRIBUTE.search(rest) and len(rest) <= _SHORT_REST else rest
            return [f"{intro}{phrase}{behind}" for phrase in _shared(*first)]
    return []


def _clauses_before(text: str) -> list[tuple[str, str, str]]:
    """The last clause of some words and the one before it, each with what stands before and behind."""
    clauses = [match[0] for match in re.finditer(r"[^，,：:。]+[，,：:。]*", text)]
    ends = range(len(clauses), max(0, len(clauses) - 2), -1)
    found = []
    for end in ends:
        clause = clauses[end - 1]
        bare = clause.rstrip("，,：: ")
        found.append(("".join(clauses[: end - 1]), bare, clause[len(bare) :] + "".join(clauses[end:])))
    return [(intro, bare, rest if rest.strip(_ENDS) else "") for intro, bare, rest in found]


def _beside(clause: str) -> tuple[str, str] | None:
    """The two things that a clause names side by side: what stands before and behind its one conjunction."""
    words = [word for word, _ in tagged(clause)]
    joints = [n for n, word in enumerate(words) if re.fullmatch(_AND, word) and word != "、"]
    joints = joints or [n for n, word in enumerate(words) if word == "、"]
    if len(joints) != 1:
        return None
    first, second = "".join(words[: joints[0]]), "".join(words[joints[0] + 1 :])
    thing, of_all, said = second.partition("都")  # 甲意见和乙规划都提到了
    pair = (first + said, thing + said) if of_all else (first, second)
    return pair if min(map(len, pair)) > 1 else None


def _shared(first: str, second: str) -> list[str]:
    """Two things with what the one shares with the other; empty where they are two things asked of one."""
    lead, of, _ = first.rpartition("的")
    shared = _lead_of_both(first, second)
    document, behind = _DOCUMENT.search(first), _DOCUMENT.search(second)
    alike = second.find(first[-1], 0, len(first) + 2) + 1  # 硕士和博士研究生奖学金
    if document and behind and document.end() == len(first) and not second.startswith("的", behind.end()):
        first += second[behind.end() :]  # 甲意见和乙通知补贴上限
    elif _ATTRIBUTE.search(second) and "的" not in second:  # a row's columns, say
        return []
    elif _ATTRIBUTE.search(second) and not _ATTRIBUTE.search(first):  # 甲办法和乙办法的文号
        first = f"{first}的{second.rpartition('的')[2]}"
    elif not of and len(first) <= _SHORT_REST and 0 < alike < len(second) and second[-1] != first[-1]:
        first += second[alike:]
    if shared:
        second = shared + second
    elif of and "的" not in second and not places.names(second):  # 重庆的甲成果和乙经验
        second = f"{lead}的{second}"
    return [first, second]


def _lead_of_both(first: str, second: str) -> str:
    """The place and time before the first of two things where they hold for the second: 某省高考和中考报名费."""
    seat = re.match(rf"(?:{_one_of(places.names(first))})+", first)
    lead = re.match(rf"(?:{_one_of(places.names(first))}|{_TIME})*", first)
    if not lead or places.names(second):
        return ""
    if _YEAR.match(second):  # 某省2019年的意见和2022年的通知
        return seat[0] if seat and _YEAR.match(first, seat.end()) else ""
    thing = first[lead.end() :]
    return lead[0] if thing[:2] == second[:2] or thing[-2:] == second[-2:] else ""
