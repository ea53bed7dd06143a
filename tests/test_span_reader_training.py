"""The training of the span reader on a dozen examples: data, negatives, derived questions, steps, resuming."""
# ruff: noqa: S311 - choices to be repeated, not secrets

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.retrieve import Retriever
from assistant.settings import RetrievalSettings
from assistant.span_reader.training.calibrate import fit
from assistant.span_reader.training.data import (
    Example,
    ReadingQuestion,
    elsewhere,
    positive,
    read_cmrc,
    read_examples,
    sentences,
    windows,
    write_examples,
)
from assistant.span_reader.training.evaluate import area_under_curve, exact_match, overlap
from assistant.span_reader.training.export import export, open_reader
from assistant.span_reader.training.mining import Miner, Passage
from assistant.span_reader.training.official import OfficialDocument, derive
from assistant.span_reader.training.train import Recipe, plan, rate_factor, train
from assistant.span_reader.training.written import (
    APART,
    WRITTEN,
    WrittenQuestion,
    judged_examples,
    read_written,
    write_documents,
    written_examples,
)
from index.build import build_index
from index.encoder import load_encoder
from index.settings import EmbeddingSettings
from index.snapshot import open_current

PARAGRAPH = (
    "青石县在山区，全县有十二个乡镇。县里修了一座水库，库容三千万立方米。"
    "水库由水务局管理，二〇一九年建成。下游的灌区有八万亩农田；其中水稻占一半。"
)
QUESTION = ReadingQuestion("水库由谁管理？", "青石县", PARAGRAPH, PARAGRAPH.index("水务局"), "水务局")


def test_a_passage_around_the_answer_keeps_the_answer_at_its_place() -> None:
    for seed in range(30):
        made = positive(QUESTION, random.Random(seed))
        assert made.passage[made.start : made.end] == "水务局"
        assert made.passage in PARAGRAPH


def test_a_passage_elsewhere_in_the_paragraph_lacks_the_answer() -> None:
    long = replace(QUESTION, paragraph=PARAGRAPH + "灌区的渠道每年春天清理一次，由用水户出工，村里记账。" * 4)
    made = [elsewhere(long, random.Random(seed)) for seed in range(20)]
    found = [example for example in made if example]
    assert found
    assert all("水务局" not in e.passage and e.start == -1 and len(e.passage) >= 50 for e in found)


def test_windows_are_whole_sentences_that_make_up_the_text() -> None:
    pieces = windows(PARAGRAPH, 40)
    assert "".join(PARAGRAPH[a:b] for a, b in pieces) == PARAGRAPH
    assert all(b - a <= 40 for a, b in pieces)
    ends = {b for _, b in sentences(PARAGRAPH)}
    assert all(b in ends for _, b in pieces)


def test_a_wrong_offset_is_looked_up_and_an_absent_answer_left_out(tmp_path: Path) -> None:
    asked = [
        {"question": "谁管理？", "answers": [{"text": "水务局", "answer_start": 3}]},
        {"question": "谁修的？", "answers": [{"text": "交通局", "answer_start": 0}]},
    ]
    data = {"data": [{"title": "甲", "paragraphs": [{"context": PARAGRAPH, "qas": asked}]}]}
    path = tmp_path / "set.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    (only,) = read_cmrc(path)
    assert only.paragraph[only.start : only.end] == "水务局"


def test_examples_are_read_as_written(tmp_path: Path) -> None:
    made = [Example("问？", "题", "答在这里", 0, 1), Example("问？", "", "没有", -1, -1)]
    assert write_examples(tmp_path / "a.jsonl", made) == 2
    assert read_examples(tmp_path / "a.jsonl") == made


def test_a_hard_negative_ranks_high_and_lacks_the_answer() -> None:
    passages = [
        Passage("水库由水务局管理。", "甲", "别处"),
        Passage("这座水库归谁管理，多年来没有定论。", "乙", "别处"),
        Passage(PARAGRAPH[:40], "青石县", PARAGRAPH),
        *[Passage(f"第{number}届运动会开幕。", "丙", "别处") for number in range(5)],
    ]
    found = Miner(passages).negative(QUESTION, random.Random(0))
    assert found is not None
    assert found.passage == passages[1].text
    assert found.start == -1


