"""Questions and deputies' requests, each with a passage of an official document that answers it or leaves it open.

Some were written for their passage, others brought it up in a search and it was judged. ``written.jsonl`` is for
training, ``apart.jsonl`` for measuring. They hold no word of a document: a line names its document, the passage and
the answer by their places.
Passages, and those that retrieval confuses with them, are read from an index of the documents. Derives nothing by rule.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.rerank import context_of
from assistant.retrieve import Retriever
from assistant.span_reader.training.data import Example, ReadingQuestion, positive
from assistant.span_reader.training.official import OfficialDocument, is_held_out
from index.schema import Chunk, Hit
from index.snapshot import Snapshot

WRITTEN = Path(__file__).parent / "written.jsonl"
APART = Path(__file__).parent / "apart.jsonl"
"""Never trained on: passages that a search brings for a request, five for each, judged."""

_SEARCHED = 20  # passages among which those that do not answer are looked for
_USUAL_RANK = 3  # of the passage taken, on average
_CONTEXT_SHARE = 0.95
_SHORTEST_ANSWER = 2  # characters; a shorter one stands anywhere by chance


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question about one passage. Places count the characters of the document's text that are not white space.

    Attributes:
        document: Identifier of the document.
        passage: Place ``[start, end)`` of the passage that it was written for.
        answer: Place of the answer; None where the passage does not answer, however much it looks as if it did.
    """

    question: str
    document: str
    passage: tuple[int, int]
    answer: tuple[int, int] | None


def read_written(path: Path = WRITTEN) -> list[WrittenQuestion]:
    """Read the questions, one JSON array a line: document, place of the passage, question, place of the answer."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        WrittenQuestion(question, document, tuple(passage), tuple(answer) if answer else None)
        for document, passage, question, answer in rows
    ]


def write_documents(documents: Sequence[OfficialDocument], questions: Sequence[WrittenQuestion], folder: Path) -> int:
    """Write the documents that are asked about as text files, for ``assistant index build``; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = {question.document for question in questions}
    found = [document for document in documents if document.id in asked]
    for document in found:
        (folder / _file_name(document.id)).write_text(f"{document.title}\n\n{document.text}", encoding="utf-8")
    return len(found)


def written_examples(
    questions: Sequence[WrittenQuestion],
    documents: Sequence[OfficialDocument],
    snapshot: Snapshot,
    retriever: Retriever,
    negatives: float,
    seed: int,
) -> list[Example]:
    """Make examples of written questions, in random order; not of documents that are held out.

    Those whose passage no chunk holds whole are left out.

    Args:
        questions: The questions.
        documents: What they are about.
        snapshot: An index of the documents as :func:`write_documents` wrote them.
        retriever: Searches it for passages that do not answer.
        negatives: Share of the answered questions that also get such a passage.
        seed: Of all choices.
    """
    chance = random.Random(seed)  # noqa: S311 - choices to be repeated, not secrets
    made: list[Example] = []
    for asked, chunk, answer in placed(questions, [d for d in documents if not is_held_out(d)], snapshot):
        made += _of(asked, chunk, answer, retriever.search if chance.random() < negatives else None, chance)
    chance.shuffle(made)
    return made


def judged_examples(
    questions: Sequence[WrittenQuestion], documents: Sequence[OfficialDocument], snapshot: Snapshot
) -> list[Example]:
    """Make an example of every question and its whole passage, in their order; without those that no chunk holds."""
    made = []
    for asked, chunk, answer in placed(questions, documents, snapshot):
        found = _find(answer, chunk.text) if answer else None
        start, end = found.span() if found else (-1, -1)
        made.append(Example(asked.question, context_of(chunk), chunk.text, start, end))
    return made


def placed(
    questions: Sequence[WrittenQuestion], documents: Sequence[OfficialDocument], snapshot: Snapshot
) -> Iterator[tuple[WrittenQuestion, Chunk, str]]:
    """Yield the questions about some documents, each with the chunk that holds its passage and the answer's words.

    The words are without white space, and empty where the passage does not answer.
    """
    texts = {document.id: _bare(document.text) for document in documents}
    for asked in (question for question in questions if question.document in texts):
        passage = texts[asked.document][slice(*asked.passage)]
        chunks = snapshot.store.document_chunks(_file_name(asked.document))
        chunk = next((c for c in chunks if passage in _bare(c.text)), None)
        if chunk:
            yield asked, chunk, texts[asked.document][slice(*asked.answer)] if asked.answer else ""


def _of(
    asked: WrittenQuestion,
    chunk: Chunk,
    answer: str,
    search: Callable[[str, int], list[Hit]] | None,
    chance: random.Random,
) -> Iterator[Example]:
    context = context_of(chunk)
    if not answer:
        yield Example(asked.question, context, chunk.text, -1, -1)
        return
    found = _find(answer, chunk.text)
    if found:
        item = ReadingQuestion(asked.question, context, chunk.text, found.start(), found[0], _CONTEXT_SHARE)
        yield positive(item, chance)
    confused = [hit.chunk for hit in search(asked.question, _SEARCHED)] if search else []
    lacking = [c for c in confused if c.id != chunk.id and answer not in _bare(c.text)]
    if lacking and len(answer) >= _SHORTEST_ANSWER:
        other = lacking[min(int(chance.expovariate(1 / _USUAL_RANK)), len(lacking) - 1)]
        yield Example(asked.question, context_of(other), other.text, -1, -1)


def _find(answer: str, text: str) -> re.Match[str] | None:
    """Find an answer, given without white space."""
    return re.search(r"\s*".join(map(re.escape, answer)), text)


def _file_name(document: str) -> str:
    return f"{document}.txt"


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
