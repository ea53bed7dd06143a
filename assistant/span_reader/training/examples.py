"""Puts the training examples together: reading questions, and passages that do not answer them, well shuffled."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant.span_reader.training import official
from assistant.span_reader.training.data import (
    Example,
    ReadingQuestion,
    elsewhere,
    is_held_out,
    positive,
    read_cmrc,
    read_drcd,
    windows,
)
from assistant.span_reader.training.mining import Miner, Passage
from assistant.span_reader.training.official import OfficialDocument, derive, passages_of

_WINDOW = 170  # characters of a mined passage


def training_questions(folder: Path) -> list[ReadingQuestion]:
    """All reading questions but the held-out tenth of CMRC."""
    cmrc = read_cmrc(folder / "cmrc2018_train.json.gz") + read_cmrc(folder / "cmrc2018_trial.json.gz")
    drcd = read_drcd(folder / "DRCD_dev.json.gz") + read_drcd(folder / "DRCD_test.json.gz")
    return [item for item in cmrc + drcd if not is_held_out(item.paragraph)]


def held_out_questions(folder: Path) -> list[ReadingQuestion]:
    """The questions of the held-out tenth of CMRC's training paragraphs."""
    return [item for item in read_cmrc(folder / "cmrc2018_train.json.gz") if is_held_out(item.paragraph)]


def reading_passages(items: Iterable[ReadingQuestion]) -> list[Passage]:
    """All paragraphs of the questions, cut into windows."""
    paragraphs = {item.paragraph: item.title for item in items}
    return [
        Passage(text[start:end].strip(), title, text)
        for text, title in paragraphs.items()
        for start, end in windows(text, _WINDOW)
    ]


def official_questions(documents: Iterable[OfficialDocument], held_out: bool, seed: int) -> list[ReadingQuestion]:
    """Questions derived from the documents that are held out, or from all others."""
    chance = random.Random(seed)  # noqa: S311 - choices to be repeated, not secrets
    return [q for document in documents if official.is_held_out(document) is held_out for q in derive(document, chance)]


def official_passages(documents: Iterable[OfficialDocument], held_out: bool) -> list[Passage]:
    """The documents that are held out, or all others, cut into windows."""
    return [
        Passage(text, title, title)
        for document in documents
        if official.is_held_out(document) is held_out
        for text, title in passages_of(document, _WINDOW)
    ]


def examples(
    items: Sequence[ReadingQuestion], miner: Miner, negatives: float, same_paragraph: float, seed: int
) -> list[Example]:
    """Make examples of questions.

    Args:
        items: The questions.
        miner: Finds passages that do not answer.
        negatives: Share of the questions that also get a mined negative.
        same_paragraph: Share that also get a passage of their own paragraph without the answer, where there is one.
        seed: Of all choices.

    Returns:
        The examples in random order.
    """
    chance = random.Random(seed)  # noqa: S311 - choices to be repeated, not secrets
    made = [example for item in items for example in _of(item, miner, negatives, same_paragraph, chance)]
    chance.shuffle(made)
    return made


def _of(
    item: ReadingQuestion, miner: Miner, negatives: float, same_paragraph: float, chance: random.Random
) -> Iterator[Example]:
    yield positive(item, chance)
    drawn = chance.random()
    if drawn < negatives:
        mined = miner.negative(item, chance)
        if mined:
            yield mined
    elif drawn < negatives + same_paragraph:
        other = elsewhere(item, chance)
        if other:
            yield other
