"""``python -m assistant.span_reader.training``: documents, prepare, hold-out, train, export, measure, judge, rank."""

from __future__ import annotations

import logging
import random
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer

from assistant.opening import open_index, open_retriever
from assistant.retrieve import Retriever
from assistant.settings import load_settings
from assistant.span_reader.training import examples as sets
from assistant.span_reader.training import official
from assistant.span_reader.training.calibrate import features, fit
from assistant.span_reader.training.data import Example, read_examples, write_examples
from assistant.span_reader.training.evaluate import area_under_curve, measure_spans, relevances
from assistant.span_reader.training.export import export, open_reader, set_calibration
from assistant.span_reader.training.mining import Miner
from assistant.span_reader.training.ranking import answerability, collect, reciprocal_rank
from assistant.span_reader.training.train import Recipe, train
from assistant.span_reader.training.written import (
    APART,
    judged_examples,
    read_written,
    write_documents,
    written_examples,
)
from index.encoder import Encoder
from index.snapshot import Snapshot

app = typer.Typer(add_completion=False, help="Train the span reader.")
_MINED_FROM = 15000  # official passages at most: all of them would take an hour to embed
_MINED = 0.6  # share of the written questions that also get a passage that retrieval confuses with theirs
_SHARE_AGAIN = 0.2  # examples of the other kinds among the written ones, by their number

Data = Annotated[Path, typer.Option(help="Folder with reading/ and documents/.")]
Work = Annotated[Path, typer.Option(help="Folder for examples, checkpoint and weights.")]


@app.command(name="documents")
def documents_command(data: Data, work: Work) -> None:
    """Write the documents that written questions are about into WORK/documents, for `assistant index build`."""
    found = official.read_documents(data / "documents", official.COLLECTIONS)
    typer.echo(f"{write_documents(found, read_written(), work / 'documents')} documents")


@app.command()
def prepare(data: Data, work: Work, index: Path, dense: bool = False, seed: int = 5) -> None:
    """Write the training examples, written questions last; INDEX is of WORK/documents; --dense mines with the encoder.

    The last examples are learnt while the rate falls: they are the likest to what the assistant reads.
    """
    work.mkdir(parents=True, exist_ok=True)
    snapshot, encoder, retriever = _opened(index)
    mining_encoder = encoder if dense else None
    documents = official.read_documents(data / "documents")
    chance = random.Random(seed)  # noqa: S311 - choices to be repeated, not secrets
    windows = sets.official_passages(documents, held_out=False)
    official_miner = Miner(chance.sample(windows, min(_MINED_FROM, len(windows))), mining_encoder)
    reading = sets.training_questions(data / "reading")
    reading_miner = Miner(sets.reading_passages(reading), mining_encoder)
    made = sets.examples(reading, reading_miner, 0.35, 0.15, seed)
    made += sets.examples(sets.official_questions(documents, False, seed), official_miner, 0.5, 0.15, seed + 1)
    chance.shuffle(made)
    asked_about = official.read_documents(data / "documents", official.COLLECTIONS)
    written = written_examples(read_written(), asked_about, snapshot, retriever, _MINED, seed)
    again = int(len(written) * _SHARE_AGAIN)
    last = made[len(made) - again :] + written
    chance.shuffle(last)
    typer.echo(f"{write_examples(work / 'train.jsonl', made[: len(made) - again] + last)} examples to train on")


@app.command()
def hold_out(data: Data, work: Work, seed: int = 5) -> None:
    """Write the examples that calibrate and measure, of what is never trained on; negatives are mined there too."""
    work.mkdir(parents=True, exist_ok=True)
    documents = official.read_documents(data / "documents")
    kept = sets.held_out_questions(data / "reading")
    made = sets.examples(kept, Miner(sets.reading_passages(kept)), 0.8, 0.2, seed)
    asked = sets.official_questions(documents, True, seed)
    made += sets.examples(asked, Miner(sets.official_passages(documents, held_out=True)), 0.8, 0.2, seed)
    random.Random(seed).shuffle(made)  # noqa: S311 - choices to be repeated, not secrets
    typer.echo(f"{write_examples(work / 'held_out.jsonl', made)} examples held out")


