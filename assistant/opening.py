"""The index and the encoder that it was built with, opened together: vectors of another encoder mean nothing."""

from __future__ import annotations

from assistant.settings import Settings
from index.encoder import Encoder, load_encoder
from index.errors import UserError
from index.snapshot import Snapshot, open_current


def open_index(settings: Settings) -> tuple[Snapshot, Encoder]:
    """Open the current snapshot and its encoder.

    Raises:
        UserError: There is no index, it is damaged, or it was built with another encoder.
    """
    snapshot = open_current(settings.index.dir)
    encoder = load_encoder(settings.embedding)
    if snapshot.manifest.encoder != encoder.name:
        raise UserError(
            f"索引由模型 {snapshot.manifest.encoder} 建立，与当前设置的 {encoder.name} 不同，"
            "请改回 embedding.model 或用 assistant index build 重新建立。"
        )
    return snapshot, encoder
