"""Reading questions to training examples: a question, a passage, and where in it the answer stands.

Reads the public span-reading sets (CMRC 2018, DRCD). A tenth of CMRC's paragraphs is kept apart for measuring.
Nothing here knows a model.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+[”’」』）)]*|[^。！？；\n]+$")
_HELD_OUT_SHARE = 10
LONGEST_WINDOW = 380  # characters
_SHORTEST_WINDOW = 60
_USUAL_WINDOW = 190  # most windows are shorter: reading costs by the character
_LONG_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class ReadingQuestion:
    """A question whose answer is ``paragraph[start : start + len(answer)]``.

    Attributes:
        context_share: How often a passage gets the title in front.
    """

    question: str
    title: str
    paragraph: str
    start: int
    answer: str
    context_share: float = 0.5

    @property
    def end(self) -> int:
        """Where the answer ends in the paragraph."""
        return self.start + len(self.answer)


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader is trained on.

    Attributes:
        context: Title or heading path put in front of the passage; no answer is ever looked for in it.
        start: First character of the answer in the passage; -1 where the passage does not answer.
        end: One past the last.
    """

    question: str
    context: str
    passage: str
    start: int
    end: int


def read_cmrc(path: Path) -> list[ReadingQuestion]:
    """Read a file of CMRC 2018; answers whose offset is wrong are looked up."""
    return list(_questions(path, lambda text: text))


def read_drcd(path: Path) -> list[ReadingQuestion]:
    """Read a file of DRCD, converted to Simplified Chinese."""
    from opencc import OpenCC

    return list(_questions(path, OpenCC("t2s").convert))


def is_held_out(paragraph: str) -> bool:
    """Tell whether a paragraph belongs to the tenth that is never trained on."""
    return int(hashlib.sha256(paragraph.encode()).hexdigest(), 16) % _HELD_OUT_SHARE == 0


def sentences(text: str) -> list[tuple[int, int]]:
    """Cut a text into sentences and clauses that end in a semicolon; together they are the text."""
    return [match.span() for match in _SENTENCE.finditer(text)]


def windows(text: str, size: int) -> list[tuple[int, int]]:
    """Cut a text into runs of whole sentences, each at most ``size`` characters; a longer sentence is cut hard."""
    found: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if found and end - found[-1][0] <= size:
            found[-1] = (found[-1][0], end)
        else:
            found += [(piece, min(piece + size, end)) for piece in range(start, end, size)]
    return found


def positive(item: ReadingQuestion, chance: random.Random) -> Example:
    """Cut a passage of random length around the answer."""
    start, end = _around(item, chance)
    passage = item.paragraph[start:end]
    left = len(passage) - len(passage.lstrip())
    return Example(
        item.question, _context(item, chance), passage.strip(), item.start - start - left, item.end - start - left
    )


def elsewhere(item: ReadingQuestion, chance: random.Random) -> Example | None:
    """Cut a passage out of the same paragraph that lacks the answer; None where all of it holds the answer."""
    pieces = windows(item.paragraph, _size(chance))
    lacking = [
        item.paragraph[a:b].strip()
        for a, b in pieces
        if b - a >= _SHORTEST_WINDOW and (b <= item.start or a >= item.end)
    ]
    lacking = [passage for passage in lacking if item.answer not in passage]
    return Example(item.question, _context(item, chance), chance.choice(lacking), -1, -1) if lacking else None


def write_examples(path: Path, examples: Iterable[Example]) -> int:
    """Write examples, one JSON object a line; return how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_examples(path: Path) -> list[Example]:
    """Read examples as :func:`write_examples` wrote them."""
    with path.open(encoding="utf-8") as file:
        return [Example(**json.loads(line)) for line in file]


def _questions(path: Path, convert: Callable[[str], str]) -> Iterator[ReadingQuestion]:
    data: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    for article in data["data"]:
        for paragraph in article["paragraphs"]:
            original = paragraph["context"]
            text = convert(original)
            for asked in paragraph["qas"]:
                answer = asked["answers"][0]
                words = convert(answer["text"]).strip()
                near = len(convert(original[: answer["answer_start"]]))
                start = near if text.startswith(words, near) else text.find(words)
                if words and start >= 0:
                    yield ReadingQuestion(
                        convert(asked["question"]).strip(), convert(article.get("title") or ""), text, start, words
                    )


def _around(item: ReadingQuestion, chance: random.Random) -> tuple[int, int]:
    """Grow from the sentence of the answer to either side by whole sentences, up to a random length."""
    size = _size(chance)
    pieces = sentences(item.paragraph)
    first = next(i for i, (_, b) in enumerate(pieces) if b > item.start)
    last = next(i for i, (_, b) in enumerate(pieces) if b >= item.end)
    while True:
        sides = [side for side in (-1, 1) if 0 <= (first - 1 if side < 0 else last + 1) < len(pieces)]
        if not sides:
            break
        side = chance.choice(sides)
        wider = (first - 1, last) if side < 0 else (first, last + 1)
        if pieces[wider[1]][1] - pieces[wider[0]][0] > size:
            break
        first, last = wider
    start, end = pieces[first][0], pieces[last][1]
    if end - start > LONGEST_WINDOW:  # one very long sentence
        start = max(start, item.end - LONGEST_WINDOW, item.start - chance.randint(0, LONGEST_WINDOW // 2))
        end = max(item.end, min(end, start + LONGEST_WINDOW))
    return start, end


def _size(chance: random.Random) -> int:
    longest = LONGEST_WINDOW - 60 if chance.random() < _LONG_SHARE else _USUAL_WINDOW
    return chance.randint(_SHORTEST_WINDOW, longest)


def _context(item: ReadingQuestion, chance: random.Random) -> str:
    return item.title if chance.random() < item.context_share else ""
