"""Characters as files give them: invisible ones dropped, blanks made plain, torn lines joined, look-alikes replaced.

Never changes a visible character that is what it looks like: full-width forms, punctuation and case stay. Only what
search compares (:func:`fold_for_search`) is made alike; it is never shown.
"""

from __future__ import annotations

import re
import unicodedata

from index.parse.numerals import years_in_digits

_BLANKS = re.compile(r"[\s\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]+")

# Controls, soft hyphens, zero-width and direction marks, lone surrogates, and the private range that symbol fonts use.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f"
    r"\ufeff\ufff9-\ufffb\ud800-\udfff\uf000-\uf0ff]"
)

_WIDE_CLASS = r"[\u2018-\u201d\u2026\u2e80-\u2fff\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
_WIDE = re.compile(_WIDE_CLASS)
_GAP = re.compile(rf"(?<={_WIDE_CLASS}) (?={_WIDE_CLASS})")
_PAIR = re.compile(rf"(?<={_WIDE_CLASS})(?={_WIDE_CLASS})")
_WHOLE = re.compile(r"\s*-?[0-9]{1,9}\s*")
_TORN = re.compile(rf"(?<={_WIDE_CLASS})[ \t]*[\r\n]\s*(?={_WIDE_CLASS})")

# The block U+2E80 where PDF fonts use it for whole characters; NFKC leaves all but two of them alone.
_RADICALS = dict(
    zip(
        "⺁⺎⺒⺓⺟⺠⺩⺪⺫⺬⺮⺶⺹⺼⺽⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂兀巳幺母民王疋目示竹羊老月臼虎西见角贝车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)

_LOOK_ALIKES = str.maketrans(
    _RADICALS | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
)

# What the commonest Chinese characters and marks become when UTF-8 is read as GBK, and when it is read as Windows-1252.
_MISREAD = {
    "gb18030": re.compile("[锛銆鐨鍦浜鏄閿锟斤拷鈥]"),
    "cp1252": re.compile("[äåæçèéïã][\u0080-\u00bf‚„†‡ˆ‰‹Œ‘’“”•–—™›œ€]"),
}
_MISREAD_SHARE = 0.04
_LOST_SHARE = 0.05
_LOST = "\ufffd"

_SHORTEST_REPEAT = 8  # characters; a shorter repetition may be the writer's own
_LONGEST_REPEAT = 80

_CLOSING = "，。、；：！？）》〉】〕”’"
"""Marks that no space stands before."""


def clean(text: str) -> str:
    """Return a text without invisible characters, each run of blanks (line ends included) made one space."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def clean_lines(text: str) -> list[str]:
    """Return the lines of a text that hold something, each cleaned."""
    return [line for line in map(clean, text.splitlines()) if line]


def replace_look_alikes(text: str) -> str:
    """Replace Kangxi and CJK radicals, which PDF fonts give for the characters they resemble (⻓ for 长)."""
    return text.translate(_LOOK_ALIKES)


def fold_for_search(text: str) -> str:
    """A text as search compares it: width, look-alikes, case, blanks and the writing of years made alike.

    Its offsets are no longer those of the text: for comparing only, never for display or citation.
    """
    return clean(unicodedata.normalize("NFKC", replace_look_alikes(years_in_digits(text)))).lower()


def repair_misread(text: str) -> str | None:
    """Undo a reading of UTF-8 bytes in another encoding (锛屾牎杞︺€), or return None where nobody can read the text.

    A text that reads well is returned as it is. Only an exact way back is taken: nothing is guessed.
    """
    sample = text[:20_000]
    if sample.count(_LOST) > _LOST_SHARE * len(sample):
        return None
    for encoding, signs in _MISREAD.items():
        if len(signs.findall(sample)) > _MISREAD_SHARE * len(sample):
            try:
                return text.encode(encoding).decode("utf-8")
            except UnicodeError:
                return None
    return text


def is_wide(character: str) -> bool:
    """Tell whether a character is Chinese or full-width, so that no space belongs beside it."""
    return bool(_WIDE.match(character))


def close_up(text: str) -> str:
    """Take out the spaces of a line that is spaced out (``通 知``): at least half of its Chinese characters apart."""
    gaps, pairs = len(_GAP.findall(text)), len(_PAIR.findall(text))
    return _GAP.sub("", text) if gaps and gaps >= pairs else text


def join_torn(first: str, second: str) -> str:
    """Join two lines that the page's width tore apart: Chinese without a space, other words with one."""
    if not first or not second:
        return first + second
    glued = is_wide(first[-1]) or is_wide(second[0]) or first.endswith("-")
    return f"{first}{second}" if glued else f"{first} {second}"


def join_over_break(first: str, second: str) -> str:
    """Join two parts that a page break tore apart; words printed on both sides of it are kept once.

    The first part may end within the second printing of the words, so each stretch that is followed by itself over
    the break is looked for, the longest first.
    """
    joined = join_torn(first, second)
    seam = len(first)
    for length in range(min(_LONGEST_REPEAT, len(joined) // 2), _SHORTEST_REPEAT - 1, -1):
        for start in range(max(0, seam - 2 * length + 1), min(seam, len(joined) - 2 * length + 1)):
            middle = start + length
            if joined[start:middle] == joined[middle : middle + length]:
                return joined[:middle] + joined[middle + length :]
    return joined


def join_lines(lines: list[str]) -> str:
    """Join lines that were meant as lines: no space after punctuation, one where words would run together."""
    joined = ""
    for line in lines:
        glued = not joined or line[0] in _CLOSING or (is_wide(joined[-1]) and not joined[-1].isalnum())
        joined = f"{joined}{line}" if glued else f"{joined} {line}"
    return joined


def unwrap(text: str) -> str:
    """Take out line ends between Chinese characters: web pages and browsers break lines where no space is meant."""
    return _TORN.sub("", text)


def whole_number(text: str | None, default: int = 0) -> int:
    """Return the whole number that a file gives, or the default where it gives none, or an absurd one."""
    return int(text) if text and _WHOLE.fullmatch(text) else default
