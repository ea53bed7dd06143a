"""Question to answer: the one place where retrieval, reading, support and composing meet.

Thread-safe after opening: many people ask at once. Nothing is written to disk.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import lru_cache, partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import disagreement
from assistant.compose import Composed, compose
from assistant.conclude import Outcome, broken_off, conclude
from assistant.declined import COURTESIES, declined
from assistant.explain import EXPLAINED, Explanation, explain
from assistant.follow_up import standalone
from assistant.in_force import InForce
from assistant.kinship import Kinship
from assistant.naming import Names
from assistant.opening import Opened, open_index
from assistant.parts import MOST, questions
from assistant.question import Question
from assistant.reader import Reader, Reading, with_other_words
from assistant.refusal import refusal
from assistant.rerank import Read, rerank
from assistant.schema import Answer, DocumentSummary, Partial, Passage, Stage, Status, Turn
from assistant.scope import Scope
from assistant.settings import LlmSettings, Settings
from assistant.summaries import dated, summary, value
from assistant.support import Source
from assistant.table_rows import picked
from index.encoder import Encoder
from index.errors import UserError
from index.schema import Document, FieldName, Hit
from index.snapshot import Snapshot
from prompts import load

if TYPE_CHECKING:
    from assistant.llm.writer import Writer

_LONGEST_QUESTION = 2000  # characters
_DOCUMENTS_HELD = 64
_KNOWN_BY = (FieldName.TITLE, FieldName.ISSUER, FieldName.ADDRESSEE, FieldName.DOC_NUMBER, FieldName.PROPOSAL_NUMBER)


class Assistant:
    """Answers questions from one snapshot.

    Attributes:
        opened: The snapshot and what reads it, for others who work on the same.
    """

    def __init__(self, snapshot: Snapshot, encoder: Encoder, settings: Settings) -> None:
        self.opened = Opened.of(snapshot, encoder, settings)
        self._snapshot = snapshot
        self._retriever = self.opened.retriever
        self._scope = Scope.parse(settings.scope)
        self._reader = Reader(encoder)
        self._span_reader = self.opened.span_reader
        self._writer = _writer(settings.llm, encoder)
        self._load = lru_cache(maxsize=_DOCUMENTS_HELD)(snapshot.store.require)
        self._source = lru_cache(maxsize=_DOCUMENTS_HELD)(lambda path: Source.of(self.document(path)))
        self._in_force = InForce(snapshot.store, self.document)
        self._fields = snapshot.store.fields()
        self._titles = {path: value(f, FieldName.TITLE) or Path(path).name for path, f in self._fields.items()}
        positions = snapshot.store.positions()
        self._documents = [
            summary(path, self._titles[path], fields, len(positions.get(path, ())))
            for path, fields in self._fields.items()
        ]
        self._kinship = Kinship(self._documents)
        self._names = Names(self._documents, self._fields, snapshot.lexical.idf, self._retriever.lexicon)
        self._known = {
            path: " ".join(f[name].value for name in _KNOWN_BY if name in f) for path, f in self._fields.items()
        }

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """Open the current snapshot with the encoder that it was built with.

        Raises:
            UserError: There is no index, it is damaged, or it was built with another encoder.
        """
        snapshot, encoder = open_index(settings)
        return cls(snapshot, encoder, settings)

    @property
    def manifest(self) -> dict[str, Any]:
        """What the snapshot in use is: encoder, counts, file hashes."""
        return asdict(self._snapshot.manifest)

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot in use, for lists of what is in it."""
        return self._snapshot

    @property
    def version(self) -> str:
        """Which snapshot is in use: the beginning of its manifest's SHA-256."""
        return self._snapshot.folder.name

    def ask(self, question: str, history: Sequence[Turn] = (), scope: Scope | None = None) -> Answer:
        """Answer a question; see ``stream``."""
        *_, answer = self.stream(question, history, scope)
        if not isinstance(answer, Answer):
            raise TypeError("a stream ends with its answer")
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), scope: Scope | None = None
    ) -> Iterator[Stage | Partial | Answer]:
        """Answer a question, telling what is being done and what stands of it so far; the last item is the answer.

        Args:
            question: As asked.
            history: The turns before it in the same conversation, oldest first.
            scope: Which documents may be used; None: those of the settings, ``Scope()``: all.

        Raises:
            UserError: The question is empty or far too long, or no document lies in the scope.
        """
        asked = _readable(question)
        within = self._within(self._scope if scope is None else scope)
        reply = declined(asked)
        if reply:
            yield self._declined(asked, reply, within)
            return
        started = time.perf_counter()
        yield Stage.RETRIEVE
        alone = (self._writer and self._writer.standalone(asked, history)) or self._standalone(asked, history)
        every = questions(asked, alone)
        parts, beyond = [with_other_words(part, self._retriever.lexicon) for part in every[:MOST]], every[MOST:]
        found = [self._search(part, history, within) for part in parts]
        retrieved = time.perf_counter()
        yield Stage.READ
        ranked = [rerank(self._span_reader, q.text, hits) for q, hits in zip(parts, found, strict=True)]
        found = [self._in_force.newest_first(q, hits) for q, (_, hits) in zip(parts, ranked, strict=True)]
        readings = [self._read(part, read) for part, (read, _) in zip(parts, ranked, strict=True)]
        read = time.perf_counter()
        yield Stage.CHECK
        outcomes = [
            self._conclude(q, hits, units, self._favoured(q, history))
            for q, hits, units in zip(parts, found, readings, strict=True)
        ]
        answer = self._answer(asked, alone, outcomes, found)
        if self._writer:
            answer = yield from self._writer.improve(answer, history)
        if beyond:
            note = load("beyond").render(most=str(MOST), question=beyond[0].text, count=str(len(beyond)))
            answer = replace(answer, text=answer.text + note)
        if within is not None and answer.status is Status.REFUSED:
            answer = replace(answer, text=answer.text + load("refusal_in_scope").render(count=str(len(within))))
        answer = self._in_force.noted(disagreement.noted(answer, self.document))
        timings = {
            "retrieve": (retrieved - started) * 1000,
            "read": (read - retrieved) * 1000,
            "total": (time.perf_counter() - started) * 1000,
        }
        yield replace(answer, timings_ms=timings)

    def explain(self, question: str, history: Sequence[Turn] = ()) -> list[Explanation]:
        """How a question is understood, and where each passage stands on the way to an answer; one for each part."""
        return [
            explain(
                each,
                self._search(each, history, None, EXPLAINED),
                partial(rerank, self._span_reader, each.text),
            )
            for each in questions(question, self._standalone(question, history))[:MOST]
        ]

    def document(self, path: str) -> Document:
        """The whole parsed document.

        Raises:
            UserError: The index holds no document of this path.
        """
        return self._load(path)

    def documents(self) -> list[DocumentSummary]:
        """All documents of the index, by path."""
        return list(self._documents)

    def _declined(self, asked: str, reply: str, within: frozenset[str] | None) -> Answer:
        """The fixed reply to what no document answers; with the passages nearest to it, but for a mere courtesy."""
        started = time.perf_counter()
        hits = [] if reply in COURTESIES else self._retriever.search(asked, within=within)
        passages = tuple(self._passage(rank, hit) for rank, hit in enumerate(hits, 1))
        spent = (time.perf_counter() - started) * 1000
        timings = {"retrieve": spent, "read": 0.0, "total": spent}
        return Answer(asked, asked, Status.REFUSED, load(reply).render(), (), passages, timings_ms=timings)

    def _within(self, scope: Scope) -> frozenset[str] | None:
        """Paths of the documents in a scope; None for all."""
        if scope == Scope():
            return None
        within = frozenset(document.path for document in self._documents if scope.matches(document))
        if not within:
            raise UserError(f"没有符合所选范围（{scope}）的文件，请放宽范围后再问。")
        return within

    def _standalone(self, asked: str, history: Sequence[Turn]) -> str:
        before = " ".join(self.document(path).text for path in self._before(history))
        return standalone(asked, history, lambda word: word in before)

    def _search(
        self,
        question: Question,
        history: Sequence[Turn],
        within: frozenset[str] | None,
        count: int | None = None,
    ) -> list[Hit]:
        favoured = self._favoured(question, history)
        sought, akin = self._names.sought(question, favoured), self._kinship.gains(question)
        return self._retriever.search(question.text, count, favoured, within, sought, akin)

    def _favoured(self, question: Question, history: Sequence[Turn]) -> list[str]:
        """Paths of the documents that a question names; else of those that answered last."""
        return self._names.named(question) or self._before(history)

    def _before(self, history: Sequence[Turn]) -> list[str]:
        """Paths of the documents that last answered in a conversation, but for those that have left the index since."""
        last = next((turn.documents for turn in reversed(history) if turn.documents), ())
        return [path for path in last if path in self._fields]

    def _read(self, question: Question, passages: Sequence[Read]) -> list[Reading]:
        readings = self._reader.read(question, passages, self._titles, self._idf(question))
        return self._in_force.newest_first(question, readings)

    def _idf(self, question: Question) -> dict[str, float]:
        return {term: self._snapshot.lexical.idf(term) * weight for term, weight in question.emphasis.items()}

    def _conclude(
        self, question: Question, hits: Sequence[Hit], readings: Sequence[Reading], favoured: Sequence[str]
    ) -> Outcome:
        idf = self._idf(question)
        rows = picked(question, hits, self._snapshot.store.document_chunks, self._source, idf)
        if rows:
            return Outcome(question, Status.ANSWERED, rows, 1.0, note=broken_off(question, rows))
        return conclude(question, hits, readings, self.document, self._source, self._known, favoured, idf)

    def _answer(self, asked: str, alone: str, outcomes: Sequence[Outcome], found: Sequence[list[Hit]]) -> Answer:
        """Put the outcomes of a question's parts together."""
        answered = [outcome for outcome in outcomes if outcome.status is not Status.REFUSED]
        answered.sort(key=lambda outcome: outcome.status is not Status.CORRECTED)  # the opening speaks of the first
        corrected = any(outcome.status is Status.CORRECTED for outcome in answered)
        if answered:
            said = {(s.document.path, s.start, s.words): s for outcome in answered for s in outcome.statements}
            composed = compose(list(said.values()), "correction" if corrected else "lead_in", len(outcomes) > 1)
            open_parts = [outcome.question.text for outcome in outcomes if outcome not in answered]
            text = composed.text + "".join(outcome.note for outcome in answered)
            text += "".join(load("open_part").render(question=part) for part in open_parts)
            status = Status.CORRECTED if corrected else Status.ANSWERED
        else:
            composed, status = Composed("", ()), Status.REFUSED
            missing = [name for outcome in outcomes for name in outcome.missing]
            instead = [near for outcome in outcomes for near in outcome.instead]
            text = refusal(missing, instead, self._snapshot.store.mentions)
        passages = tuple(self._passage(rank, hit) for rank, hit in enumerate(_interleaved(found), 1))
        confidence = min((outcome.confidence for outcome in answered or outcomes), default=0.0)
        return Answer(asked, alone, status, text, composed.citations, passages, confidence)

    def _passage(self, rank: int, hit: Hit) -> Passage:
        fields = self._fields[hit.chunk.path]
        number, issuer = value(fields, FieldName.DOC_NUMBER), value(fields, FieldName.ISSUER)
        return Passage(rank, hit.chunk, hit.score, self._titles[hit.chunk.path], number, issuer, dated(fields))


def _readable(question: str) -> str:
    """A question without the blanks around it, and without half a character, as a broken terminal sends it.

    Raises:
        UserError: It is empty or far too long.
    """
    asked = question.encode(errors="ignore").decode().strip()
    if not asked:
        raise UserError("请输入问题。")
    if len(asked) > _LONGEST_QUESTION:
        raise UserError(f"问题超过 {_LONGEST_QUESTION} 字，请精简后再问。")
    return asked


def _writer(settings: LlmSettings, encoder: Encoder) -> Writer | None:
    """What puts answers into a language model's words; None, and nothing imported, where no model is set."""
    if not settings.is_set:
        return None
    from assistant.llm.writer import Writer

    return Writer.open(settings, encoder)


def _interleaved(found: Sequence[list[Hit]]) -> list[Hit]:
    """The parts' passages in turn, best first, each once."""
    kept: dict[str, Hit] = {}
    for hit in (hit for row in zip_longest(*found) for hit in row if hit is not None):
        kept.setdefault(hit.chunk.id, hit)
    return list(kept.values())
