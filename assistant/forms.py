"""The form that the answer to each kind of question has: a figure in the unit asked for, a day, an organ, a number.

Tells whether words could be an answer at all, never whether they are the right one.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.measures import NUMERAL, ONE_OR_HALF, holds_amount
from assistant.question import Kind, Question

_DAY = (
    r"\d{4}\s*[年.-]|\d{1,2}\s*月|[〇零一二三四五六七八九]{4}年|每年|每[季月][^，。；]{0,5}[日前底末次]|年[底初内]|[当次][日月年]|之日|[一二三四1-4每]季度|季[初末]|"
    r"[〔(]\d{4}[〕)]"
)
_SPAN = (
    rf"(?:{NUMERAL}|{ONE_OR_HALF}|[几数])\s*个?(?:工作日|自然日|日|天|周|月(?![底份初末中])|年(?![底初末度])|小时|分钟|秒|学期)|"
    r"即时|当场|即日|随时"
)
_FORMS: dict[Kind, re.Pattern[str]] = {
    Kind.TIME: re.compile(rf"{_DAY}|{_SPAN}|\d:\d\d|\d[点时]"),
    Kind.DAY: re.compile(_DAY),
    Kind.SPAN: re.compile(rf"{_SPAN}|[当次][日月年季]|每[日月年季][^，。；]{{0,5}}[日前底末次]|长期|永久|终身|之日"),
    Kind.ORGAN: re.compile(
        r"政府|委员会|委(?![托派任员])|[\u3400-\u9fff]部(?![分署位件队])|[厅局](?!面|势|限)|办公室|管委会|海关|银行|总站|领导小组|部门|机构|机关|法院|中心|单位|办理|代表|常委会"
    ),
    Kind.DOC_NUMBER: re.compile(
        r"[〔\[(（]\s*\d{4}\s*[〕\])）]\s*\d+\s*号|《[^》]{4,}》|第[\d一二三四五六七八九十]+条"
    ),
    Kind.CONTACT: re.compile(r"\d{7,}|\d{3,4}-\d{5,8}|(?<!\d)1\d{4}(?!\d)|@|[路街]\d*号"),
    Kind.LIST: re.compile(r"、[^、。]+、|、[^、，。；]{1,20}等|；[^；。]+；|一是|首先|包括|分别"),
    Kind.DEFINITION: re.compile(r"是指|指的是|即|简称|是|为|通过"),
    Kind.WHETHER: re.compile(r"可以?|[不应须免禁]|能够?|必须|允许|准许|享受|纳入|适用|包括|含|有权|属于|同意"),
}
_UNTIL = re.compile(r"[至到—-]\s*\d{4}年")
_NO_AMOUNT = re.compile(  # figures that answer no 多少 and no 多久
    r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|[〔\[(【]\s?(?:19|20)\d{2}\s?[〕\])】]\s?第?\d+号|第[\d一二三四五六七八九十百]+[条章节款项号届次批]"
)
_PRIVATE = (  # an office's number is nobody's mobile, nor its address a home
    (re.compile(r"手机"), re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    (re.compile(r"住址|家庭地址|住(?:在)?哪|哪个小区|门牌"), re.compile(r"住址|住所|现住|家住")),
)
_BARE = re.compile(r"\d[\d.,]*")  # a cell of a table that names no unit
_COUNTED = frozenset(("", *"个名人位所户家项件条种座处辆套次"))
_REQUIRED = (Kind.FIGURE, Kind.TIME, Kind.DAY, Kind.SPAN, Kind.DOC_NUMBER, Kind.CONTACT)


def has_form(question: Question, text: str) -> bool:
    """Tell whether a text holds the form of answer that a question asks for."""
    folded = unicodedata.normalize("NFKC", text)
    if question.kind is Kind.FIGURE and _BARE.fullmatch(folded):
        return question.unit in _COUNTED
    if question.kind is Kind.FIGURE:
        return holds_amount(_without_stated(question, _NO_AMOUNT.sub(" ", folded)), question.unit)
    if question.kind is Kind.CONTACT:
        return all(detail.search(folded) for asks, detail in _PRIVATE if asks.search(question.text)) and bool(
            _FORMS[question.kind].search(folded)
        )
    if question.kind is Kind.SPAN:
        return bool(_UNTIL.search(folded) or _FORMS[question.kind].search(_NO_AMOUNT.sub(" ", folded)))
    pattern = _FORMS.get(question.kind)
    return bool(pattern.search(folded)) if pattern else True


def needs_form(question: Question) -> bool:
    """Tell whether an answer without the form is no answer."""
    return question.kind in _REQUIRED


def _without_stated(question: Question, text: str) -> str:
    """A text without the figures that the question states itself: what it asks for is another."""
    for value, unit in () if question.confirms else question.figures:
        text = re.sub(rf"(?<![\d.]){re.escape(value)}\s*{re.escape(unit)}", " ", text)
    return text