NOTICE = """青石县人民政府办公室
一、总体要求
（一）加强水源保护。划定一级保护区三处，设置界桩和警示牌，定期巡查。（责任单位：县水务局、县生态环境局）
到2027年，农村自来水普及率达到96%。本办法所称水源地，是指向居民集中供水的江河、湖库和地下水取水区域。
本办法自2025年3月1日起施行。"""


def test_questions_are_derived_with_their_answers() -> None:
    document = OfficialDocument("a-1", "青石县饮用水源保护办法", NOTICE)
    found = [q for seed in range(20) for q in derive(document, random.Random(seed))]
    answers = {q.answer for q in found}
    assert {"96%", "2025年3月1日", "县水务局、县生态环境局", "向居民集中供水的江河、湖库和地下水取水区域"} <= answers
    assert all(q.paragraph[q.start : q.end] == q.answer for q in found)
    assert any("水源地" in q.question for q in found if q.answer.startswith("向居民"))


def test_a_question_on_a_province_names_it() -> None:
    document = OfficialDocument("p-1", "甲省2026年政府工作报告", "全省粮食产量达到1200万吨。", "甲省")
    found = [q.question for seed in range(10) for q in derive(document, random.Random(seed))]
    assert found
    assert all(question.startswith("甲省粮食产量") for question in found)


def test_every_row_is_in_one_batch_of_like_length() -> None:
    lengths = [random.Random(n).randint(5, 300) for n in range(200)]
    batches = plan(lengths, 8, seed=1)
    assert sorted(i for batch in batches for i in batch) == list(range(200))
    assert batches == plan(lengths, 8, seed=1)
    assert max(max(lengths[i] for i in b) - min(lengths[i] for i in b) for b in batches[:24]) < 60


def test_the_rate_rises_stays_and_falls_to_zero() -> None:
    recipe = Recipe(warm_up=4, cooldown=5)
    factors = [rate_factor(step, 20, recipe) for step in (0, 3, 10, 15, 18, 20)]
    assert factors == [0.25, 1.0, 1.0, 1.0, 0.4, 0.0]


@pytest.fixture(scope="module")
def dozen() -> list[Example]:
    made = [positive(QUESTION, random.Random(seed)) for seed in range(8)]
    return [*made, *[Example(QUESTION.question, "", "这里没有写。", -1, -1)] * 4]


def test_a_stopped_training_goes_on_as_if_never_stopped(tmp_path: Path, dozen: list[Example]) -> None:
    recipe = Recipe(steps=2, batch_size=4, warm_up=1, cooldown=0, frozen_layers=11, save_every=1)
    straight = train(dozen, tmp_path / "straight.pt", recipe)
    train(dozen, tmp_path / "stopped.pt", replace(recipe, steps=1))
    resumed = train(dozen, tmp_path / "stopped.pt", recipe)
    for name, parameter in straight.named_parameters():
        if parameter.requires_grad:
            torch.testing.assert_close(parameter, dict(resumed.named_parameters())[name])
    first = torch.load(tmp_path / "straight.pt", weights_only=True)
    assert first["step"] == 2
    assert not any("layer.0." in name or "word_embeddings" in name for name in first["network"])


def test_an_exported_reader_reads_what_it_was_trained_on(tmp_path: Path, dozen: list[Example]) -> None:
    recipe = Recipe(
        steps=12, batch_size=4, warm_up=2, cooldown=2, frozen_layers=10, layer_rate=5e-4, head_rate=5e-3, save_every=100
    )
    train(dozen, tmp_path / "a.pt", recipe)
    assert len(export(tmp_path / "a.pt", tmp_path / "reader.safetensors")) == 64
    folder = tmp_path / "prepared"
    folder.mkdir()
    reader = open_reader(tmp_path / "reader.safetensors", folder)
    here, absent = reader.read(QUESTION.question, [PARAGRAPH, "这里没有写。"])
    assert here.relevance > absent.relevance
    assert PARAGRAPH[here.start : here.end]


