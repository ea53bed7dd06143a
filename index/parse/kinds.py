"""文种: which kind of document a title says it is.

By the 15 kinds of the rules on official documents (《党政机关公文处理工作条例》 2012, article 8), the kinds of laws and
rules, and those of plans and other papers. Reads only the title's end.
"""

from __future__ import annotations

import re

KINDS = (
    "决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|复函|函|纪要|答复|办法|规定|条例|细则|规则|规程|规范|方案|规划|"
    "纲要|计划|要点|措施|举措|制度|章程|总结|解读|说明|清单|台账|一览表?|分工表?|手册|指南|指引|汇编|简报|公示|情况|建议|标准|目录|名单|"
    "准则|导则|答记者问|问答|解释|修正案|法典|法|令"
)
_RULES = "条例|规定|办法|细则|规则|规程|章程|制度|准则|导则|法|标准|规范|目录|指南|指引"
RULES = frozenset(_RULES.split("|"))
"""Kinds that lay down rules: they speak of every year, and hold until they are replaced."""

_SUFFIX = r"(?:\s*[（(【〔](?!\d{1,2}[）)])[^）)】〕]{1,30}[）)】〕])*"  # （试行）, （2023年修订）
_TITLE_END = re.compile(rf"(?P<kind>{KINDS}){_SUFFIX}\s*》?\s*$")


def title_kind(title: str) -> re.Match[str] | None:
    """Match the kind of document that a title ends in, group ``kind``; None where it names none."""
    return _TITLE_END.search(title)
