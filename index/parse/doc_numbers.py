"""发文字号: the numbers of official documents, in any brackets, and those of decrees and announcements.

GB/T 9704-2012, 7.2.5 has 机关代字〔年份〕序号号; decrees and announcements are numbered as 国务院令第216号 and
国家税务总局公告2015年第76号. A number is given in its official form whatever its brackets were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CODE = r"(?:(?![按据照以的和与及年月日见由于是为将给把])[\u3400-\u9fff])"  # a code's characters: no running words
_NUMBER = re.compile(
    rf"(?P<code>{_CODE}{{1,12}}(?:[（(]{_CODE}{{1,6}}[）)])?{_CODE}{{0,6}})\s{{0,4}}"
    r"[〔\[［（(【﹝]\s{0,4}(?P<year>(?:19|20)\d{2})\s{0,4}[〕\]］）)】﹞]\s{0,4}(?:第\s{0,4})?0{0,4}(?P<serial>\d{1,5})\s{0,4}号"
    rf"|(?P<organ>{_CODE}(?:{_CODE}|[和、](?!根据)){{1,48}}?)(?P<form>令|公告)\s{{0,4}}[（(〔]?\s{{0,4}}(?:(?P<of>(?:19|20)\d{{2}})\s{{0,4}}年)?"
    r"\s{0,4}第\s{0,4}(?P<number>0{0,4}[1-9]\d{0,4}|[一二三四五六七八九十百〇零]{1,7})\s{0,4}号"
)


_RUNNING_IN = re.compile(r".*(?:[印下转]发|制定|出台|发布|公布|文件|通知|规定|意见|办法|国务院(?=国)|中共中央(?=中))")
"""Words that run into a number's letters: 中央军委印发中发〔2001〕3号 is 中发〔2001〕3号."""


def find_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield every document number in a text, in official form, with its span."""
    for match in _NUMBER.finditer(text):
        official, before = _official(match)
        yield official, match.start() + before, match.end()


def leading_number(text: str) -> tuple[str, int] | None:
    """The document number that a text begins with, in official form, and where it ends; None for none."""
    match = _NUMBER.match(text)
    return (_official(match)[0], match.end()) if match else None


def _official(match: re.Match[str]) -> tuple[str, int]:
    """The official form, with hexagonal brackets (GB/T 9704-2012, 7.2.5), and how many characters run into it."""
    if match["code"]:
        running = _RUNNING_IN.match(match["code"])
        before = running.end() if running and running.end() < len(match["code"]) else 0
        return f"{match['code'][before:]}〔{match['year']}〕{match['serial']}号", before
    year = f"{match['of']}年" if match["of"] else ""
    return f"{match['organ']}{match['form']}{year}第{match['number'].lstrip('0')}号", 0
