"""A question that asks several things, taken apart into questions that ask one each.

Parts are told by question marks, semicolons and commas between clauses that each ask; a question that compares things
becomes the same question of each. A later part takes over what it leaves unsaid: the topic, the place, or what it is
that is counted. Never reorders them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.asking import ASKS, before_asking
from assistant.comparison import adds_to_comparison, compared
from assistant.follow_up import DEFINED, GENERIC, standalone, topic, understood
from assistant.question import Kind, Question, analyse, tagged
from assistant.schema import Turn
from index import places

_PART = re.compile(r"[^？?；;]+[？?；;]?")
_CLAUSE = re.compile(r"[^，,：:]+[，,：:]?")
_SHORTEST = 6
_SHORTEST_CLAUSE = 3
MOST = 8
"""Parts that are answered at a time: each is searched and read by itself."""
_COURTESY = re.compile(r"^(?:请|麻烦|谢谢|多谢|劳驾)[^？?]{0,12}(?:谢谢|一下|列出|说明|告知|回答|解答)[^？?]{0,4}$")
_SAYS_HOW = re.compile(
    r"^(?!.*(?:什么|多少|怎么|谁|哪))(?:请|麻烦|资料|材料|文件)?(?:里|中)?(?:再|也|并|都)?(?:按|把|给|列|写|说|附)[^？?]*[^？?吗呢]$"
)
"""A sentence that says how to answer what stands before it, and asks nothing of its own: 给文号."""
_ALL_THERE_IS = re.compile(r"(?<=[？?；;])[^？?；;]*就(?:说|列|写|给|答)[^？?；;]*$")  # it goes without saying
_ASKS_ALIKE = re.compile(r"^[^，,。？?]{2,12}呢[？?]?$")
_YEAR = re.compile(r"(?:19|20)\d{2}年?的?")
_LONGEST_INTRODUCTION = 20  # characters
_FEW_TERMS = 2
_EVERYWHERE = re.compile(r"全[国省市区县]|国家|各[省市地县]|[省市]里|[省市]级")


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the things asked: its own words, and how it stands alone."""

    own: str
    alone: str


def questions(asked: str, alone: str) -> list[Question]:
    """What a question asks for, part by part, given how it stands alone."""
    parts = _parts(alone)
    return (
        [understood(asked, parts[0].alone)] if len(parts) == 1 else [understood(part.own, part.alone) for part in parts]
    )


def _parts(question: str) -> list[_Part]:
    question = _ALL_THERE_IS.sub("", question)
    parts: list[_Part] = []
    before = introduction = ""
    for sentence in _sentences(question):
        of_each = compared(sentence)
        for words in of_each or _clauses(sentence):
            alone = _in_context(words, before, introduction) if before else words
            parts.append(_Part(words, alone))
            introduction = introduction or _introduction(words)
            if not of_each and not (before and alone.startswith(topic(before))):
                before = alone
        before = parts[-1].alone if of_each else before
    return parts if len(parts) > 1 else [_Part(question, question)]


def _sentences(question: str) -> list[str]:
    """The sentences of a question that ask, each with what only adds to it; the whole where none asks."""
    found: list[str] = []
    for match in _PART.finditer(question):
        sentence = match[0].strip()
        adds = adds_to_comparison(sentence) and bool(found) and compared(found[-1] + sentence)
        if found and (adds or _SAYS_HOW.match(sentence)):
            found[-1] += sentence
        elif _ASKS_ALIKE.match(sentence) or (len(sentence) >= _SHORTEST and _asks(sentence)):
            found.append(sentence)
    return found or [question]


def _asks(part: str) -> bool:
    return part.endswith(("？", "?")) or (analyse(part).kind is not Kind.OTHER and not _COURTESY.match(part))


def _clauses(question: str) -> list[str]:
    """The clauses of a question that asks with each of its last ones; itself where only one of them asks."""
    if "。" in question or analyse(question).kind is Kind.OPINION:
        return [question]  # what is told before a question, or what an opinion is asked on, is no part of it
    clauses = [match[0] for match in _CLAUSE.finditer(question)]
    first = next((n for n, clause in enumerate(clauses) if ASKS.search(clause)), len(clauses))
    asking = clauses[first:]
    if len(asking) < 2 or not all(ASKS.search(c) and len(c) >= _SHORTEST_CLAUSE for c in asking):
        return [question]
    return ["".join(clauses[: first + 1]).rstrip("，,"), *(clause.rstrip("，,") for clause in asking[1:])]


def _introduction(part: str) -> str:
    """What stands before the clause that asks and says what all is about: 氢能这块，; empty where it is long."""
    clauses = [match[0] for match in _CLAUSE.finditer(part)]
    first = next((n for n, clause in enumerate(clauses) if ASKS.search(clause)), 0)
    opening = "".join(clauses[:first])
    return opening if len(opening) <= _LONGEST_INTRODUCTION and "。" not in opening else ""


def _in_context(part: str, before: str, introduction: str) -> str:
    """A later part as it stands alone: with the topic, what is sought, the introduction or the place, as it needs."""
    asked = analyse(part)
    own = [term for term in asked.subjects if term not in GENERIC]
    bare = all(any(term in name or name in term for name in asked.names) for term in own)
    if asked.names and bare and not _ASKS_ALIKE.match(part):
        head = _head(before)  # 第一批又设在哪几个地方: of what, it does not say
        where = [] if places.names(part) else [name for name in places.names(before) if name not in head]
        return _joined(introduction or f"{'、'.join(where)}{head}", part)  # “十五五”想提到多少: where as before
    alone = standalone(part, [Turn(before, before)])
    if alone != part:
        return _joined(alone.removesuffix(f"，{part}"), part) if alone.endswith(f"，{part}") else alone
    opening = before_asking(part)
    said = sum(term in opening for term in own) if opening else len(own)
    if not asked.names and said < (1 if introduction else _FEW_TERMS) and not DEFINED.match(part):
        return _joined(topic(before), part)
    if introduction:
        return _joined(introduction, part)
    seats = [name for name in analyse(before).names if places.names(name)]
    seated = places.names(part) or _EVERYWHERE.search(part)
    return part if seated or not seats else f"{'、'.join(seats)}，{part}"


def _joined(context: str, part: str) -> str:
    """A part behind what it takes over, without the year and the places there that its own stand for."""
    if _YEAR.search(part):
        context = _YEAR.sub("", context)
    own = [places.place_of([name]) for name in places.names(part)]
    for name in places.names(context) if own else ():
        if not any(places.place_of([name]).holds(place) for place in own):
            context = re.sub(rf"{re.escape(name)}[省市区县]?", "", context)
    context = context.strip("，,")
    return f"{context}{'' if context.endswith(('：', ':')) else '，'}{part}" if context else part


def _head(before: str) -> str:
    """What an earlier question counts or seeks, without where: 协同发展区 of 甲省确定的协同发展区."""
    about = topic(before)
    thing = about.rpartition("的")[2]
    return thing if any(tag.startswith(("n", "l", "i", "v")) for _, tag in tagged(thing)) else about
