"""What sums something up in numbers, as 一核五区 does, where a question quotes it with others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.check import names
from assistant.check.folding import Folded
from assistant.presumed.claim import Claim, clause_at

_NUMERAL = re.compile(r"[一二两三四五六七八九十\d]+")
_SUMS_UP = re.compile(r"(?:[一二两三四五六七八九十\d]+[\u3400-\u9fff]{1,2}){2,4}")


def claims(asked: Folded) -> Iterator[Claim]:
    """Yield the slogans that a question quotes; a rival has the same words with other numbers.

    Args:
        asked: The question.
    """
    for name in names.quoted(asked):
        if _SUMS_UP.fullmatch(name.words):
            yield _slogan(asked.text, name)


def _slogan(asked: str, claim: names.Name) -> Claim:
    alike = re.compile(_NUMERAL.pattern.join(map(re.escape, _NUMERAL.split(claim.words))))

    def rival(said: Folded) -> bool:
        return any(match[0] != claim.words for match in alike.finditer(said.text))

    clause = clause_at(asked, claim.start, claim.end)
    return Claim(claim.start, claim.end, lambda said: claim.words in said.text, rival, clause)
