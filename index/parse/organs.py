"""Organs where an official document names them: who it is addressed to, who signs it, who enacted it.

Tells organs by how their names end and where they stand. The short names of ministries are listed, for where several
are run together.
"""

from __future__ import annotations

import re

from index.parse.dates import DAY, date_line
from index.parse.numerals import years_in_digits

_ORGAN_END = re.compile(
    r"(?:政府|委员会|常委会|人大|政协|大会|办公[厅室]|[厅局委办院署部处]|海关|银行|[分支]行|总站|管委会|领导小组|中心|公司|法院|检察院|[协学]会|"
    r"工会|联合会|工商联|[妇残侨文]联|监会|指挥部|集团|大学|学校)$"
)
_ADDRESSEE = re.compile(
    r"^[^。；;〔《]{1,300}(?:政府|部门|单位|机构|委员会|[委局厅办院署处部]|公司|银行|分行|海关|中心|专班|小组|代表|委员|常委会|同志|企业|"
    r"学校|高校|院校|[）)])\s*[：:]$"
)
_SALUTATION = re.compile(r"^(?:尊敬的)?.{1,30}(?:代表|委员)\s*[：:]$")
_OPENS_SENTENCE = re.compile(r"^(?:为|根据|按照|依据|经|现将|附件)")
_CLOSED_BY_COLON = re.compile(r"^[^。；;〔《]{2,150}(?<!如下)[：:]$")
_LONGEST_NAME = 40  # characters; of one organ
_PREFIX = 3  # characters that the names of organs signing together often begin with: 河北省
_MINISTRIES = (
    "外交部|国防部|发展改革委|发改委|教育部|科技部|科学技术部|工业和信息化部|公安部|民政部|司法部|财政部|人力资源|自然资源部|生态环境部|环境保护部|"
    "住房城乡|住房和城乡|交通运输部|水利部|农业部|农业农村部|商务部|文化部|文化和旅游部|卫生健康委|卫生计生委|应急部|应急管理部|人民银行|审计署|"
    "国资委|海关总署|税务总局|市场监管总局|工商总局|质检总局|广电总局|体育总局|统计局|知识产权局|医保局|银保监会|证监会|金融监管总局"
)
_NEXT_ORGAN = (
    r"(?<=[厅局委部院府会室署行联心])(?<!税务总局)"
    rf"(?=国家|国务院|中共|中国|全国(?!人)|最高人民|共青团|中央|{_MINISTRIES}|[\u3400-\u9fff]{{2,3}}(?:省|市|自治区)(?![场级区])"
)
"""Between two organs; 国家税务总局河北省税务局 is one."""

_LONGEST_ENACTMENT = 1000  # characters; a law is amended many times
_ENACTED = re.compile(
    r"(?:日|^|[（(\s])(?P<organ>[\u3400-\u9fff、]{0,40}?(?:(?:第[一二三四五六七八九十]{1,3}届)?(?:人民代表大会(?:常务委员会)?|人大(?:常委会)?)"
    r"|国务院|政府|[部局委厅会署院])(?=第[一二三四五六七八九十百零\d]{1,4}次|主席团|令\s?第|印发|公布|发布))"
)
_ACT = re.compile(r"通过|修正|修订|公布|批准|颁布|发布|修改")
_REPORT = re.compile(
    r"(?:关于)?(?P<seat>[\u3400-\u9fff]*?)(?P<organ>(?:人民)?政府|(?:人大|人民代表大会)?(?:常委会|常务委员会)|"
    r"(?:高级|中级)?(?:人民)?(?:法院|检察院))工作报告"
)
_YEAR = re.compile(r"\d{4}年度?")
_DELIVERED = re.compile(
    rf"^[—―–\-（(\s]*(?P<day>{DAY.pattern})\s*在(?P<seat>[\u3400-\u9fff]{{2,20}}?)??第?[一二三四五六七八九十]{{1,3}}届(?=人大|人民代表大会)"
    r"(?!.*(?:通过|批准|修[正订改]))"
)
_IN_FORCE = re.compile(r"(?:起|日)\s?(?:正式)?(?:施行|实施|执行|生效)")


def is_addressee(text: str) -> bool:
    """Tell whether a line is a 主送机关 or a salutation, closed by a colon."""
    return bool(_ADDRESSEE.match(text) or _SALUTATION.match(text)) and not _OPENS_SENTENCE.match(text)


def may_be_addressee(text: str) -> bool:
    """Tell whether a line could be an addressee by its shape alone: to be asked only where one is expected."""
    return is_addressee(text) or (bool(_CLOSED_BY_COLON.match(text)) and not _OPENS_SENTENCE.match(text))


def ends_like_organ(text: str) -> bool:
    """Tell whether a short line names an organ, as the line above a signature's date does."""
    return len(text) <= _LONGEST_NAME and not re.search(r"[。；，：:]", text) and bool(_ORGAN_END.search(text))


def organ_names(words: str) -> list[str]:
    """The organs that sign together, of words that run their names together or part them by blanks; empty for none."""
    names: list[str] = []
    for part in words.split():
        names += re.split(rf"{_NEXT_ORGAN}|{re.escape(part[:_PREFIX])})", part) if len(part) > 2 * _PREFIX else [part]
    return names if names and _ORGAN_END.search(names[-1]) else []


def signature(text: str) -> re.Match[str] | None:
    """Match the last line of a signature: a date alone, or who signs and the date (``organ`` and the day's groups)."""
    match = date_line(text)
    if match and match["organ"] and len(match["organ"]) > _LONGEST_NAME and not organ_names(match["organ"]):
        return None
    return match


def enactment(text: str) -> re.Match[str] | None:
    """Match the day of the last act that a line below a law's title states; None for a line that states none.

    The day from which a law is in force is not that of an act: （2004年10月26日通过 自2004年12月1日起施行）.
    """
    line = text.strip()
    if len(line) > _LONGEST_ENACTMENT or delivered(line):
        return None
    bracketed = re.match(r"^[（(].*[）)]$", line)
    if not (bracketed or date_line(line) or (DAY.match(line) and _ACT.search(line))):
        return None
    days = [day for day in DAY.finditer(text) if not _IN_FORCE.match(text, day.end())]
    return days[-1] if days else None


def enacted_by(text: str) -> re.Match[str] | None:
    """Match the organ (group ``organ``) whose session passed a law, in the line below its title."""
    return _ENACTED.search(text) if enactment(text) else None


def without_session(organ: str) -> str:
    """An organ without the number of its term: 上海市第十三届人民代表大会 is 上海市人民代表大会."""
    return re.sub(r"第[一二三四五六七八九十]{1,3}届", "", organ)


def delivered(line: str) -> re.Match[str] | None:
    """Match the line below a report's title that says before which congress it was given, and when.

    Returns:
        A match with the groups of a day, all of it as ``day``, and with ``seat`` for the place of the congress; None
        for any other line.
    """
    return _DELIVERED.match(line)


def reporting_organ(title: str, seat: str) -> str:
    """The organ that reports on its work: 政府工作报告 is the government's of the place where it was given.

    Args:
        title: The title of a document.
        seat: The place of the congress that heard it, for a title that names none.

    Returns:
        Empty for other titles, and where nothing says of what place it is.
    """
    report = _REPORT.fullmatch(_YEAR.sub("", years_in_digits(title)))
    place = report["seat"] or seat if report else ""
    return f"{place}{report['organ']}" if report and place else ""
