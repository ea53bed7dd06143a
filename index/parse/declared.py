"""What a government web page declares of its document: the 索引号 table, meta elements, the browser title.

Only reads what is labelled; never guesses from the body's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from index.parse.characters import clean

# Names of meta elements (国办发〔2019〕 site rules: ArticleTitle, PubDate, ContentSource), in lower case.
_META = {
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "contentsource": "issuer",
}

_LABELS = {
    "标题": "title",
    "名称": "title",
    "信息名称": "title",
    "文件名称": "title",
    "公文名称": "title",
    "发文字号": "doc_number",
    "文号": "doc_number",
    "文件编号": "doc_number",
    "发文机关": "issuer",
    "发文单位": "issuer",
    "发文机构": "issuer",
    "公开主体": "issuer",
    "制发机关": "issuer",
    "发布机构": "issuer",
    "发布机关": "issuer",
    "成文日期": "date",
    "成文时间": "date",
    "生成日期": "date",
    "发文日期": "date",
    "发布日期": "published",
    "发布时间": "published",
    "公开日期": "published",
    "索引号": "",
    "索取号": "",
    "主题分类": "",
    "主题词": "",
    "公开属性": "",
    "公开方式": "",
    "公开范围": "",
    "印发日期": "",
    "实施日期": "",
    "体裁分类": "",
    "有效性": "",
    "公文时效": "",
    "信息有效性": "",
    "废止日期": "",
    "失效日期": "",
    "信息分类": "",
    "公文种类": "",
    "组配分类": "",
}
"""Labels of the metadata table and the field each gives; those with none only mark the table as one."""

_SPACED = "|".join(r"\s*".join(label) for label in sorted(_LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"(?:^|(?<=[\s；;|]))[\[【]?({_SPACED})(?:\s*[\]】])?(?:\s*[:：]\s*|$)")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_NUMBER = re.compile(
    r"\S{1,30}\s*[〔\[（(【﹝［]\s*(?:19|20)\d\d\s*[〕\]）)】﹞］]\s*第?\s*\d+\s*号|\S{0,30}(?:令|公告)\s*第?\s*\S{1,8}\s*号"
)
_ORGAN = re.compile(r"(?:政府|办公厅|办公室|委员会|人大|常委会|[厅局委部署院办])$")
_SITE_SUFFIX = re.compile(
    r"\s*[-_—–|｜]+\s*(?:[^-_—–|｜]*(?:网|网站|政府|门户|平台|厅|局|委员会|频道|Gov\S*)"
    r"|[^-_—–|｜]{0,6}(?:文件|公告|公示|公开|动态|要闻|政策|法规|信息|专栏))\s*$"
)
_LONGEST_LABELLED = 400
_LONGEST_METADATA = 4000
"""In characters, the blanks of the page's source included."""
_FEWEST_LABELS = 3
_SHORTEST_TITLE, _LONGEST_TITLE = 5, 400


def read_declared(root: etree._Element) -> dict[str, str]:
    """Read what a page declares, and take its metadata table out of the page.

    Returns:
        ``title``, ``doc_number``, ``issuer``, ``date`` and ``published``, as far as declared; dates as YYYY-MM-DD.
    """
    found: dict[str, str] = {}
    for line_end in root.iter("br"):
        line_end.tail = "\n" + (line_end.tail or "")
    lengths = measure(root, len)
    tables = [element for element in root.iter("table", "ul", "dl") if _is_metadata(element, lengths)]
    for table in tables:
        for label, words in _labelled(table, lengths):
            _keep(found, _LABELS[label], words)
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if name in _META:
            _keep(found, _META[name], meta.get("content", ""))
    for label, words in _labelled(root, lengths):
        if _LABELS[label] != "title":  # too common a word to believe it outside a metadata table
            _keep(found, _LABELS[label], words)
    title = root.findtext(".//title") or ""
    if "title" not in found:
        _keep(found, "title", _without_site(title))
    for table in tables:
        if table.getparent() is not None:
            table.drop_tree()
    return found


def _keep(found: dict[str, str], name: str, words: str) -> None:
    """Keep a declared value in its normal form, unless a surer place has given one already."""
    words = clean(words)
    if name in ("date", "published"):
        date = _DATE.search(words)
        words = f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}" if date else ""
    elif name == "doc_number":
        words = words if _NUMBER.fullmatch(words) else ""
    elif name == "issuer":
        words = words if _ORGAN.search(words) else ""
    elif name == "title" and len(words) < _SHORTEST_TITLE:
        words = ""
    if name and words:
        found.setdefault(name, words)


def measure(root: etree._Element, weigh: Callable[[str], int], without: str | None = None) -> dict[etree._Element, int]:
    """Weigh the text of each element below a root, in one pass; elements of the kind ``without`` weigh nothing."""
    weights: dict[etree._Element, int] = {}
    for element in reversed(list(root.iter(etree.Element))):
        inside = sum(weights[child] + weigh(child.tail or "") for child in element)
        weights[element] = 0 if element.tag == without else weigh(element.text or "") + inside
    return weights


def _is_metadata(element: etree._Element, lengths: Mapping[etree._Element, int]) -> bool:
    """Tell whether a table or list is the page's metadata table: short, and with several of its labels."""
    if lengths[element] > _LONGEST_METADATA or next(element.iterdescendants("table"), None) is not None:
        return False
    return len({label for label, _ in _labelled(element, lengths)}) >= _FEWEST_LABELS


def _labelled(root: etree._Element, lengths: Mapping[etree._Element, int]) -> Iterator[tuple[str, str]]:
    """Yield labels and their values: in one element (``文号：… 发布日期：…``), or in one and the one beside it."""
    for element in root.iter("td", "th", "li", "dt", "p", "div", "span", "b", "strong", "label"):
        if lengths[element] > _LONGEST_LABELLED:
            continue
        text = clean(element.text_content())
        labels = list(_LABEL.finditer(text))
        if not labels or labels[0].start() > 0:
            continue
        ends = [*(label.start() for label in labels[1:]), len(text)]
        for label, end in zip(labels, ends, strict=True):
            words = text[label.end() : end]
            if not words and len(labels) == 1:
                beside = element.getnext()
                words = clean(element.tail or "") or ("" if beside is None else clean(beside.text_content()))
            yield re.sub(r"\s", "", label[1]), words


def _without_site(title: str) -> str:
    """Take the names of sites and channels off a browser title."""
    stripped = clean(title[:_LONGEST_TITLE])
    while (shorter := _SITE_SUFFIX.sub("", stripped)) != stripped:
        stripped = shorter
    return stripped
