"""What is said where a question states something of a document, or asks from or until when it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.conclude import conclude
from assistant.forms import has_form
from assistant.question import analyse
from assistant.reader import Reading
from assistant.schema import Status
from assistant.support import Source
from assistant.units import Unit, units_of
from index.chunk import chunk
from index.parse import parse
from index.schema import Block, BlockKind, Chunk, Document, Field, FieldName, Hit

_ISSUER = "甲市人民政府"


def _document(title: str, day: str) -> Document:
    text = f"{title}\n{_ISSUER}\n{day}"
    fields = {
        name: Field(words, text.index(words), text.index(words) + len(words))
        for name, words in ((FieldName.TITLE, title), (FieldName.ISSUER, _ISSUER), (FieldName.DATE, day))
    }
    return Document(title, "0", text, (Block(BlockKind.PARAGRAPH, 0, len(text)),), fields, ())


_DOCUMENTS = {each.path: each for each in (_document("数字方案", "2024-05-01"), _document("营商方案", "2023-05-01"))}


@pytest.mark.parametrize(
    ("asked", "retrieved", "said"),
    [
        ("甲市人民政府2023年印发的方案有哪些？", ["数字方案", "营商方案"], []),  # one of them is of 2023
        ("甲市人民政府2022年印发的方案有哪些？", ["数字方案", "营商方案"], []),
        ("甲市人民政府2022年印发的方案有哪些？", ["数字方案"], []),  # it may have issued others
        ("甲市人民政府2022年印发的数字方案有哪些任务？", ["数字方案"], ["成文日期为2024-05-01"]),
    ],
)
def test_only_of_the_one_document_meant(asked: str, retrieved: list[str], said: list[str]) -> None:
    question = analyse(asked)
    hits = [Hit(Chunk(path, path, 0, 1, BlockKind.PARAGRAPH, (), "", ""), 1.0, 1.0, 1.0) for path in retrieved]
    known = {path: f"{path} {_ISSUER}" for path in _DOCUMENTS}
    outcome = conclude(
        question,
        hits,
        [],
        _DOCUMENTS.__getitem__,
        lambda path: Source.of(_DOCUMENTS[path]),
        known,
        [],
        question.emphasis,
    )
    assert [statement.words for statement in outcome.statements] == said
    assert outcome.status is (Status.CORRECTED if said else Status.REFUSED)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("甲税16%的税率从哪一天开始用？", ["甲税17%的税率调整为16%。", "本通知自2018年5月1日起执行。"]),
        ("甲税16%的税率有效期到什么时候？", ["本通知有效期至2020年5月1日。"]),
        ("甲税从17%降下来，是哪天开始施行的？", ["甲税17%的税率调整为16%。", "本通知自2018年5月1日起执行。"]),
    ],
)
def test_from_and_until_when_a_document_holds(asked: str, said: list[str]) -> None:
    texts = ["甲税17%的税率调整为16%。", "本通知自2018年5月1日起执行。", "本通知有效期至2020年5月1日。"]
    whole = "\n".join(texts)
    document = Document("a", "0", whole, (Block(BlockKind.PARAGRAPH, 0, len(whole)),), {}, ())
    hit = Hit(Chunk("a", "a", 0, len(whole), BlockKind.PARAGRAPH, (), whole, whole), 1.0, 0.9, 1.0)
    question = analyse(asked)
    readings = [
        Reading(Unit(hit, at := whole.index(t), at + len(t), t), 3.0 - n, 0.9, 0.8, 0.8, has_form(question, t))
        for n, t in enumerate(texts)
    ]
    outcome = conclude(
        question,
        [hit],
        readings,
        lambda _: document,
        lambda _: Source.of(document),
        {"a": ""},
        (),
        dict(question.emphasis),
    )
    assert {statement.words for statement in outcome.statements} >= set(said)


@pytest.mark.parametrize(("count", "told", "note"), [(36, 36, ""), (60, 37, "（原文计有60项，这里没有全部列出。）")])
def test_a_very_long_list_is_told_up_to_its_last_whole_item(tmp_path: Path, count: int, told: int, note: str) -> None:
    path = tmp_path / "a.txt"
    items = [f"{n}.{chr(0x4E00 + n) * (37 if n < 10 else 36)}；" for n in range(1, count + 1)]  # 40 characters each
    path.write_text("\n".join(("青石县渡口管理办法", "第七条 渡船应当备有下列器材：", *items)), encoding="utf-8")
    document = parse(path, "a.txt", 10_000)
    hits = [Hit(piece, 1.0, 0.9, 1.0) for piece in chunk(document, 320)]
    opening = next(unit for hit in hits for unit in units_of(hit) if unit.opens_list)
    question = analyse("渡船应当备有哪些器材？")
    outcome = conclude(
        question,
        hits,
        [Reading(opening, 4.0, 0.9, 0.8, 0.8, form=True)],
        lambda _: document,
        lambda _: Source.of(document),
        {"a.txt": ""},
        (),
        dict(question.emphasis),
    )
    (statement,) = outcome.statements
    assert statement.words == "渡船应当备有下列器材：" + "".join(items[:told])
    assert document.text[: statement.end].endswith(items[told - 1])
    assert outcome.note == note


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("第二批经验里渔业方面有哪些？", ["（二）渔业领域。" + "网箱共管、" * 12 + "鱼苗联育。"]),
        (
            "第二批经验里污染整治共管有哪些？",  # of which one item has a word
            ["推广第二批经验，包括下列各项：（一）林业领域；（二）渔业领域；（三）牧业领域；"],
        ),
        ("第二批经验有哪些？", ["推广第二批经验，包括下列各项：（一）林业领域；（二）渔业领域；（三）牧业领域；"]),
    ],
)
def test_the_one_item_of_a_long_list_that_is_asked_for(tmp_path: Path, asked: str, told: list[str]) -> None:
    items = [
        "（一）林业领域。" + "林票互认、" * 34 + "护林联动。",
        "（二）渔业领域。" + "网箱共管、" * 12 + "鱼苗联育。",
        "（三）牧业领域。" + "草场轮休、" * 34 + "牛羊代养。",
    ]
    path = tmp_path / "a.txt"
    path.write_text(
        "\n\n".join(("青石县改革经验推广办法", "第七条 推广第二批经验，包括下列各项：", *items)), encoding="utf-8"
    )
    document = parse(path, "a.txt", 10_000)
    hits = [Hit(piece, 1.0, 0.9, 1.0) for piece in chunk(document, 320)]
    opening = next(unit for hit in hits for unit in units_of(hit) if unit.opens_list)
    question = analyse(asked)
    outcome = conclude(
        question,
        hits,
        [Reading(opening, 4.0, 0.9, 0.5, 0.5, form=True)],
        lambda _: document,
        lambda _: Source.of(document),
        {"a.txt": ""},
        (),
        dict(question.emphasis),
    )
    assert [statement.words for statement in outcome.statements] == told
