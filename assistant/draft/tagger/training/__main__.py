"""``python -m assistant.draft.tagger.training``: train and measure."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from assistant.draft.tagger.model import RequestTagger
from assistant.draft.tagger.training.bodies import LabelledBody, read_bodies
from assistant.draft.tagger.training.train import Recipe, open_weights, train, write_weights

_ALIKE = 0.6

app = typer.Typer(add_completion=False, help="Train the request tagger.")

Weights = Annotated[Path, typer.Option(help="The file of weights.")]
Groups = Annotated[list[int] | None, typer.Option(help="Groups of bodies.")]


@app.command(name="train")
def train_command(weights: Weights, leave_out: Groups = None, epochs: int = 4, seed: int = 1) -> None:
    """Train on all labelled bodies but those of some groups, and write the weights; prints their SHA-256."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    bodies = [body for body in read_bodies() if body.group not in (leave_out or [])]
    typer.echo(write_weights(train(bodies, Recipe(epochs=epochs, seed=seed)), weights))


@app.command()
def measure(weights: Weights, group: Groups = None) -> None:
    """Measure weights on the bodies of some groups, a line each: requests found and too many, bodies right."""
    bodies = read_bodies()
    with TemporaryDirectory(prefix="request-tagger-") as folder:
        tagger = open_weights(weights, Path(folder))
        for number in group or sorted({body.group for body in bodies}):
            typer.echo(f"group {number}: {_measured(tagger, [b for b in bodies if b.group == number])}")


def _measured(tagger: RequestTagger, bodies: list[LabelledBody]) -> str:
    found = wanted = extra = right = 0
    for labelled in bodies:
        given, asked = tagger.requests(labelled.body), labelled.requests
        hit = sum(any(_same(one, other) for one in given) for other in asked)
        more = sum(not any(_same(one, other) for other in asked) for one in given)
        found, wanted, extra = found + hit, wanted + len(asked), extra + more
        right += hit == len(asked) and not more
    return f"{found} of {wanted} found, {extra} too many, {right} of {len(bodies)} bodies right"


def _same(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two stretches are the same request: what they share, against what they hold together."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= _ALIKE * (one[1] - one[0] + other[1] - other[0])


if __name__ == "__main__":
    app()