@app.command(name="train")
def train_command(
    work: Work,
    steps: int = 0,
    cooldown: int = 500,
    batch_size: int = 8,
    layer_rate: float = 1e-4,
    frozen_layers: int = 0,
    seed: int = 5,
    threads: int = 0,
) -> None:
    """Train, or go on training, from the checkpoint in the work folder; SIGTERM stops after the step under way."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    recipe = Recipe(
        steps=steps,
        cooldown=cooldown,
        batch_size=batch_size,
        layer_rate=layer_rate,
        frozen_layers=frozen_layers,
        seed=seed,
        threads=threads,
    )
    train(read_examples(work / "train.jsonl"), work / "checkpoint.pt", recipe)


@app.command(name="export")
def export_command(work: Work, calibrate_on: int = 800) -> None:
    """Write reader.safetensors from the checkpoint, calibrated on half of the held-out examples."""
    path = work / "reader.safetensors"
    export(work / "checkpoint.pt", path)
    chosen = _held_out(work)[0::2][:calibrate_on]
    with TemporaryDirectory(prefix="span-reader-") as folder:
        values = features(open_reader(path, Path(folder)), chosen)
    calibration = fit(values, np.array([example.start >= 0 for example in chosen]))
    typer.echo(f"calibration {calibration.tolist()}, SHA-256 {set_calibration(path, calibration)}")


@app.command()
def measure(data: Data, work: Work, questions: int = 400, seed: int = 5) -> None:
    """Measure reader.safetensors on held-out questions."""
    documents = official.read_documents(data / "documents")
    chance = random.Random(seed)  # noqa: S311 - choices to be repeated, not secrets
    with TemporaryDirectory(prefix="span-reader-") as folder:
        reader = open_reader(work / "reader.safetensors", Path(folder))
        for name, items in (
            ("CMRC", sets.held_out_questions(data / "reading")),
            ("official", sets.official_questions(documents, True, seed)),
        ):
            chosen = chance.sample(items, min(questions, len(items)))
            typer.echo(f"{name}: {asdict(measure_spans(reader, chosen))}")
        aside = _held_out(work)[1::2][: 2 * questions]
        labels = np.array([example.start >= 0 for example in aside])
        typer.echo(f"relevance: area under the curve {area_under_curve(relevances(reader, aside), labels):.3f}")


@app.command()
def judge(data: Data, work: Work, index: Path) -> None:
    """Measure reader.safetensors on the requests kept apart; INDEX is of WORK/documents."""
    documents = official.read_documents(data / "documents", official.COLLECTIONS)
    made = judged_examples(read_written(APART), documents, _opened(index)[0])
    with TemporaryDirectory(prefix="span-reader-") as folder:
        values = relevances(open_reader(work / "reader.safetensors", Path(folder)), made)
    labels = np.array([example.start >= 0 for example in made])
    typer.echo(
        f"{labels.sum()} of {len(labels)} passages answer, area under the curve {area_under_curve(values, labels):.3f}"
    )


@app.command()
def rank(work: Work, index: Path, questions: Path) -> None:
    """Measure reranking and answerability on questions about an index."""
    *_, retriever = _opened(index)
    with TemporaryDirectory(prefix="span-reader-") as folder:
        found = collect(retriever, open_reader(work / "reader.safetensors", Path(folder)), questions)
    for weight in (0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 100.0):
        typer.echo(f"weight {weight:5.1f}: mean reciprocal rank {reciprocal_rank(found, weight):.3f}")
    typer.echo(f"answerable or not: area under the curve {answerability(found):.3f}")


def _opened(index: Path) -> tuple[Snapshot, Encoder, Retriever]:
    settings = load_settings(index)
    snapshot, encoder = open_index(settings)
    return snapshot, encoder, open_retriever(snapshot, encoder, settings)


def _held_out(work: Path) -> list[Example]:
    return read_examples(work / "held_out.jsonl")


if __name__ == "__main__":
    app()
