"""``python -m assistant.query_adapter.training``: the map from questions written for passages to those passages.

A question's vector is to lie nearer to its passage's than to those of the passages that the encoder confuses with it
(InfoNCE; van den Oord et al. 2018, "Representation learning with contrastive predictive coding", equation 4). The
encoder itself is not trained, so every text is encoded once and the rest takes a minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from safetensors.numpy import save
from torch.nn import functional

from assistant.opening import open_index
from assistant.query_adapter.adapter import QueryAdapter
from assistant.settings import load_settings
from assistant.span_reader.training import official
from assistant.span_reader.training.written import WrittenQuestion, placed, read_written
from index.encoder import Encoder, Vectors
from index.snapshot import Snapshot

_EPOCHS = 8
_BATCH = 256
_RATE = 3e-4
_DECAY = 1e-2
_TEMPERATURE = 0.01
_NEAREST = 60  # passages that the encoder finds for a question, among which those that it confuses are drawn
_TOO_NEAR = 3  # of them are left out: some answer as well
_CONFUSED = 8  # drawn a question and batch
_STEP = 0.7  # of the move that is learnt: all of it gains less on documents unlike those of training
_TEXTS = 64  # encoded at a time
_MOST_RANK = 10  # beyond it a passage counts as not found

app = typer.Typer(add_completion=False, help="Train the query adapter.")


@app.command()
def main(
    index: Path,
    data: Annotated[Path, typer.Option(help="Folder with documents/.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    seed: int = 0,
) -> None:
    """Train on INDEX, built of the documents that ``assistant.span_reader.training documents`` writes."""
    snapshot, encoder = open_index(load_settings(index))
    documents = official.read_documents(data / "documents", official.COLLECTIONS)
    passages = snapshot.vectors.at(np.arange(snapshot.vectors.shape[0]))
    kept, aside = (
        _pairs(snapshot, encoder, read_written(), [d for d in documents if official.is_held_out(d) is held_out])
        for held_out in (False, True)
    )
    adapter = fit(*kept, passages, seed)
    for name, moved in (("encoder alone", aside[0]), ("adapted", adapter.moved(aside[0]))):
        typer.echo(f"{name}: mean reciprocal rank {reciprocal_rank(moved, aside[1], passages):.3f} of {len(moved)}")
    content = adapter_file(adapter)
    out.write_bytes(content)
    typer.echo(f"{len(kept[0])} questions, SHA-256 {hashlib.sha256(content).hexdigest()}")


def fit(queries: Vectors, answers: NDArray[np.int64], passages: Vectors, seed: int) -> QueryAdapter:
    """Learn the map.

    Args:
        queries: Vectors of questions, shape (questions, dimensions).
        answers: Position of each one's passage, shape (questions,).
        passages: Vectors of all passages, shape (passages, dimensions).
        seed: Of all choices.
    """
    chance = np.random.default_rng(seed)
    asked, places, texts = (torch.from_numpy(values) for values in (queries, answers, passages))
    nearest = torch.from_numpy(_nearest(queries, passages))
    weight = torch.zeros(queries.shape[1], queries.shape[1], requires_grad=True)
    bias = torch.zeros(queries.shape[1], requires_grad=True)
    optimizer = torch.optim.AdamW([weight, bias], lr=_RATE, weight_decay=_DECAY)
    batches = [batch for _ in range(_EPOCHS) for batch in _batches(chance.permutation(len(queries)))]
    for number, batch in enumerate(map(torch.from_numpy, batches)):
        optimizer.param_groups[0]["lr"] = _RATE * (1 - number / len(batches))
        drawn = torch.from_numpy(chance.integers(min(_TOO_NEAR, nearest.shape[1] - 1), nearest.shape[1], _CONFUSED))
        pool = torch.unique(torch.cat([places[batch], nearest[batch][:, drawn].reshape(-1)]))
        moved = functional.normalize(asked[batch] + asked[batch] @ weight.T + bias, dim=1)
        scores = moved @ texts[pool].T / _TEMPERATURE
        loss = functional.cross_entropy(scores, torch.searchsorted(pool, places[batch]))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return QueryAdapter(*(np.asarray(_STEP * values.detach().numpy(), np.float32) for values in (weight, bias)))


def adapter_file(adapter: QueryAdapter) -> bytes:
    """The file that ships: the map in half precision."""
    return save({"weight": adapter.weight.astype(np.float16), "bias": adapter.bias.astype(np.float16)})


def reciprocal_rank(queries: Vectors, answers: NDArray[np.int64], passages: Vectors) -> float:
    """Mean reciprocal rank of each question's passage among all; 0 for one beyond the tenth place."""
    ranks = []
    for batch in _batches(np.arange(len(queries))):
        scores = queries[batch] @ passages.T
        own = scores[np.arange(len(batch)), answers[batch]]
        ranks.append(1 + (scores > own[:, None]).sum(axis=1))
    found = np.concatenate(ranks)
    return float(np.mean(np.where(found <= _MOST_RANK, 1 / found, 0)))


def _nearest(queries: Vectors, passages: Vectors) -> NDArray[np.int64]:
    """Positions of the passages nearest to each question, nearest first."""
    count = min(_NEAREST, len(passages))
    rows = (queries[batch] @ passages.T for batch in _batches(np.arange(len(queries))))
    return np.concatenate([np.argsort(-scores, axis=1)[:, :count] for scores in rows])


def _batches(order: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]


def _pairs(
    snapshot: Snapshot,
    encoder: Encoder,
    questions: Sequence[WrittenQuestion],
    documents: Sequence[official.OfficialDocument],
) -> tuple[Vectors, NDArray[np.int64]]:
    """The vectors of the questions that their passages answer, and the positions of those passages."""
    store = snapshot.store
    positions = {
        chunk.id: position
        for path, found in store.positions().items()
        for chunk, position in zip(store.document_chunks(path), found, strict=True)
    }
    rows = [
        (asked.question, positions[chunk.id])
        for asked, chunk, answer in placed(questions, documents, snapshot)
        if answer
    ]
    texts = [question for question, _ in rows]
    vectors = [encoder.encode_queries(texts[i : i + _TEXTS]) for i in range(0, len(texts), _TEXTS)]
    return np.concatenate(vectors), np.array([position for _, position in rows], dtype=np.int64)


if __name__ == "__main__":
    app()
