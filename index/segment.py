"""Chinese words for BM25: the only segmenter, called by build and query alike.

The year and serial of a document number, figures and Latin names stay whole; Han text is cut by jieba's dictionary in
search mode, without its guessing at new words, which makes one word of 能多扣 and finds it in no document.
Text is normalised for search only (width, case, look-alikes): what is shown and cited never passes through here.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import rjieba

from index.parse.characters import fold_for_search

_TOKEN = re.compile(
    r"""
      [〔\[(【]\s?(?P<year>(?:19|20)\d{2})\s?[〕\])】]\s?第?\s?0*(?P<serial>\d{1,5})\s?号
    | (?P<thousands>\d{1,3}(?:,\d{3})+(?:\.\d+)?%?)(?!\d)
    | (?P<figure>\d+(?:\.\d+)*%?)
    | (?P<latin>[a-z][a-z0-9+&.-]*[a-z0-9+]|[a-z])
    | (?P<han>[\u3400-\u9fff]+)
    """,
    re.VERBOSE,
)


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
    folded = fold_for_search(text)
    tokens: list[str] = []
    for match in _TOKEN.finditer(folded):
        if match["year"]:  # the letters before it may run into other words, so they are cut like those
            tokens += [f"({match['year']}){match['serial']}号", match["year"], match["serial"]]
        elif match["thousands"]:
            tokens.append(match[0].replace(",", ""))
        elif match["han"]:
            tokens += [word for word in _jieba().cut_for_search(match["han"], hmm=False) if word not in STOP_WORDS]
        else:
            tokens.append(match[0])
    return tokens
