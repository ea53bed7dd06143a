"""The words by which Chinese asks. Says where words ask, never what they ask for: that is ``assistant.question``'s."""

from __future__ import annotations

import re

_COUNTED = "个项条家名类种年天月件户份所次"
_HOW_MANY = rf"(?<![这那前近好来])几(?=[{_COUNTED}号点])"  # 这几年, 好几个 and 原来几个 ask nothing
_FOR_SOMETHING = (
    rf"什么|啥|多少|{_HOW_MANY}|谁|哪[些个几两家年天里儿]*|怎么样?|怎样|咋样?|如何|为何|何时|多[久长高大远重]"
)
_WHETHER = "是否|能否|是不是|有没有"

ASKS = re.compile(rf"{_FOR_SOMETHING}|{_WHETHER}|[呢吗](?=[？?]?$)")
"""Words that ask stand in a text."""

ASKS_FOR = re.compile(_FOR_SOMETHING)
"""Words that ask for something, not only whether it is so."""

ASKING_TERM = re.compile(
    r"^(?:[哪几多啥谁].{0,3}|.{0,3}[几啥]|百分之几|行不行|能不能|是不是|有没有|可不可以|怎么[样办]?|咋[样办]?|如何|为什么|请问|是否)$"
)
"""A word, as segmented, that asks and does nothing else."""

_LEADS_IN = "(?:分别|各自|主要|具体|一共|总共|到底|究竟|目前|现在)*"
_TO_THE_END = re.compile(
    rf"{_LEADS_IN}(?:是|为|有|由|归|在|叫|到|包括|属于|按|凭|以)?"
    rf"(?:{_FOR_SOMETHING}|{_WHETHER}|吗).*$"
)
_BY_THEMSELVES = re.compile(rf"{_LEADS_IN}(?:是|有|由|归)?(?:{_FOR_SOMETHING}|吗)[{_COUNTED}]?(?:部门|单位|机构|地方)?")
_COURTESY = re.compile(
    r"^(?:(?:你好|您好|谢谢|多谢|好的|麻烦|劳驾|打扰一?下|早上好|下午好)[啊呀了]?[，,。！!～\s]*|请问一?下?[，,：:]?|请教一?下?[，,]?|"
    r"(?:我?想|麻烦)(?:知道|问|请问|了解|打听)一?下?[，,：:]?|请?(?:帮我|帮忙)?(?:介绍|说明|解释|查|讲)一下[，,]?|"
    r"(?P<can>(?:你|您)?能(?:不能)?(?:告诉|跟)我(?:说)?(?:一下)?)[，,]?)+(?=.{3})"
)


def without_courtesy(question: str) -> str:
    """A question without what politeness puts before it: 你好，请问; 你能告诉我……吗."""
    opening = _COURTESY.match(question)
    if opening is None:
        return question
    rest = question[opening.end() :]
    return re.sub(r"吗(?=[？?]?$)", "", rest) if opening["can"] else rest


def before_asking(question: str) -> str:
    """The words of a question up to those that ask."""
    return _TO_THE_END.sub("", question)


def without_asking(question: str) -> str:
    """A question without the words that ask."""
    return _BY_THEMSELVES.sub("", question)
