"""Whether a statement reports what is done or laid down, what is under way, or what is to come; by its words and place.

A next step is only what a document calls one, or says that it will do; what it merely calls for (加强……) is laid down.
"""

from __future__ import annotations

import re

from assistant.draft.schema import Stage
from assistant.units import Unit
from index.schema import Document

_PLANNED = re.compile(
    r"下一步|今后|接下来|后续|下一阶段|将(?=[^，。；\d]{0,6}[继进加推出开建完组围以深全持充])|拟(?=[在于将建新出制])|计划(?=[在于到\d新建招引完推出开用])|力争|争取|探索|打算|准备(?!金)|到20\d\d年|“十四五”时期"
)
_LABEL = re.compile(r"^(?:[\u3400-\u9fff]{2,8}[：:])?[一二三四五六七八九]是")
_ONGOING = re.compile(r"正在|目前正|着手|抓紧(?:推进|制定|编制)|仍在|研究之中|处于.{0,6}阶段|稳步推进|也在[清推办整]")
_DONE = re.compile(
    r"已经?(?!登记|注册)|完成了|印发(?!后)|出台了?|建成|达到|累计|共(?:有|创造|推出|形成)|实现了|推出|挂牌|入选|获批|压缩到|压到|压缩至|下放[^，。]{0,12}项|首创|首批|新增|增长|"
    r"确立了|确定(?=\d)|取得|开展了|形成了|制定\d+条|搭建“|20\d\d年\d+月(?!底)"
)
_NEXT_SECTION = re.compile(r"下一步|后续|发展目标|工作目标|工作打算|三步走|争取中|今后|需要继续")
_LIST = 8  # lines
_LISTED = re.compile(r"^\s*(?:\d{1,2}[.．、]|[（(]\d{1,2}[)）]|[-*•])")
_CARRIED = re.compile(r"下一步|接下来|今后|下一阶段")


def stage_of(unit: Unit, document: Document) -> Stage:
    """Tell what a statement reports.

    Args:
        unit: The statement.
        document: The document it stands in.
    """
    text, section = _LABEL.sub("", unit.text), " ".join(unit.hit.chunk.section)
    if _ONGOING.search(text):
        return Stage.ONGOING
    if _said_before(unit, document) or _NEXT_SECTION.search(section):
        return Stage.NEXT
    done, planned = _DONE.search(text), _PLANNED.search(text)
    if done and (not planned or done.start() < planned.start()):
        return Stage.DONE
    return Stage.NEXT if planned else Stage.DONE


def _said_before(unit: Unit, document: Document) -> bool:
    """Tell whether 下一步 opens an earlier sentence of the paragraph, or the list that the paragraph belongs to."""
    start = document.text.rfind("\n", 0, unit.start) + 1
    if _CARRIED.search(document.text[start : unit.start]):
        return True
    above = document.text[:start].rstrip("\n").split("\n")[-_LIST:]
    lead = next((line for line in reversed(above) if line.endswith(("：", ":"))), "")
    return bool(_LISTED.match(document.text[start : unit.end])) and bool(_CARRIED.search(lead))
