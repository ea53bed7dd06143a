"""发文字号: the numbers of official documents, in any brackets, and those of decrees and announcements.

GB/T 9704-2012, 7.2.5 has 机关代字〔年份〕序号号; decrees and announcements are numbered as 国务院令第216号 and
国家税务总局公告2015年第76号. A number is given in its official form whatever its brackets were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BLANK = r"\s{0,4}"
_FIGURES = re.compile(  # what follows the organ's letters; it is looked for first, for it is rare
    rf"[〔\[［（(【﹝]{_BLANK}(?P<year>(?:19|20)\d{{2}}){_BLANK}[〕\]］）)】﹞]{_BLANK}(?:第{_BLANK})?0{{0,4}}(?P<serial>\d{{1,5}}){_BLANK}号"
    rf"|(?P<form>令|公告){_BLANK}[（(〔]?{_BLANK}(?:(?P<of>(?:19|20)\d{{2}}){_BLANK}年)?{_BLANK}"
    rf"第{_BLANK}0{{0,4}}(?P<number>[1-9]\d{{0,4}}|[一二三四五六七八九十百〇零]{{1,7}}){_BLANK}号"
)
_LETTER = r"(?:(?![按据照以的和与及年月日见由于是为将给把])[\u3400-\u9fff])"  # a code's characters: no running words
_CODE = re.compile(rf"(?P<code>{_LETTER}{{1,12}}(?:[（(]{_LETTER}{{1,6}}[）)])?{_LETTER}{{0,6}}){_BLANK}$")
_ORGAN = re.compile(rf"(?P<code>{_LETTER}(?:{_LETTER}|[和、](?!根据)){{1,48}})$")
_LONGEST_CODE = 60  # characters
_RUNNING_IN = re.compile(r".*(?:[印下转]发|制定|出台|发布|公布|文件|通知|规定|意见|办法|国务院(?=国)|中共中央(?=中))")
"""Words that run into a number's letters: 中央军委印发中发〔2001〕3号 is 中发〔2001〕3号."""


class _Number(NamedTuple):
    official: str
    start: int
    end: int
    run_in: int
    """How many characters before ``start`` run into the number."""


def find_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield every document number in a text, in official form, with its span."""
    for number in _numbers(text):
        yield number.official, number.start, number.end


def leading_number(text: str) -> tuple[str, int] | None:
    """The document number that a text begins with, in official form, and where it ends; None for none."""
    first = next(_numbers(text), None)
    return (first.official, first.end) if first and first.start == first.run_in else None


def _numbers(text: str) -> Iterator[_Number]:
    behind = 0
    for figures in _FIGURES.finditer(text):
        before = text[max(behind, figures.start() - _LONGEST_CODE) : figures.start()]
        found = (_ORGAN if figures["form"] else _CODE).search(before)
        if found is None:
            continue
        code, run_in = found["code"], 0
        running = None if figures["form"] else _RUNNING_IN.match(code)
        if running and running.end() < len(code):
            code, run_in = code[running.end() :], running.end()
        start = figures.start() - len(before) + found.start() + run_in
        behind = figures.end()
        yield _Number(_official(code, figures), start, figures.end(), run_in)


def _official(code: str, figures: re.Match[str]) -> str:
    """The official form, with hexagonal brackets (GB/T 9704-2012, 7.2.5)."""
    if not figures["form"]:
        return f"{code}〔{figures['year']}〕{figures['serial']}号"
    year = f"{figures['of']}年" if figures["of"] else ""
    return f"{code}{figures['form']}{year}第{figures['number']}号"
