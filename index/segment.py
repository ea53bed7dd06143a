"""Chinese words for BM25: the only segmenter, called by build and query alike.

Document numbers, figures with their units and Latin names stay whole; Han text is cut by jieba in search mode. Text is
normalised for search only (NFKC, lower case): what is shown and cited never passes through here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

import rjieba

_TOKEN = re.compile(
    r"""
      (?P<number>[\u3400-\u9fff]{1,8}[〔\[(]\s*(?:19|20)\d{2}\s*[〕\])]\s*第?\d+\s*号)
    | (?P<figure>\d+(?:\.\d+)*%?)
    | (?P<latin>[a-z][a-z0-9+&.-]*[a-z0-9+]|[a-z])
    | (?P<han>[\u3400-\u9fff]+)
    """,
    re.VERBOSE,
)
_BRACKETS = str.maketrans("〔〕[]【】", "()()()")


def _listed(name: str) -> list[str]:
    return resources.files("index").joinpath(name).read_text(encoding="utf-8").split()


STOP_WORDS = frozenset(_listed("stop_words.txt"))


@cache
def _jieba() -> rjieba.Jieba:
    segmenter = rjieba.Jieba()
    for word in _listed("words.txt"):  # terms that jieba would cut apart
        segmenter.add_word(word, None, None)
    return segmenter


def words(text: str) -> list[str]:
    """Cut a text into the tokens that BM25 counts, in order, with repetitions and without stop words."""
    folded = unicodedata.normalize("NFKC", text).lower()
    tokens: list[str] = []
    for match in _TOKEN.finditer(folded):
        if match["number"]:
            tokens.append(re.sub(r"\s|第", "", match["number"].translate(_BRACKETS)))
            tokens += re.findall(r"\d+", match["number"])
        elif match["han"]:
            tokens += [word for word in _jieba().cut_for_search(match["han"]) if word not in STOP_WORDS]
        else:
            tokens.append(match[0])
    return tokens
