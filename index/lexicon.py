"""Words that mean the same in official documents: lay and official, short and full.

Read from ``lexicon.txt`` (its first lines tell the format), from a file of the user's own in the same format, and from
the short forms that the documents define themselves (以下简称). Tells what else a text could have said; what that is
worth in a search is decided where it is searched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import combinations
from pathlib import Path

from index.errors import UserError
from index.schema import Abbreviation

_BUILT_IN = "lexicon.txt"
_ANY_ORGAN = "~"
_APART = "!"
_ENDINGS = ("委员会", "办公室", "部", "厅", "局", "委", "办")
_SAME_ENDING = {"委员会": ("委员会", "委"), "委": ("委", "委员会"), "办公室": ("办公室", "办"), "办": ("办", "办公室")}
_SHORTEST_LEARNED = 3
"""Characters of a short form; shorter ones (本法, 片区) mean another thing in every document."""

_MOST_TIMES = 3
"""As long as a short form may what it stands for be; what is longer is a description that no other text repeats."""

_TITLE_MARK = "《"
_MARKS = re.compile(r"[《》〈〉“”\"（）()]")
_NAME = re.compile(r"\w+")
Group = tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Groups of words that mean the same, and words that only look like one of them.

    Attributes:
        groups: Each at least two words; ``~`` at the end of a word stands for the last character of an organ's name.
        apart: Words that hold a word of a group and mean something else.
    """

    groups: tuple[Group, ...]
    apart: frozenset[str] = frozenset()

    @classmethod
    def read(cls, own: Path | None = None) -> Lexicon:
        """Read the built-in file and, where there is one, the user's.

        Raises:
            UserError: The user's file cannot be read, or a line of it holds a single word.
        """
        built_in = _parsed(resources.files(__package__).joinpath(_BUILT_IN).read_text(encoding="utf-8"), _BUILT_IN)
        if own is None:
            return built_in
        try:
            text = own.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"无法读取同义说法表 {own}，请检查路径和编码（UTF-8）。") from error
        more = _parsed(text, str(own))
        return cls(built_in.groups + more.groups, built_in.apart | more.apart)

    def learning(self, abbreviations: Iterable[Abbreviation]) -> Lexicon:
        """Add the short forms that documents define, where they mean the same in all of them."""
        meanings: dict[str, set[str]] = defaultdict(set)
        for found in abbreviations:
            if not found.full.startswith(_TITLE_MARK):  # a document's short title means another in every document
                meanings[_MARKS.sub("", found.short)].add(_MARKS.sub("", found.full))
        known = {word for group in self.groups for word in group} | self.apart
        learned = tuple(
            (short, *full)
            for short, full in meanings.items()
            if short not in known and len(full) == 1 and all(_is_short_for(short, name) for name in full)
        )
        return Lexicon(self.groups + learned, self.apart)

    def others(self, text: str) -> list[tuple[str, Group]]:
        """The words of a text that could have been said otherwise, each once with its other forms, in order."""
        found: dict[str, Group] = {}
        for match in self._pattern.finditer(text):
            word = match[0]
            if word not in self.apart and word not in found:
                forms = self._forms(word)
                if forms:
                    found[word] = forms
        return list(found.items())

    def _forms(self, word: str) -> Group:
        plain = self._by_word.get(word, ())
        ending = next((end for end in _ENDINGS if word.endswith(end)), "")
        stems = self._by_word.get(word.removesuffix(ending) + _ANY_ORGAN, ()) if ending else ()
        organs = [
            stem.removesuffix(_ANY_ORGAN) + end
            for stem in (*stems, word.removesuffix(ending) + _ANY_ORGAN)
            for end in _SAME_ENDING.get(ending, (ending,))
            if stems
        ]
        return tuple(dict.fromkeys(form for form in (*plain, *organs) if form != word))

    @cached_property
    def _by_word(self) -> dict[str, Group]:
        others: dict[str, Group] = defaultdict(tuple)
        for group in self.groups:
            for one, two in combinations(group, 2):
                others[one] += (two,)
                others[two] += (one,)
        return dict(others)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """All words, the longest first, so that what is kept apart hides what it holds."""
        words = sorted({*self._by_word, *self.apart}, key=len, reverse=True)
        endings = f"(?:{'|'.join(_ENDINGS)})"
        return re.compile("|".join(re.escape(word).replace(re.escape(_ANY_ORGAN), endings) for word in words) or "(?!)")


def _is_short_for(short: str, full: str) -> bool:
    """Tell whether a short form is worth learning: a name, and not already found wherever the full one stands."""
    names = _NAME.fullmatch(short) and _NAME.fullmatch(full)
    return (
        bool(names) and len(short) >= _SHORTEST_LEARNED and len(full) <= _MOST_TIMES * len(short) and short not in full
    )


def _parsed(text: str, name: str) -> Lexicon:
    groups: list[Group] = []
    apart: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        words: Sequence[str] = line.split("#")[0].split()
        if words and words[0].startswith(_APART):
            apart.update(word.removeprefix(_APART) for word in words if word != _APART)
        elif len(words) == 1:
            raise UserError(f"同义说法表 {name} 第 {number} 行只有一个词，请在同一行写出它的其他说法。")
        elif words:
            groups.append(tuple(words))
    return Lexicon(tuple(groups), frozenset(apart))
