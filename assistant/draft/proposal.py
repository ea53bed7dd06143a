"""A proposal file, JSON object or pasted text to a ``Proposal``.

Reads what the proposal says of itself (title, number, session, deputies, addressee) from labels, table cells and the
forms that such papers have. What is not said stays empty; nothing is taken from the file's name or from elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.check.numerals import NUMERAL, value_of
from assistant.draft.marks import marks
from assistant.draft.requests import find_requests
from assistant.draft.schema import Kind, Proposal
from index.errors import UserError, cause
from index.parse import parse

SUFFIXES = (".docx", ".pdf", ".txt", ".md", ".json", ".doc", ".wps", ".html", ".htm")
"""Formats that a proposal may come in."""

_HAN = "一二三四五六七八九十"
_SESSION = re.compile(
    rf"(?!根据|按照|[在据照])(?:[\u3400-\u9fff]{{1,8}}?(?:省|市|县|区|州|旗|盟)|省|市|县|区|全国|政协[\u3400-\u9fff]{{0,8}}?|[\u3400-\u9fff]{{2,3}})?第?[{_HAN}]{{1,3}}届"
    rf"(?:人大|人民代表大会|政协|委员会|[\u3400-\u9fff]{{0,4}}政协)?第?[{_HAN}]{{1,3}}次(?:全体)?会议"
)
_NUMBER = re.compile(r"第\s*(?P<number>[A-Za-z]?\d{1,6})\s*号")
_NUMBERED = re.compile(  # not within 地铁第3号线, 国务院第12号令
    rf"{_NUMBER.pattern}(?:\s*(?:人大)?(?:代表|委员)?(?:建议|提案)|(?=关于)|(?![\u3400-\u9fff]))"
)
_BARE_NUMBER = re.compile(r"第?\s*(?P<number>[A-Za-z]?\d[\d-]{0,11})\s*号?")
_LABELS = {
    "title": r"标\s*题|题\s*目|案\s*由|建议题目|提案题目|建议标题|名\s*称|建议名称",
    "number": r"编\s*号|建议编号|建议号|提案编号|提案号|案\s*号",
    "session": r"届\s*次|会\s*议|会议名称|届别会次",
    "deputies": r"领衔代表|领衔人|代表姓名|提出代表|提出人|建议人|第一提案人|提案人|代\s*表|委\s*员|姓\s*名|提案者",
    "joint": r"联名代表|附议代表|附议人|联名人|联名提案人|附议委员|其他代表|附议",
    "addressed_to": r"(?:建议|拟)?(?:承办|主办|答复|办理|主送|交办|受理)单位|承办|提请办理单位|主\s*送|致",
    "body": r"正\s*文|内\s*容|建议内容|提案内容|具体内容",
}
_LABEL = re.compile(
    "|".join(rf"(?P<{name}>(?:{words}))" for name, words in sorted(_LABELS.items(), key=lambda i: i[0] != "joint"))
)
_LABELLED = re.compile(rf"^[\s#*•·【\[-]*(?:{_LABEL.pattern})\s*[】\]*]*\s*[：:\t]\s*[*]*(?P<value>.*)$")
_SPACED_NAME = re.compile(  # 王　立, as lists set names of two characters
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff])[ \u3000\u00a0]+([\u3400-\u9fff])(?=$|[^\u3400-\u9fff]|代表|委员|等)"
)
_SPLIT_NAMES = re.compile(rf"[、，,；;\s\u3000]+|等\s*{NUMERAL}\s*[名位人].*$|和(?=[\u3400-\u9fff]{{2,4}}$)")
_COUNTED = re.compile(rf"等\s*(?P<count>{NUMERAL})\s*[名位人]")
_NAME = re.compile(r"^[\u3400-\u9fff·]{2,8}$|^[A-Z][A-Za-z ·.]{2,30}$")
_ADDRESSEE_LINE = re.compile(r"^[\u3400-\u9fff（）()、]{2,60}[：:]$")
_ORGAN_LINE = re.compile(  # 基本情况：, 产业布局：, 各位领导： address no organ
    r"(?:政府|人大|政协|委|厅|(?<![布格结全大])局|(?<![全内外局东西南北中])部|院|署|办公室|(?<![么何])办|中心|公司|集团|银行|海关|大学|"
    r"办事处|管理处|[支大总]队|(?:委员|管委|常委|联合|协|工|商|总)会)(?:[（(][^（）()]*[）)])?[：:]$"
)
_ITEM_KINDS = ("han", "paren", "figure", "inner", "circle", "enclosed")
_MOST_HEADER_LINES = 25
_TITLE_LENGTH = 80
_HEADER_LENGTH = 400  # characters


def read_proposal(path: Path, max_bytes: int) -> Proposal:
    """Read a proposal from a file.

    Raises:
        UserError: The file is missing, of another format, too large, damaged, or asks for nothing that can be found.
    """
    if not path.is_file():
        raise UserError(f"找不到建议文件 {path}，请检查路径。")
    try:
        if path.suffix.lower() == ".json":
            return from_json(_loaded(path, max_bytes))
        return from_text(parse(path, path.name, max_bytes).text)
    except OSError as error:
        raise UserError(f"无法读取 {path.name}（{cause(error)}），请检查文件和权限。") from error


def from_json(value: Mapping[str, Any]) -> Proposal:
    """Read a proposal from its JSON form; see the command line's contract.

    Raises:
        UserError: ``body`` is missing, a field has another type, or no request can be found.
    """
    body = value.get("body")
    if not isinstance(body, str) or not body.strip():
        raise UserError("建议的 JSON 缺少正文，请在 body 字段给出建议全文。")
    texts = {name: value.get(name) or "" for name in ("title", "number", "session", "addressed_to", "kind")}
    wrong = [name for name, text in texts.items() if not isinstance(text, str | int)]
    deputies = value.get("deputies") or []
    listed = isinstance(deputies, list) and all(isinstance(name, str) for name in deputies)
    if wrong or not (listed or isinstance(deputies, str)):
        raise UserError(f"建议的 JSON 字段 {'、'.join(wrong) or 'deputies'} 类型不对，请改为文字或文字列表。")
    names = _names(deputies) if isinstance(deputies, str) else [name.strip() for name in deputies]
    found = {name: str(text).strip() for name, text in texts.items()}
    return _proposal(found, names, body)


def from_text(text: str) -> Proposal:
    """Read a proposal from its whole text, header included.

    Raises:
        UserError: No request can be found.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as browsers send what is pasted
    found: dict[str, str] = {}
    names: list[str] = []
    start = 0
    for position, line in enumerate(_lines(text)):
        begin, words = line
        if position >= _MOST_HEADER_LINES or not _header_line(words, found, names):
            break
        if "body" in found:
            start = begin + words.rindex(found["body"])
            break
        start = begin + len(words) + 1
    _take_flattened(text[:_HEADER_LENGTH], found, names)
    body = text[start:].replace("**", "").strip("\n")
    if not body.strip():
        body, found = text, {name: value for name, value in found.items() if name != "title"}
    for _, words in _lines(body):
        signed = re.match(
            r"^(?:建议人|提案人|领衔代表|联名代表|附议代表|代表)[：:]\s*(?P<names>[^。]{2,80})$", words.strip()
        )
        if signed:
            names += [name for name in _names(signed["names"]) if name not in names]
    return _proposal(found, names, body)


