"""A follow-up question made to stand alone, from the turns before it.

Rules over words: 那营口呢 takes the earlier question with the new name in the old one's place; a question with a
pronoun or without a subject of its own takes over the earlier question's names and topic. A question that stands
alone stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import analyse
from assistant.schema import Turn

_WHAT_ABOUT = re.compile(
    r"^(?:那么|那|再问一下|还有)?\s*[，,]?\s*(?P<topic>[^，,。？?]{1,20}?)(?:又|方面)?呢\s*[？?]?$"
)
_POINTS_BACK = re.compile(
    r"它|其(?!他|中|余|它|实)|这(?:个|些|份|项|件|一|里|条|批|次|家|种|两|几)|那(?:个|些|份|项|件|里|条|批|次|家|种)|该(?!怎么|如何)|此|上述|前面|刚才|上面|分别(?=是|有|由)"
)
_OPENS_FOLLOW_UP = re.compile(
    r"^(?:那么?|然后|还有|另外|接着|具体|其中|为什么|由谁|由哪|谁|哪个部门|什么时候|依据|下一步|除此)"
)
_SHORT = 14  # characters; a shorter question without a name rarely stands alone


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return the question as it is to be understood.

    Args:
        question: As asked.
        history: The turns before it, oldest first.
    """
    if not history:
        return question
    before = history[-1].standalone
    topic = _WHAT_ABOUT.match(question.strip())
    if topic:
        return _replaced(before, topic["topic"])
    asked = analyse(question)
    named = bool(asked.names or asked.doc_numbers)
    points_back = bool(_POINTS_BACK.search(question))
    opens = bool(_OPENS_FOLLOW_UP.match(question)) or len(question) <= _SHORT
    if named and not points_back:
        return question
    if points_back or opens or len(asked.terms) <= 2:
        return f"{_topic(before)}，{question}"
    return question


def _replaced(before: str, topic: str) -> str:
    """The earlier question with a new name in place of the old one of its kind, else with the new topic in front."""
    old = analyse(before)
    new = analyse(topic).names
    if new and old.names:
        return before.replace(old.names[-1], new[0])
    return f"{topic}：{before}"


def _topic(before: str) -> str:
    """What an earlier question was about: the question without its question mark and opening courtesies."""
    return re.sub(r"^(?:请问|我想知道|想问一下|请介绍一下|麻烦问下)[，,]?", "", before).rstrip("？?。 ")
