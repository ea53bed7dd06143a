"""Where a run's figures come from: code, settings, prompts, index, questions, machine.

A run goes on where it stopped only if all that can change an answer is as it was: the settings, the prompts, the
index, the questions, and the code that answers. What draws pages, drafts replies or sums up figures may change
meanwhile: figures are computed anew from the records. No user or host name of the machine is recorded, nor the folders
of its index and pages.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

RUN_FILE = "run.json"
_ROOT = Path(__file__).resolve().parent.parent
_ANSWERING = ("assistant/**/*", "index/**/*", "eval/asking.py", "eval/ablation.py", "eval/peer*.py")
_NOT_ANSWERING = ("assistant/page/", "assistant/draft/", "assistant/cli.py", "assistant/feedback.py")
_LIBRARIES = (
    "bm25s",
    "faiss-cpu",
    "haystack-ai",
    "ir_measures",
    "langchain-text-splitters",
    "llama-index-core",
    "numpy",
    "onnxruntime",
    "rjieba",
    "scipy",
    "sentence-transformers",
    "torch",
    "transformers",
)
_NO_EFFECT_ON_ANSWERS = frozenset({"drafting", "eval", "index", "judge", "server"})
_NO_EFFECT_ON_CONTENT = frozenset({"created"})
_NOT_RECORDED = frozenset({"roots"})  # folders of this machine
_TOLD = {
    "code_sha256": "代码",
    "settings_sha256": "设置",
    "prompts_sha256": "用语",
    "manifest_sha256": "索引",
    "questions_sha256": "题目",
}
"""What must not change while a run goes on, as people are told."""


class Provenance(BaseModel):
    """All that could explain a figure.

    Attributes:
        date: When the run began, UTC.
        git_revision: Of the checkout, with ``+changes`` where it has uncommitted ones; None outside a checkout.
        code_sha256: Of the files that answer: program, word lists and models of the packages, without the pages.
        settings: Those that can change an answer; what the index was built with stands in its manifest.
        manifest_sha256: Of the index's manifest without the date of its build.
        supplements: What pins down the figures of each supplement; they change no answer.
    """

    model_config = ConfigDict(frozen=True)

    date: str
    git_revision: str | None
    code_sha256: str
    settings: dict[str, Any]
    settings_sha256: str
    prompts_sha256: dict[str, str]
    manifest: dict[str, Any]
    manifest_sha256: str
    questions: str
    questions_sha256: str
    machine: dict[str, Any]
    supplements: dict[str, dict[str, Any]] = {}

    @classmethod
    def of_run(cls, folder: Path) -> Provenance | None:
        """Read that of a run from its folder; None where it is missing or not in today's form."""
        try:
            return cls.model_validate_json((folder / RUN_FILE).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError):
            return None

    def changed_since(self, before: Provenance) -> list[str]:
        """Name in Chinese what can change an answer and is not as it was."""
        return [told for name, told in _TOLD.items() if getattr(self, name) != getattr(before, name)]


def trace(
    settings: BaseModel,
    manifest: Mapping[str, Any],
    questions: str,
    questions_sha256: str,
    supplements: Mapping[str, Mapping[str, Any]] | None = None,
) -> Provenance:
    """Return where the figures of a run that begins now will come from.

    Args:
        settings: Those the assistant was opened with.
        manifest: Of the index snapshot.
        questions: Name of the question file.
        questions_sha256: Of its bytes.
        supplements: What pins down the figures of each supplement.
    """
    known_settings = settings.model_dump(mode="json", exclude=set(_NO_EFFECT_ON_ANSWERS))
    told = {key: value for key, value in manifest.items() if key not in _NOT_RECORDED}
    known_manifest = json.loads(json.dumps(told, default=str))
    return Provenance(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        git_revision=_git_revision(),
        code_sha256=_code_sha256(),
        settings=known_settings,
        settings_sha256=sha256_of(known_settings),
        prompts_sha256=_prompts_sha256(),
        manifest=known_manifest,
        manifest_sha256=sha256_of({key: known_manifest[key] for key in known_manifest.keys() - _NO_EFFECT_ON_CONTENT}),
        questions=questions,
        questions_sha256=questions_sha256,
        machine=_machine(),
        supplements={name: dict(pinned) for name, pinned in (supplements or {}).items()},
    )


def sha256_of(value: object) -> str:
    """Return the hash of a JSON value, independent of the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _git_revision() -> str | None:
    git = shutil.which("git")
    if git is None or not (_ROOT / ".git").exists():
        return None
    revision = _git_says(git, "rev-parse", "HEAD")
    if not revision:
        return None
    return revision + ("+changes" if _git_says(git, "status", "--porcelain", "--untracked-files=no") else "")


def _git_says(git: str, *words: str) -> str:
    done = subprocess.run([git, *words], cwd=_ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() if done.returncode == 0 else ""


@cache  # the code of this process is the code it started with
def _code_sha256() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in _ANSWERING for path in _ROOT.glob(pattern)}):
        name = path.relative_to(_ROOT).as_posix()
        if path.is_file() and path.suffix != ".pyc" and not name.startswith(_NOT_ANSWERING):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _prompts_sha256() -> dict[str, str]:
    files = sorted(resources.files("prompts").iterdir(), key=lambda file: file.name)
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.is_file() and not file.name.endswith((".py", ".pyc"))
    }


def _machine() -> dict[str, Any]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": cores,
        "python": platform.python_version(),
        "libraries": {name: version for name in _LIBRARIES if (version := _version(name))},
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
