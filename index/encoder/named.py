"""Any encoder that sentence-transformers can load: a model's name on a hub, or a folder.

Runs on a GPU where there is one. Model code that comes with a model is never executed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from safetensors import SafetensorError

from index.encoder import Progress, Vectors
from index.encoder.batches import encode_in_batches
from index.errors import UserError
from index.settings import EmbeddingSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError)
_PASSAGE_KEYS = ("document", "passage", "corpus")
_SAMPLE_BYTES = 1 << 20
_HUB_SECONDS = 10.0
_HUB_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*")
_WAY_OUT = "请把模型文件夹的路径填入设置项 embedding.model，或改用内置模型 bundled。"


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
        usual = prompts_for(settings.model, self._model.prompts)
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
    """Load a folder, a model downloaded before, or else one from the hub.

    A folder that holds no model is refused here: the library would look its name up on the hub.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
            raise UserError(f"文件夹 {name} 里没有向量模型（缺少 config.json），{_WAY_OUT}")
        try:
            return _open(str(folder), local_only=True)
        except _UNREADABLE as error:
            raise UserError(f"文件夹 {name} 里的向量模型读不出来，文件可能不完整，{_WAY_OUT}") from error
    if not _HUB_NAME.fullmatch(name):
        raise UserError(f"找不到向量模型文件夹 {name}，{_WAY_OUT}")
    try:
        return _open(name, local_only=True)
    except (OSError, ValueError):
        return _download(name)


def _download(name: str) -> SentenceTransformer:
    """Fetch a model from the hub, after one short question whether it has it: the library retries for over a minute."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # of httpx or httpx2, whichever it uses

    try:
        HfApi().model_info(name, timeout=_HUB_SECONDS)
        return _open(name, local_only=False)
    except (*_UNREADABLE, HTTPError) as error:
        raise UserError(f"本机没有向量模型 {name}，也无法从模型站下载，{_WAY_OUT}") from error


def _open(name: str, *, local_only: bool) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(name, device="cuda" if torch.cuda.is_available() else "cpu", local_files_only=local_only)


def prompts_for(name: str, configured: Mapping[str, str | None]) -> Prompts:
    """Choose the prompts of a model: its family's, else those of its own configuration, else none.

    Args:
        name: A hub's name or a folder; its last part tells the family.
        configured: The prompts of the model's own configuration, by their names there.
    """
    last_part = re.split(r"[/\\]", name.rstrip("/\\"))[-1].lower()
    for pattern, prompts in FAMILIES:
        if pattern.fullmatch(last_part):
            return prompts
    passage = next((prompt for key in _PASSAGE_KEYS if (prompt := configured.get(key))), "")
    return Prompts(configured.get("query") or "", passage)


def _identity(name: str, model: SentenceTransformer) -> str:
    """Name the weights: a hub's model by its commit, a folder by its content, wherever it lies."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return f"{folder.resolve().name}@{_fingerprint(folder)}"
    config = getattr(getattr(model[0], "model", None), "config", None)
    revision = getattr(config, "_commit_hash", None)
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
