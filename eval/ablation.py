"""The assistant with parts changed, and its peers, on the same questions, in one table; its steps in another.

Every variant is a full evaluation run in a folder of its own, compared with the assistant as it is set; a variant that
was already run on the same code, index and questions is not run again. Nothing here decides which variant is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from assistant.engine import Assistant
from assistant.settings import Settings
from eval.ablation_table import SHOWN, VariantResult, table_of_variants
from eval.compare import compare
from eval.metrics import METRICS
from eval.peers import PEERS, PeerSystem, check_peers
from eval.provenance import RUN_FILE, Provenance
from eval.question_file import load_questions
from eval.run import evaluate
from eval.steps import table_of_steps
from eval.system import System
from eval.terminal import shown
from index.build import build_index
from index.encoder import Encoder, load_encoder
from index.snapshot import open_current

CHUNK_SIZES = (200, 500)
ALL_PEERS = tuple(PEERS)
OWN_PEERS = ("plain",)
"""Those that need no further package."""
TABLE_FILE = "ablation.md"
FIGURES_FILE = "ablation.json"
_BASE = "fusion"
_INDEX = "index"


class _VariantSettings(BaseModel):
    """What a variant's run is recorded with: its name keeps runs of peers apart from those of the assistant."""

    variant: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class _Indexed:
    """Documents and where their indexes lie: one for each chunk size, so that none is embedded twice."""

    documents: Sequence[Path]
    folder: Path
    encoder: Encoder

    def assistant(self, settings: Settings) -> Assistant:
        """Open the assistant on the index of its chunk size, built where it is not yet."""
        size = settings.chunk.size
        build_index(self.documents, self.folder / str(size), self.encoder, size, settings.index.max_file_bytes)
        return Assistant(open_current(self.folder / str(size)), self.encoder, settings)


@dataclass(frozen=True, slots=True)
class _Variant:
    name: str
    label: str
    system: System
    settings: Settings


def run_ablations(
    questions: Path,
    documents: Sequence[Path],
    out: Path,
    *,
    settings: Settings,
    chunk_sizes: Sequence[int] = CHUNK_SIZES,
    peers: Sequence[str] = OWN_PEERS,
    table: Path | None = None,
    echo: Callable[[str], None] = print,
    complain: Callable[[str], None] = print,
) -> list[VariantResult]:
    """Run all variants and write their table.

    Args:
        questions: JSONL file in the shape of the contract.
        documents: Files and folders to index; the indexes are built below ``out`` and no other is touched.
        out: Gets a folder for each variant, one for the indexes, ``ablation.md`` and ``ablation.json``.
        settings: The assistant as it is set.
        chunk_sizes: Further chunk sizes, in characters.
        peers: Names out of ``PEERS``.
        table: Gets the table too, for the docs.
        echo: Takes each line for the terminal.
        complain: Takes the reason of each question that is refused, once.

    Raises:
        UserError: The questions or documents cannot be used, or a peer is unknown or not installed.
    """
    check_peers(peers)
    indexed = _Indexed(documents, out / _INDEX, load_encoder(settings.embedding))
    whole = indexed.assistant(settings)
    results: list[VariantResult] = []
    for variant in _variants(whole, indexed, settings, chunk_sizes, peers):
        echo(f"正在评测：{variant.label}")
        results.append(_result(variant, questions, out, echo, complain))
    provenance = Provenance.model_validate_json((out / _BASE / RUN_FILE).read_text(encoding="utf-8"))
    echo("正在对照：逐步增加的做法")
    asked = load_questions(
        questions, (document.path for document in whole.documents()), lambda path: whole.document(path).text
    )
    steps = table_of_steps(asked.questions, whole, settings)
    text = f"{table_of_variants(results, provenance)}\n{steps}\n"
    for path in (out / TABLE_FILE, *([table] if table else [])):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    figures = {result.name: {name: at.model_dump() for name, at in result.metrics.items()} for result in results}
    (out / FIGURES_FILE).write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    echo(text)
    return results


def _variants(
    whole: Assistant, indexed: _Indexed, settings: Settings, chunk_sizes: Sequence[int], peers: Sequence[str]
) -> Iterator[_Variant]:
    """Yield the variants, each made only when it is asked for; the first is the assistant as it is set."""
    yield _Variant(_BASE, "融合（现行设置）", whole, settings)
    for name, label, weight in (("dense", "只用向量", 1.0), ("bm25", "只用 BM25", 0.0)):
        retrieval = settings.retrieval.model_copy(update={"dense_weight": weight})
        weighted = settings.model_copy(update={"retrieval": retrieval})
        yield _Variant(name, label, Assistant(whole.snapshot, indexed.encoder, weighted), weighted)
    for name in peers:
        peer = PeerSystem(name, whole, indexed.encoder, settings.retrieval.passages)
        yield _Variant(name, PEERS[name][0], peer, settings)
    for size in chunk_sizes:
        cut = settings.model_copy(update={"chunk": settings.chunk.model_copy(update={"size": size})})
        yield _Variant(f"chunk-{size}", f"分段 {size} 字", indexed.assistant(cut), cut)


def _result(
    variant: _Variant, questions: Path, out: Path, echo: Callable[[str], None], complain: Callable[[str], None]
) -> VariantResult:
    recorded = _VariantSettings(variant=variant.name, settings=variant.settings)
    folder = out / variant.name
    base = variant.name == _BASE
    told = complain if base else _silently
    outcome = evaluate(variant.system, questions, folder, settings=recorded, reuse=True, echo=_silently, complain=told)
    differences = None if base else compare(out / _BASE, folder).differences
    figures = "，".join(f"{METRICS[name].label} {shown(name, outcome.summary.metrics[name].value)}" for name in SHOWN)
    echo(f"  {figures}")
    metrics = outcome.summary.metrics
    return VariantResult(variant.name, variant.label, metrics, outcome.refused, differences)


def _silently(_: str) -> None:
    """Pass over what the first variant has told already."""