def _take_flattened(text: str, found: dict[str, str], names: list[str]) -> None:
    """Take what a header table says that a PDF without ruled lines turned into words and blanks."""
    number = re.search(r"编\s*号\s+(\d{1,6})(?=\s)", text)
    organ = re.search(
        rf"(?:{_LABELS['addressed_to']})\s+([\u3400-\u9fff]{{2,24}}?(?:委员会|[厅局委办院]|政府|中心))", text
    )
    people = re.search(
        rf"(?:^|[\s\u3400-\u9fff])(?:{_LABELS['deputies']})[ \u3000]+([\u3400-\u9fff·、]{{2,30}})(?=\s)", text
    )
    session = _SESSION.search(text.replace("\n", ""))
    for label, value in (("number", number), ("addressed_to", organ)):
        if value and not found.get(label):
            found[label] = value[1]
    if session and not found.get("session"):
        found["session"] = session[0]
    if people and not names:
        names += _names(people[1])


def _loaded(path: Path, max_bytes: int) -> Mapping[str, Any]:
    if path.stat().st_size > max_bytes:
        raise UserError(f"{path.name} 超过文件大小上限，请拆分后再试。")
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path.name} 不是有效的 UTF-8 JSON 文件，请检查格式。") from error
    if not isinstance(value, dict):
        raise UserError(f"{path.name} 的 JSON 应是一个对象，包含 title、number、deputies、addressed_to、body。")
    return value


def _lines(text: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text) if match[0].strip()]