def test_calibration_turns_a_shifted_logit_into_a_probability() -> None:
    values = np.array([[5.0, 0], [6, 0], [3, 0], [2, 0]] * 10, np.float32)
    weights = fit(values, np.array([True, True, False, False] * 10))
    logits = values @ weights[:2] + weights[2]
    assert (logits[:4] > 0).tolist() == [True, True, False, False]


def test_measures() -> None:
    assert exact_match("《甲》。", "甲")
    assert not exact_match("甲乙", "甲")
    assert overlap("县水务局", "水务局") == pytest.approx(6 / 7)
    assert overlap("甲", "乙") == 0
    assert area_under_curve(np.array([0.9, 0.4, 0.4], np.float32), np.array([True, True, False])) == 0.75


RULES = (
    OfficialDocument("w-3", "青石县护水规定", "水库由县水务局管理。在水库游泳的，处二百元罚款。\n每年五月放水一次。"),
    OfficialDocument("w-2", "白石县护水规定", "水库由谁管理，由县政府另行规定。水库的水不得用于洗车。"),
)


@pytest.fixture(scope="module")
def rules_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    asked = [WrittenQuestion("", document.id, (0, 1), None) for document in RULES]
    assert write_documents(RULES, asked, folder / "documents") == 2
    build_index([folder / "documents"], folder / "index", load_encoder(EmbeddingSettings()), 320, 100_000)
    return folder / "index"


def test_a_written_question_is_learnt_with_its_passage_and_one_that_is_confused_with_it(rules_index: Path) -> None:
    snapshot = open_current(rules_index)
    retriever = Retriever(snapshot, load_encoder(EmbeddingSettings()), RetrievalSettings())
    asked = [
        WrittenQuestion("谁管水库", "w-3", (0, 9), (3, 7)),
        WrittenQuestion("在水库钓鱼罚多少", "w-3", (10, 22), None),
    ]
    made = written_examples(asked, RULES, snapshot, retriever, negatives=1.0, seed=0)
    answered = [e for e in made if e.start >= 0]
    left_open = {e.question: e.passage for e in made if e.start < 0}
    assert [(e.question, e.passage[e.start : e.end]) for e in answered] == [("谁管水库", "县水务局")]
    assert left_open.keys() == {"谁管水库", "在水库钓鱼罚多少"}
    assert "县水务局" not in left_open["谁管水库"]
    assert "处二百元罚款" in left_open["在水库钓鱼罚多少"]


def test_a_judged_passage_is_measured_whole(rules_index: Path) -> None:
    asked = [
        WrittenQuestion("水库归谁管", "w-3", (0, 9), (3, 7)),
        WrittenQuestion("在水库钓鱼罚多少", "w-3", (10, 22), None),
        WrittenQuestion("没有这份文件", "w-9", (0, 1), None),
    ]
    found, left_open = judged_examples(asked, RULES, open_current(rules_index))
    assert (found.question, found.passage[found.start : found.end]) == ("水库归谁管", "县水务局")
    assert (left_open.question, left_open.start) == ("在水库钓鱼罚多少", -1)


@pytest.mark.parametrize("path", [WRITTEN, APART], ids=["written", "apart"])
def test_the_shipped_questions_are_about_places_in_order(path: Path) -> None:
    written = read_written(path)
    assert all(0 <= w.passage[0] < w.passage[1] and w.question for w in written)
    assert all(w.passage[0] <= w.answer[0] < w.answer[1] <= w.passage[1] for w in written if w.answer)
    assert any(w.answer for w in written)
    assert not all(w.answer for w in written)


def test_no_passage_that_measures_is_trained_on_with_its_request() -> None:
    trained = {(w.question, w.document, w.passage) for w in read_written()}
    assert trained.isdisjoint((w.question, w.document, w.passage) for w in read_written(APART))
