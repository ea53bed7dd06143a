"""Peers over the same documents: true offsets, plain answers, libraries that may be missing."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest
from eval_fakes import TEXTS, CharacterEncoder, FakeSystem

from assistant.schema import Status, Turn
from eval.peers import PEERS, PeerSystem
from index.errors import UserError


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_finds_and_cites_words_of_the_documents(name: str) -> None:
    if name != "plain":
        pytest.importorskip({"llama-index": "llama_index.core", "haystack": "haystack"}[name], reason="extra peers")
    peer = PeerSystem(name, FakeSystem({}), CharacterEncoder(), 12)
    answer = peer.ask("改造老旧小区多少个？", (Turn("不相干", "不相干"),))
    assert answer.status is Status.ANSWERED
    assert [passage.rank for passage in answer.passages] == [1, 2]
    assert answer.passages[0].chunk.path == "乙.txt"
    for passage in answer.passages:
        assert TEXTS[passage.chunk.path][passage.chunk.start : passage.chunk.end] == passage.chunk.text
    assert answer.citations[0].quote == "截至2024年5月，改造老旧小区 120 个，惠及 8 万户。"
    for citation in answer.citations:
        assert TEXTS[citation.document][citation.start : citation.end] == citation.quote
    assert answer.text.startswith("截至2024年5月，改造老旧小区 120 个，惠及 8 万户。[1]")


def test_an_unknown_peer_is_refused() -> None:
    with pytest.raises(UserError, match="plain、llama-index、haystack"):
        PeerSystem("other", FakeSystem({}), CharacterEncoder(), 12)


def test_a_missing_library_is_said_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("llama_index"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.delitem(sys.modules, "eval.peer_llama_index", raising=False)
    with pytest.raises(UserError, match=r"pip install -e '\.\[peers\]'"):
        PeerSystem("llama-index", FakeSystem({}), CharacterEncoder(), 12)