def _header_line(line: str, found: dict[str, str], names: list[str]) -> bool:
    """Take what a line of the header says; False for the first line of the body."""
    words = line.strip().strip("#*").strip()
    cells = [cell.strip() for cell in line.split("\t")] if "\t" in line else []
    if len(cells) >= 2 and _LABEL.fullmatch(cells[0]):
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            _take(f"{label}\t{value}", found, names)
        return True
    if _take(line, found, names):
        return True
    session, number = _SESSION.search(words), _NUMBERED.search(words)
    if (session or number) and len(words) <= _TITLE_LENGTH and "。" not in words:
        found.setdefault("session", session[0] if session else "")
        if number:
            found.setdefault("number", number[0])
        rest = _NUMBERED.sub("", _SESSION.sub("", words)).strip("（）() 　")
        if len(rest) > 8 and "title" not in found:
            found["title"] = words if not number else rest
        return True
    if _ADDRESSEE_LINE.match(words) and not re.search(r"建议|如下|问题|意见", words):
        if _ORGAN_LINE.search(words):
            found.setdefault("addressed_to", words.rstrip("：:"))
        return True
    if _is_item(words):
        return False
    if "title" not in found and len(words) <= _TITLE_LENGTH and not re.search(r"[。；！？：:]$|。", words):
        found["title"] = words
        return True
    return len(words) <= 20 and bool(
        re.fullmatch(r"[（(].*[）)]|\d{4}\s*年.*日|(?:人大)?代表建议|政协提案|建议(?:表|稿|书)?", words)
    )


def _is_item(words: str) -> bool:
    """Tell whether a line is a numbered item, and so the body's; 1.关于……的建议 is a title."""
    mark = next(marks(words), None)
    numbered = mark is not None and mark.start == 0 and mark.kind in _ITEM_KINDS
    return numbered and not words.endswith(tuple(Kind))


def _take(line: str, found: dict[str, str], names: list[str]) -> bool:
    match = _LABELLED.match(line)
    if not match:
        return False
    label = next(name for name in _LABELS if match[name])
    value = match["value"].strip()
    if label in ("deputies", "joint"):
        if re.search(r"委员|提案", match[label]):
            found["kind"] = "提案"
        before = len(names) if label == "joint" else 0
        names += [name for name in _names(value) if name not in names]
        if counted := _COUNTED.search(value):
            found["told"] = str(before + int(value_of(counted["count"]) or 0))
    elif label == "body" or len(value) <= 2 * _TITLE_LENGTH:
        found.setdefault(label, value)
    return True


def _names(words: str) -> list[str]:
    apart = _SPLIT_NAMES.split(_SPACED_NAME.sub(r"\1\2", words))
    parts = [re.sub(r"(?:代表|委员)$", "", part) for part in apart if part]
    return [part for part in parts if _NAME.match(part) and not part.endswith(("组", "团", "代表团"))]


def _proposal(found: Mapping[str, str], names: list[str], body: str) -> Proposal:
    requests = find_requests(body)
    if not requests:
        raise UserError("没有在建议正文中找到具体诉求，请检查文件内容，或用 JSON 的 body 字段给出正文。")
    found = {name: _printable(words) for name, words in found.items()}
    title = found.get("title", "")
    in_title = _NUMBERED.search(title)
    session = found.get("session", "") or next(iter(_SESSION.findall(title)), "")
    return Proposal(
        kind=_kind(found, session),
        title=_title(title),
        number=_normal_number(found.get("number") or (in_title[0] if in_title else "")),
        session=session,
        deputies=tuple(filter(None, map(_printable, names))),
        addressed_to=found.get("addressed_to", "").strip("：: "),
        body=body,
        requests=requests,
        told=int(found.get("told", 0)),
    )


def _printable(words: str) -> str:
    """Words without control characters, which no Word file can hold."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "" for c in words).strip()


def _kind(found: Mapping[str, str], session: str) -> Kind:
    """Whose proposal it is, by its header alone: bodies confuse the two words."""
    said = " ".join((found.get("kind", ""), session, found.get("number", "")))
    if re.search(r"政协|委员|提案|member", said):
        return Kind.MEMBER
    if re.search(r"人大|代表|建议|deputy", said):
        return Kind.DEPUTY
    return Kind.MEMBER if re.search(r"提案[）)]?$|政协", found.get("title", "")) else Kind.DEPUTY


def _title(words: str) -> str:
    quoted = re.fullmatch(r"《([^《》]+)》", words.strip())
    return re.sub(r"\s+", " ", quoted[1] if quoted else words).strip()


def _normal_number(words: str) -> str:
    match = _NUMBER.search(words) or _BARE_NUMBER.fullmatch(words.strip())
    return f"第{match['number']}号" if match else ""
