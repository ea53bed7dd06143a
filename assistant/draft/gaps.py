"""What a request without basis needs: the kind of material, and who would have it where a document names them.

A department is named only when a document puts it in charge of the very thing asked for, or when the proposal itself
names it, and the text says which of the two. Never guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.draft.choosing import Statement
from assistant.draft.demand import Demand
from assistant.draft.schema import Point
from assistant.reader import fold
from assistant.titles import in_marks
from prompts import load

_MATERIAL: tuple[tuple[str, str], ...] = (
    (r"补贴|补助|资金|经费|奖补|贴息|减免|返还|基金|预算|财政", "资金安排、补助标准或财政政策文件"),
    (r"条例|立法|修订|法规", "立法计划或法规起草进展"),
    (r"出台|制定|印发|标准|办法|规划|方案|细则|目录|清单", "相关文件的起草、印发情况（名称、文号、日期）"),
    (r"公布|公开|通报|统计|数据|收入", "相应年度的统计数据及公开渠道"),
    (r"建设|新建|增设|开通|修建|配建|扩建|设立|建立|成立|改造|引进|布局", "项目或机构的立项、选址、进度和责任单位"),
    (r"人才|培训|培养|引才|编制|人员", "人员、人才政策及落实数据"),
    (r"监管|执法|查处|整治|检查|考核", "监管执法或考核的制度和结果数据"),
)
_OTHER_MATERIAL = "工作进展、数据和政策依据"
_IN_CHARGE_COLUMN = re.compile(r"负责部门|责任单位|责任部门|牵头|主管|主办|实施单位")
_ORGAN = (
    r"[\u3400-\u9fff]{1,14}?(?:厅|局|委员会|委|办公室|自贸办|管委会|海关|税务局|政府|银行[\u3400-\u9fff]{0,4}分行|总站)"
)
_IN_CHARGE = re.compile(rf"由(?P<organ>{_ORGAN})(?:会同[^，。]{{1,20}})?(?:负责|牵头|研究制定|组织|承担|主管)")
_NAMED = re.compile(
    r"(?:建议|希望|请|恳请|由|呼吁|协调|敦请|提请|商请|督促)(?P<organ>(?:国家|省|市|县|区|州)[\u3400-\u9fff]{1,10}?(?:厅|局|委员会|委|办公室|海关|银行|法院|集团))"
)
_TOPIC_SHARE = 0.6
_BRACKETS = str.maketrans("", "", "【】")
_LINE = re.compile(r"第\d+条：待补充：")

GAP = re.compile(r"【待补充：[^】]*】")
"""What a letter leaves to people, as it stands in a paragraph."""


def gap(topic: str, text: str, near: Sequence[Statement], demand: Demand, *, part: bool = False) -> str:
    """Say what is missing for a request, or for a part of one.

    Args:
        topic: The request in a few of its words.
        text: The request, or its part.
        near: What was read for it.
        demand: Its topic words.
        part: Other demands of the request are answered.
    """
    material = next((what for pattern, what in _MATERIAL if re.search(pattern, text)), _OTHER_MATERIAL)
    name = "draft_open_part" if part else "draft_gap"
    topic, department = (words.translate(_BRACKETS) for words in (topic, _department(text, near, demand)))
    return load(name).render(topic=topic, material=material, department=department)


def gap_lines(points: Iterable[Point]) -> list[str]:
    """A line for each gap that points leave, as the warnings name it."""
    return [
        f"第{number}条：{found.strip('【】')}"
        for number, point in enumerate(points, 1)
        for paragraph in point.paragraphs
        for found in GAP.findall(paragraph.text)
    ]


def is_gap_line(words: str) -> bool:
    """Tell whether a warning names a gap."""
    return bool(_LINE.match(words))


def _department(text: str, near: Sequence[Statement], demand: Demand) -> str:
    for statement in near:
        unit = statement.unit
        named = _IN_CHARGE.search(unit.text)
        around = fold(f"{unit.subject} {unit.context} {unit.text}")
        if demand.share(around) < _TOPIC_SHARE:
            continue
        if unit.column and _IN_CHARGE_COLUMN.search(unit.column) and len(unit.text) <= 40:
            return f"；据{in_marks(statement.document.title)}，可向{unit.text}了解"
        if named:
            return f"；据{in_marks(statement.document.title)}，可向{named['organ']}了解"
    proposed = _NAMED.search(text)
    return f"；建议中提到{proposed['organ']}，可与其联系" if proposed else ""
