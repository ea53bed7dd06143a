"""Sentences by which a document repeals or amends another: 《…》（…号）同时废止, 废止《…》, 对《…》作如下修改.

Only a document that lays something down speaks so of others with effect; an explanation, a report, a proposal or a
draft does not. What is repealed in part (第三条同时废止), conditionally (与本办法不一致的), was repealed before
(已废止) or is only asked for or planned (建议废止, 拟废止) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.schema import Document, FieldName, Reference, Relation

_WITHOUT_EFFECT = re.compile(
    r"(?:解读|说明|报告|总结|情况|简报|答复|复函|公示|问答|汇编|手册|建议|提案|议案|请示)\s*》?$"
    r"|[（(【〔][^（(【〔）)】〕]{0,10}(?:征求意见|草案|送审稿|讨论稿|审议稿|初稿)|征求[^，。]{0,100}意见的"
)
"""Titles of what merely tells of others, asks for something, or is a draft."""

_MARKED = re.compile(
    r"《(?:[^《》]|《[^《》]*》)*》|[（(][^（）()]*[）)]|[\u3400-\u9fff]{1,12}[〔\[]\d{4}[〕\]]\d{1,5}号"
)
"""Other documents of a list, and what stands in brackets: no part of the sentence's own words."""

_LINK = r"[、，,和及与以\s]*(?:等[^，。、]{0,10})?[、，,\s]*(?:(?:自|从)[^，。]{2,20}(?:起|后)[，,\s]*)?"
_REPEALED_AFTER = re.compile(
    rf"^{_LINK}(?:同时|一并|即行|予以|均|相应|随之|自动|宣布|现|也|亦|全部)*(?:废止|停止执行|不再执行|停止施行|失效)(?=[，。；、,;\s]|$)"
)
_REPEALED_BEFORE = re.compile(
    r"(?<![已不未拟])(?<!已经|没有|建议|提请|请求|申请|要求|应当|可以|需要|研究|考虑|计划|准备|是否|适时|及时|尽快)"
    r"(?:废止|停止执行)(?:以下文件)?[：:]?[、，,和及与以\s]*$"
)
_AMENDED_AFTER = re.compile(
    rf"^{_LINK}(?:部分[^，。]{{0,6}}|有关[^，。]{{0,6}})?(?:(?:作|做)(?:出|了)?(?:如下|以下)(?:修改|修订|修正)"
    r"|(?:进行了?|作了|予以)(?:修订|修改|修正)[^。]{0,30}现[^。]{0,20}(?:印发|公布|发布))"
)
_AMENDED_BEFORE = re.compile(r"关于(?:修改|修订|修正)[、，,和及与以\s]*$")
_ONLY_ASKED_FOR = re.compile(r"^[^，。；;\n]{0,20}的(?:建议|议案|提案|请示)")
_SENTENCE_ENDS = "。；;\n"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says of the one it cites, in its words ``[start, end)``."""

    reference: Reference
    relation: Relation
    start: int
    end: int


def statements(document: Document) -> Iterator[Statement]:
    """Yield every repeal and amendment that a document states, in order."""
    if _WITHOUT_EFFECT.search(document.value(FieldName.TITLE) or ""):
        return
    for reference in document.references:
        start, end = _sentence(document.text, reference)
        before = _MARKED.sub("", document.text[start : reference.start])
        after = _MARKED.sub("", document.text[reference.end : end])
        if _ONLY_ASKED_FOR.match(after):  # 关于修改《…》的议案
            continue
        if _REPEALED_AFTER.match(after) or _REPEALED_BEFORE.search(before):
            yield Statement(reference, Relation.REPEALED, start, end)
        elif _AMENDED_AFTER.match(after) or _AMENDED_BEFORE.search(before):
            yield Statement(reference, Relation.AMENDED, start, end)


def _sentence(text: str, reference: Reference) -> tuple[int, int]:
    """The sentence around a reference; what ends sentences inside its title does not count."""
    start = max(text.rfind(mark, 0, reference.start) for mark in _SENTENCE_ENDS) + 1
    ends = [at for mark in _SENTENCE_ENDS if (at := text.find(mark, reference.end)) >= 0]
    end = min(ends, default=len(text))
    return end - len(text[start:end].lstrip()), end
