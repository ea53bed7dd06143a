"""The question sets that come with the project, against the sample documents and, where they are, the seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.question_file import load_questions
from eval.questions import QUESTION_TYPES, QuestionSet
from index.parse import parse

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "eval/corpus"
SEEDS = ROOT.parent / "shared/seeds"
SETS = ("dev", "heldout")


def loaded(name: str, folders: list[Path]) -> QuestionSet:
    documents = {
        path.relative_to(folder).as_posix(): parse(path, path.name, 50_000_000).text
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return load_questions(ROOT / f"eval/questions/{name}.jsonl", documents, documents.__getitem__)


@pytest.fixture(scope="module")
def sets() -> dict[str, QuestionSet]:
    return {name: loaded(name, [CORPUS]) for name in SETS}


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_large_varied_and_asks_the_unanswerable(sets: dict[str, QuestionSet], name: str) -> None:
    questions = sets[name].questions
    assert [len(left) for left in (sets[name].refused, sets[name].unknown_types, sets[name].unknown_keys)] == [0, 0, 0]
    assert len(questions) >= 150
    assert {question.type for question in questions} == set(QUESTION_TYPES) - {"other"}
    unanswerable = sum(not question.gold.answerable for question in questions)
    assert unanswerable >= 0.18 * len(questions)
    assert sum(len(question.turns) > 1 for question in questions) >= 10


def test_the_sets_share_no_question(sets: dict[str, QuestionSet]) -> None:
    dev, heldout = sets["dev"].questions, sets["heldout"].questions
    assert not {question.id for question in dev} & {question.id for question in heldout}
    asked = [{tuple(turn.question for turn in question.turns) for question in one} for one in (dev, heldout)]
    assert not asked[0] & asked[1]
    assert sum(len(question.turns) > 1 for question in (*dev, *heldout)) >= 20


def test_the_sets_ask_of_different_documents(sets: dict[str, QuestionSet]) -> None:
    """Each is about the document it names first; only comparisons touch one that the other set asks about."""
    dev, heldout = ([one for one in sets[name].questions if one.gold.documents] for name in SETS)
    assert not {one.gold.documents[0] for one in dev} & {one.gold.documents[0] for one in heldout}
    seen = {words for one in dev for words in one.gold.evidence}
    assert {one.type for one in heldout if seen & set(one.gold.evidence)} <= {"multi_document"}


@pytest.mark.parametrize("name", SETS)
def test_evidence_stands_in_the_seeds_too(name: str) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the seed documents are not here")
    whole = loaded(name, [CORPUS, SEEDS])
    assert (len(whole.skipped), len(whole.refused)) == (0, 0)
    assert loaded(name, [SEEDS]).questions


def test_the_sets_about_real_documents_are_judged_by_words_that_stand_in_them() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the seed documents are not here")
    found = [loaded(name, [SEEDS]) for name in ("dev-real", "heldout-real")]
    assert [(len(one.skipped), len(one.refused), one.unknown_types, one.unknown_keys) for one in found] == [
        (0, 0, (), ())
    ] * 2
    assert [len(one.questions) for one in found] == [247, 128]
    asked = [{tuple(turn.question for turn in question.turns) for question in one.questions} for one in found]
    assert not asked[0] & asked[1]
