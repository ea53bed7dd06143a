"""What an answer says of documents that are out of date, and of a document's other places."""

from __future__ import annotations

from pathlib import Path

import pytest
from eval_fakes import CharacterEncoder

from assistant.in_force import InForce
from assistant.question import analyse
from assistant.schema import Answer, Citation, Status
from index.build import build_index
from index.schema import BlockKind, Chunk, Document, Hit
from index.snapshot import open_current

OLD = "关于校车工作的通知\n东教发〔2018〕3号\n各学校：\n一、检查\n校车每月检查一次。\n河东市教育局\n2018年3月1日\n"
REASON = "《关于校车工作的通知》（东教发〔2018〕3号）同时废止"
NEW = f"河东市教育局校车管理规定\n一、检查\n校车每周检查一次。\n二、附则\n{REASON}。\n2022年5月6日\n"


@pytest.fixture
def in_force(tmp_path: Path) -> InForce:
    folder = tmp_path / "文件"
    (folder / "网站").mkdir(parents=True)
    for name, text in (("旧.txt", OLD), ("网站/旧通知.txt", OLD), ("新.txt", NEW)):
        (folder / name).write_text(text, encoding="utf-8")
    build_index([folder], tmp_path / "index", CharacterEncoder(), 320, 100_000)
    store = open_current(tmp_path / "index").store

    def document(path: str) -> Document:
        found = store.document(path)
        assert found is not None
        return found

    return InForce(store, document)


def answer(*citations: Citation) -> Answer:
    text = "".join(f"据《{each.title}》：校车每月检查一次[{each.n}]。" for each in citations)
    return Answer("多久检查一次？", "多久检查一次？", Status.ANSWERED, text, citations, ())


def cited(n: int, document: str, title: str) -> Citation:
    return Citation(n, document, title, None, None, None, (), "检查一次", 0, 4)


def test_an_answer_from_an_older_document_says_so(in_force: InForce) -> None:
    given = answer(cited(1, "旧.txt", "甲"), cited(2, "新.txt", "乙"), cited(3, "旧.txt", "甲"))
    noted = in_force.noted(given)
    assert noted.text == given.text + (
        "注意：《关于校车工作的通知》（东教发〔2018〕3号）[1][3]存在更新文件《河东市教育局校车管理规定》。"
    )
    first, second, _ = (citation.to_json() for citation in noted.citations)
    start = NEW.index(REASON)
    assert first["newer"] == {
        "document": "新.txt",
        "title": "河东市教育局校车管理规定",
        "doc_number": None,
        "date": "2022-05-06",
        "relation": "废止",
        "reason": REASON,
        "start": start,
        "end": start + len(REASON),
    }
    assert first["also_at"] == ["网站/旧通知.txt"]
    assert (second["newer"], second["also_at"]) == (None, [])


def test_an_answer_from_documents_in_force_stays_as_it_is(in_force: InForce) -> None:
    given = answer(cited(1, "新.txt", "乙"))
    assert in_force.noted(given) == given


def hit(document: str, score: float) -> Hit:
    return Hit(
        Chunk(f"{document}{score}", document, 0, 4, BlockKind.PARAGRAPH, (), "检查一次", "检查一次"), score, 0.9, 9
    )


OLDER_FIRST = [hit("旧.txt", 2.0), hit("旧.txt", 1.9), hit("别.txt", 1.8), hit("新.txt", 1.5)]


@pytest.mark.parametrize("question", ["校车多久检查一次？", "2022年起校车多久检查一次？"])
def test_a_newer_document_that_answers_as_well_goes_first(in_force: InForce, question: str) -> None:
    ordered = in_force.newest_first(analyse(question), OLDER_FIRST)
    assert ordered == [OLDER_FIRST[2], OLDER_FIRST[3], OLDER_FIRST[0], OLDER_FIRST[1]]


@pytest.mark.parametrize(
    "question",
    ["2018年校车多久检查一次？", "东教发〔2018〕3号要求多久检查一次？", "新规定修订前校车多久检查一次？"],
)
def test_an_older_document_that_is_meant_stays_first(in_force: InForce, question: str) -> None:
    assert in_force.newest_first(analyse(question), OLDER_FIRST) == OLDER_FIRST


def test_a_newer_document_that_answers_worse_stays_behind(in_force: InForce) -> None:
    ranked = [hit("旧.txt", 2.0), hit("新.txt", 0.9)]
    assert in_force.newest_first(analyse("校车多久检查一次？"), ranked) == ranked
