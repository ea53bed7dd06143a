"""Settings of the index: which encoder, how long a chunk, where the snapshot lies. Unknown keys are refused."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

BUNDLED_MODEL = "bundled"
"""The multilingual-e5-small that comes with the installed packages: no download, CPU only."""


class Section(BaseModel):
    """A part of the settings file; a misspelt key is an error, not a silent default."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbeddingSettings(Section):
    """The sentence encoder.

    Attributes:
        model: ``bundled``, a model's name on a hub (``BAAI/bge-m3``) or a folder.
        query_prompt: Words put before a question; None: what the model is known to want.
        passage_prompt: Words put before a passage; None: what the model is known to want.
        threads: CPU threads; 0: all cores.
        batch_size: Passages encoded at once.
    """

    model: str = BUNDLED_MODEL
    query_prompt: str | None = None
    passage_prompt: str | None = None
    threads: int = Field(default=0, ge=0)
    batch_size: int = Field(default=16, ge=1)


class ChunkSettings(Section):
    """How documents are cut. Lengths are in characters."""

    size: int = Field(default=320, ge=80, le=2000)


class IndexSettings(Section):
    """Where the index lies, and what may go into it. Sizes are in bytes.

    Attributes:
        uploads: Folder of the files that came by the web page, always part of what the index mirrors; None: a folder
            beside the index that bears its name, so that no other index takes them in.
    """

    dir: Path = Path("var/index")
    max_file_bytes: int = Field(default=50_000_000, ge=1)
    uploads: Path | None = None

    @property
    def uploads_dir(self) -> Path:
        """The folder of the uploaded files, whether it exists yet or not."""
        return self.uploads or self.dir.with_name(f"{self.dir.name}-uploads")
