"""How texts are compared: white space folded away, and for answers also widths, case and thousands separators.

Chinese has no blanks between words, so a blank or line end inside a sentence carries nothing. Nothing here judges.
"""

from __future__ import annotations

import re
import unicodedata

_MARKER = re.compile(r"\[\d+\]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_CHINESE_DIGITS = "〇零一二三四五六七八九十百千万亿两"
_ENDS_IN_A_FIGURE = re.compile(rf"(?:^|[第之点\d{_CHINESE_DIGITS}])[{_CHINESE_DIGITS}]$")
"""Not 多规合一, a name, behind which another figure may stand."""


def fold(text: str) -> str:
    """Return the text without white space, full-width blanks included."""
    return "".join(text.split())


def comparable(text: str) -> str:
    """Return the text in the form in which answers are compared: NFKC, lower case, no white space, no ``1,000``."""
    return _THOUSANDS.sub("", fold(unicodedata.normalize("NFKC", text)).casefold())


def without_markers(text: str) -> str:
    """Return an answer's text without its citation markers ``[n]``, which would otherwise pass for figures."""
    return _MARKER.sub("", text)


def markers(text: str) -> list[int]:
    """Return the numbers of the citation markers ``[n]`` in the order they stand."""
    return [int(marker[1:-1]) for marker in _MARKER.findall(text)]


def states(text: str, words: str) -> bool:
    """Tell whether a text holds the words, figures matched whole.

    「31项」 does not stand in 「131项」, nor 「五项」 in 「十五项」, nor 「三十」 in 「三十五项」.

    Args:
        text: The text, in the form that ``comparable`` gives.
        words: What must stand in it, in the same form.
    """
    if not words:
        return False
    at = text.find(words)
    while at >= 0:
        if not _cuts_a_figure(text, at, at + len(words)):
            return True
        at = text.find(words, at + 1)
    return False


def _cuts_a_figure(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 2]
    first, last = text[start], text[end - 1]
    if _is_digit(first) and (_is_digit(before) or (before == "." and _is_digit(text[start - 2 : start - 1]))):
        return True
    if _is_digit(last) and after and (_is_digit(after[0]) or (after[0] == "." and _is_digit(after[1:]))):
        return True
    if first in _CHINESE_DIGITS and before != "" and before in _CHINESE_DIGITS:
        return True
    goes_on = after != "" and after[0] in _CHINESE_DIGITS and after[0] != "两"  # 两 begins another word
    return goes_on and bool(_ENDS_IN_A_FIGURE.search(text[start:end]))


def _is_digit(character: str) -> bool:
    return len(character) == 1 and "0" <= character <= "9"
