"""Where a run's figures come from: code, settings, prompts, index, questions, machine.

The fingerprint is what two runs must share for the one to go on where the other stopped. No user, host or folder
name of the machine is recorded.
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

from pydantic import BaseModel, ConfigDict

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("assistant", "index", "prompts", "eval")
_LIBRARIES = (
    "bm25s",
    "faiss-cpu",
    "ir_measures",
    "numpy",
    "onnxruntime",
    "rjieba",
    "scipy",
    "sentence-transformers",
    "torch",
    "transformers",
)
_NO_EFFECT_ON_ANSWERS = frozenset({"eval", "judge", "server"})
_NO_EFFECT_ON_CONTENT = frozenset({"created"})


class Provenance(BaseModel):
    """All that could explain a figure.

    Attributes:
        date: When the run began, UTC.
        git_revision: Of the checkout, with ``+changes`` where it has uncommitted ones; None outside a checkout.
        code_sha256: Of the sources of the four packages, so that changed code is never taken for the same.
        settings_sha256: Of the settings that can change an answer.
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

    @property
    def fingerprint(self) -> str:
        """Hash of everything that can change an answer or its score."""
        return sha256_of(
            [self.code_sha256, self.settings_sha256, self.prompts_sha256, self.manifest_sha256, self.questions_sha256]
        )


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
    dumped = settings.model_dump(mode="json")
    known_manifest = json.loads(json.dumps(dict(manifest), default=str))
    return Provenance(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        git_revision=_git_revision(),
        code_sha256=_code_sha256(),
        settings=dumped,
        settings_sha256=sha256_of({key: dumped[key] for key in dumped if key not in _NO_EFFECT_ON_ANSWERS}),
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
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*.py")):
            digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
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
