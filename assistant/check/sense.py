"""The sense of a statement: not or not not, up or down. A figure that is true of a fall is false of a rise.

Words only, and only where the cited words have the opposite and nothing else: no judgement of meaning.
"""

from __future__ import annotations

import re

RISE = re.compile("增长|增加|上升|提高|提升|扩大|上涨|增至|增幅|新增")
FALL = re.compile("下降|减少|降低|缩减|回落|缩小|下滑|压减|下跌|降至|降幅")
_OPPOSITES = (
    (RISE, FALL),
    *(
        (re.compile(one), re.compile(other))
        for one, other in (
            ("高于|超过|多于|大于|不少于|不低于|至少", "低于|少于|小于|不足|不超过|不高于|不到|至多"),
            ("以上", "以下|以内"),
            ("允许|可以|准许", "禁止|不得|不允许|不准|严禁|不可以"),
            ("提前", "推迟|延期|延长|滞后"),
            ("取消|废止|停止", "设立|保留|继续|恢复|实施"),
        )
    ),
)
_NEGATION = re.compile(
    r"不(?!断|仅|但|只|同|少|再|久|良|足|超过|多于|高于|大于|低于|少于|到位|动产|得不|可或缺|懈|忘|管|论|如|等|锈|限于)"
    r"|未(?!来)|没有|并非|尚无|无(?!缝|人|纸|障碍|论|偿|形|线|锡|感|抵押|还本|废|害|毒|疑|废弃)|禁止|严禁|拒绝|否认"
)
_DENIED = 2  # characters behind a denial that tell what is denied


def reversals(statement: str, source: str) -> list[tuple[int, int]]:
    """Return the stretches of a statement that say the opposite of its source.

    Args:
        statement: The statement, folded.
        source: The cited words, folded.
    """
    found = []
    for one, other in _OPPOSITES:
        for said, opposite in ((one, other), (other, one)):
            match = said.search(statement)
            if match and not said.search(source) and opposite.search(source):
                found.append(match.span())
    denied = _NEGATION.search(statement)
    if denied and not _NEGATION.search(source):
        found.append(denied.span())
    return found + _affirmed(statement, source)


def _affirmed(statement: str, source: str) -> list[tuple[int, int]]:
    """Words that the source has only behind a denial, and the statement only without one: 未收取费用, 收取费用."""
    found = []
    for words in {source[match.end() : match.end() + _DENIED] for match in _NEGATION.finditer(source)}:
        said = [match.start() for match in re.finditer(re.escape(words), statement)] if len(words) == _DENIED else []
        in_source = [match.start() for match in re.finditer(re.escape(words), source)]
        affirmed = said and not any(_is_denied(statement, at) for at in said)
        if affirmed and all(_is_denied(source, at) for at in in_source):
            found.append((said[0], said[0] + _DENIED))
    return sorted(found)


def _is_denied(text: str, at: int) -> bool:
    return any(match.end() == at for match in _NEGATION.finditer(text, max(0, at - 4), at))
