"""A chat model from a folder: a tiny one, made here, with random weights and a tokenizer of single characters."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from assistant.llm.chat import LlmError, open_model
from assistant.llm.local import LocalModel
from assistant.settings import LlmSettings
from index.errors import UserError

CHARACTERS = "问答共十二项一二三四五六七八九〇。，：[]0123456789"
TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}答："
MESSAGES = [{"role": "system", "content": "问"}, {"role": "user", "content": "共十二项。"}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("tiny-chat")
    words = {character: n for n, character in enumerate(["<end>", "<unknown>", *dict.fromkeys(CHARACTERS)])}
    core = Tokenizer(WordLevel(words, unk_token="<unknown>"))  # noqa: S106 - no password
    core.pre_tokenizer = Split("", "isolated")
    core.decoder = decoders.Fuse()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=core, eos_token="<end>", unk_token="<unknown>")  # noqa: S106
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(target)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        bos_token_id=None,
        eos_token_id=0,
        pad_token_id=0,
    )
    model = LlamaForCausalLM(config)
    assert model.num_parameters() < 5_000
    model.save_pretrained(target)
    return target


def test_it_continues_a_conversation_in_pieces(folder: Path) -> None:
    model = open_model(LlmSettings(path=folder))
    assert isinstance(model, LocalModel)
    assert model.name == folder.name
    text = "".join(model.stream(MESSAGES, 12))
    assert text
    assert set(text) <= set(CHARACTERS)
    assert text == "".join(model.stream(MESSAGES, 12))  # nothing is drawn by chance


def test_many_ask_at_once(folder: Path) -> None:
    model = LocalModel.open(folder, 30)
    alone = "".join(model.stream(MESSAGES, 12))
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append("".join(model.stream(MESSAGES, 12)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4


def test_who_gives_up_lets_the_next_one_in(folder: Path) -> None:
    model = LocalModel.open(folder, 30)
    begun = model.stream(MESSAGES, 400)
    next(begun)
    begun.close()  # type: ignore[attr-defined]
    assert "".join(model.stream(MESSAGES, 4))


def test_a_busy_model_is_not_waited_for_beyond_the_time_limit(folder: Path) -> None:
    model = LocalModel.open(folder, 0.2)
    begun = model.stream(MESSAGES, 400)
    next(begun)
    with pytest.raises(LlmError, match="正忙"):
        list(model.stream(MESSAGES, 4))
    begun.close()  # type: ignore[attr-defined]


def test_a_failure_while_it_runs_is_an_error_of_the_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = LocalModel.open(folder, 30)

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(LlamaForCausalLM, "generate", breaks)
    with pytest.raises(LlmError, match="RuntimeError"):
        list(model.stream(MESSAGES, 4))


def test_weights_that_were_not_copied_whole(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "cut")
    weights = tmp_path / "cut" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(UserError, match=r"llm\.path"):
        open_model(LlmSettings(path=tmp_path / "cut"))


def test_a_folder_that_holds_no_chat_model(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"config\.json"):
        open_model(LlmSettings(path=tmp_path))
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(UserError, match=r"llm\.path"):
        open_model(LlmSettings(path=tmp_path))
