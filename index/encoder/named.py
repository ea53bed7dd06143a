"""Any encoder that sentence-transformers can load: a model's name on a hub, or a folder.

Runs on a GPU where there is one. Model code that comes with a model is never executed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.encoder import Progress, Vectors
from index.encoder.batches import encode_in_batches
from index.errors import UserError
from index.settings import EmbeddingSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_SAMPLE_BYTES = 1 << 20


class Prompts(NamedTuple):
    """Words put before a question and before a passage."""

    query: str
    passage: str


FAMILIES: tuple[tuple[re.Pattern[str], Prompts], ...] = (
    (
        re.compile(r"multilingual-e5-.*-instruct"),
        Prompts("Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ", ""),
    ),
    (re.compile(r"(multilingual-)?e5-(small|base|large)(-v2|-unsupervised)?"), Prompts("query: ", "passage: ")),
    (re.compile(r"bge-(small|base|large)-zh(-v1\.5)?"), Prompts("为这个句子生成表示以用于检索相关文章：", "")),
    (
        re.compile(r"bge-(small|base|large)-en(-v1\.5)?"),
        Prompts("Represent this sentence for searching relevant passages: ", ""),
    ),
    (re.compile(r"bge-m3"), Prompts("", "")),
)
"""What the model cards of well-known families ask for, where the model's own files do not say it.

The whole last part of the model's name is compared, without regard to case. All others (Qwen3-Embedding, gte, ...)
get the prompts of their own ``config_sentence_transformers.json``, or none.
"""


class NamedEncoder:
    """The encoder of any ``embedding.model`` but ``bundled``."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        """Load the model, from the disk where it lies there.

        Raises:
            UserError: There is no such model or folder, or it cannot be read.
        """
        self._model = _load(settings.model)
        if settings.threads:
            import torch

            torch.set_num_threads(settings.threads)
        usual = _prompts(settings.model, self._model)
        self._query_prompt = usual.query if settings.query_prompt is None else settings.query_prompt
        self._passage_prompt = usual.passage if settings.passage_prompt is None else settings.passage_prompt
        self._batch_size = settings.batch_size
        self._identity = _identity(settings.model, self._model)

    @property
    def name(self) -> str:
        """The model, its revision on the hub or its content, and the passage prompt."""
        return f"{self._identity} {self._passage_prompt!r}" if self._passage_prompt else self._identity

    @property
    def dimensions(self) -> int:
        """Length of a vector, as the model declares it."""
        return self._model.get_embedding_dimension() or 0

    @property
    def sentence_transformer(self) -> SentenceTransformer:
        """The model itself."""
        return self._model

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode passages; what goes beyond the model's length is cut there."""
        return encode_in_batches(self._model, texts, self._passage_prompt, self._batch_size, self.dimensions, progress)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions."""
        return encode_in_batches(self._model, texts, self._query_prompt, self._batch_size, self.dimensions)


def _load(name: str) -> SentenceTransformer:
    """Load a folder or a hub's model on the best device.

    A name that is neither a folder nor a hub's ``owner/model`` is refused at once; a folder without the
    files of a model would otherwise be looked up on the hub, with a confusing answer.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    folder = Path(name).expanduser()
    way_out = "请把模型文件夹的路径填入设置项 embedding.model，或改用内置模型 bundled。"
    if not folder.is_dir() and not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        raise UserError(f"找不到向量模型文件夹 {name}，{way_out}")
    if folder.is_dir() and not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise UserError(f"文件夹 {name} 里没有向量模型（缺少 config.json），{way_out}")
    try:
        return SentenceTransformer(
            str(folder) if folder.is_dir() else name, device="cuda" if torch.cuda.is_available() else "cpu"
        )
    except (OSError, ValueError, RuntimeError) as error:
        where = "读取失败，文件可能不完整" if folder.is_dir() else "本机没有，也无法从模型站下载"
        raise UserError(f"向量模型 {name} {where}：{way_out}") from error


def _prompts(name: str, model: SentenceTransformer) -> Prompts:
    """Choose the prompts: the family's, else those of the model's own configuration, else none."""
    last_part = re.split(r"[/\\]", name.rstrip("/\\"))[-1].lower()
    for pattern, prompts in FAMILIES:
        if pattern.fullmatch(last_part):
            return prompts
    own = {key: value for key, value in model.prompts.items() if value}
    passage = next((own[key] for key in ("document", "passage", "corpus") if key in own), "")
    return Prompts(own.get("query", ""), passage)


def _identity(name: str, model: SentenceTransformer) -> str:
    """Name the weights: a hub's model by its commit, a folder by its content, wherever it lies."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return f"{folder.resolve().name}@{_fingerprint(folder)}"
    commit = getattr(getattr(model[0], "model", None), "config", None)
    revision = getattr(commit, "_commit_hash", None)
    return f"{name}@{revision[:12]}" if revision else name


def _fingerprint(folder: Path) -> str:
    """Hash the names, sizes and samples of a model's files: whole gigabytes would take too long at every start."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            for start in sorted({0, size // 2, max(0, size - _SAMPLE_BYTES)}):
                file.seek(start)
                digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:12]
