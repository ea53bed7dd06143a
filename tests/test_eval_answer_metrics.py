"""Scores of answers, citations, refusals and conversations against values computed by hand."""

from __future__ import annotations

import pytest
from eval_fakes import answer, citation, record, recorded

from assistant.schema import Status
from eval.answer_metrics import ANSWER_NAMES, answer_scores, turn_right, wrong_figures
from eval.questions import Gold
from eval.record import Record

PARKS = Gold(
    answerable=True, documents=("甲.txt",), evidence=("新建公园31个", "投资2.5亿元"), answer_all=(("31个", "31 个"),)
)
NONE = Gold(answerable=False)


def test_an_answer_states_one_alternative_of_every_group() -> None:
    gold = Gold(answerable=True, answer_all=(("31个", "三十一个"), ("2.5亿元",)))
    both = answer_scores(record(answer("问", "新建３１ 个[1]，投资 2.5 亿元[1]。"), gold))
    one = answer_scores(record(answer("问", "新建三十一个[2]，投资 12.5 亿元[1]。"), gold))
    assert (both["answer_accuracy"], one["answer_accuracy"]) == (1, 0)


def test_a_marker_is_no_part_of_an_answer() -> None:
    gold = Gold(answerable=True, answer_all=(("1",),))
    assert answer_scores(record(answer("问", "有若干个[1]。"), gold))["answer_accuracy"] == 0


def test_a_refusal_that_mentions_the_answer_is_wrong() -> None:
    scores = answer_scores(record(answer("问", "没有查到31个。", Status.REFUSED), PARKS))
    assert scores["answer_accuracy"] == 0
    assert scores["answer_characters"] is None


def test_characters_are_counted_without_markers_and_blanks() -> None:
    assert answer_scores(record(answer("问", "新建 31 个[1]。"), PARKS))["answer_characters"] == len("新建31个。")


def test_without_a_gold_answer_accuracy_is_not_judged() -> None:
    scores = answer_scores(record(answer("问", "答"), Gold(answerable=True, evidence=("31个",))))
    assert scores["answer_accuracy"] is None
    assert scores["correct"] is None
    assert scores["refused_though_answerable"] == 0


@pytest.mark.parametrize(
    ("status", "gold", "expected"),
    [
        (Status.REFUSED, NONE, {"refusal_precision": 1, "refusal_recall": 1, "answered_though_unanswerable": 0}),
        (Status.REFUSED, PARKS, {"refusal_precision": 0, "refused_though_answerable": 1}),
        (Status.ANSWERED, NONE, {"refusal_recall": 0, "answered_though_unanswerable": 1}),
        (Status.ANSWERED, PARKS, {"refused_though_answerable": 0}),
    ],
)
def test_the_four_outcomes_of_refusing(status: Status, gold: Gold, expected: dict[str, float]) -> None:
    scores = answer_scores(record(answer("问", "话", status), gold))
    names = ("refusal_precision", "refusal_recall", "answered_though_unanswerable", "refused_though_answerable")
    assert {name: scores[name] for name in names if scores[name] is not None} == expected


@pytest.mark.parametrize(
    ("status", "text", "right"),
    [
        (Status.CORRECTED, "不是35个，是31个[1]。", True),
        (Status.CORRECTED, "不是35个[1]。", False),
        (Status.ANSWERED, "新建31个[1]。", False),
        (Status.REFUSED, "没有查到。", True),
    ],
)
def test_a_false_premise_is_corrected_or_refused(status: Status, text: str, right: bool) -> None:
    scores = answer_scores(record(answer("新建35个吧？", text, status), PARKS, "false_premise"))
    assert scores["false_premise"] == scores["correct"] == right
    assert scores["refusal_precision"] is scores["refused_though_answerable"] is None


def test_figures_must_stand_in_a_citation() -> None:
    cited = citation("甲.txt", "新建公园 31 个，投资 2.5 亿元")
    assert wrong_figures(recorded(answer("问", "新建31个，投资2.5亿元[1]。", citations=[cited]))) == []
    assert wrong_figures(recorded(answer("问", "新建13个，投资5亿元，增长12%[1]。", citations=[cited]))) == [
        "13个",
        "5亿元",
        "12%",
    ]


def test_dates_of_the_cited_document_are_known_figures() -> None:
    cited = citation("甲.txt", "由市园林局牵头")  # of 2024-05-06
    assert wrong_figures(recorded(answer("问", "2024年5月6日的文件写明[1]。", citations=[cited]))) == []
    assert wrong_figures(recorded(answer("问", "2023年的文件写明[1]。", citations=[cited]))) == ["2023年"]


def test_a_refusal_may_repeat_figures_of_the_question_but_give_no_others() -> None:
    refusal = answer("2024年税收多少？", "没有2024年的税收，只有35亿元的投资。", Status.REFUSED)
    assert wrong_figures(recorded(refusal)) == ["35亿元"]
    scores = answer_scores(record(refusal, NONE))
    assert (scores["wrong_figures"], scores["wrong_figure_answers"]) == (1, 1)
    assert wrong_figures(recorded(answer("2024年呢？", "2024年有。"))) == ["2024年"]


def test_citations_against_gold_documents_and_evidence() -> None:
    cited = [citation("甲.txt", "去年全市新建公园 31 个"), citation("乙.txt", "惠及 8 万户", n=2)]
    scores = answer_scores(record(answer("问", "31个[1]，8万户[2]。", citations=cited), PARKS))
    assert scores["citation_precision"] == 1 / 2
    assert scores["citation_recall"] == 1 / 2  # the investment is not quoted
    assert scores["quotes_true"] == 1
    assert scores["markers_bound"] == 1


def test_evidence_found_in_another_document_is_a_good_citation() -> None:
    elsewhere = PARKS.model_copy(update={"documents": ("乙.txt",)})
    cited = [
        citation("甲.txt", "新建公园 31 个"),
        citation("甲.txt", "由市园林局牵头", n=2),
        citation("乙.txt", "8 万户", n=3),
    ]
    scores = answer_scores(record(answer("问", "31个[1]，园林局[2]，8万户[3]。", citations=cited), elsewhere))
    assert scores["citation_precision"] == pytest.approx(2 / 3)


def test_a_quote_that_is_not_in_the_document_and_a_marker_without_citation_show() -> None:
    cited = [citation("甲.txt", "新建公园 31 个"), citation("甲.txt", "新建公园 99 个", n=2)]
    scores = answer_scores(record(answer("问", "31个[1]，99个[3]。", citations=cited), PARKS))
    assert scores["quotes_true"] == 1 / 2
    assert scores["markers_bound"] == 0


def test_an_answer_without_citations_recalls_nothing_and_a_refusal_is_not_asked_for_any() -> None:
    bare = answer_scores(record(answer("问", "31个。"), PARKS))
    assert (bare["citation_recall"], bare["citation_precision"], bare["quotes_true"]) == (0, None, None)
    refused = answer_scores(record(answer("问", "没有。", Status.REFUSED), PARKS))
    assert refused["citation_recall"] is refused["markers_bound"] is None


def test_turns_of_a_conversation_that_have_gold_are_judged() -> None:
    turns = (
        recorded(answer("一", "31个[1]。"), PARKS),
        recorded(answer("二", "随便。")),
        recorded(answer("三", "不知道。"), PARKS),
    )
    scores = answer_scores(Record(id="q", type="follow_up", relevance="evidence", turns=turns))
    assert scores["turn_accuracy"] == 1 / 2
    assert scores["conversation_right"] == scores["correct"] == 0


def test_a_single_turn_is_no_conversation() -> None:
    scores = answer_scores(record(answer("问", "31个[1]。"), PARKS))
    assert scores["turn_accuracy"] is scores["conversation_right"] is None
    assert tuple(scores) == ANSWER_NAMES


def test_turn_right_of_an_unanswerable_question() -> None:
    assert turn_right(recorded(answer("问", "没有。", Status.REFUSED)), NONE, "opinion") is True
    assert turn_right(recorded(answer("问", "有。", Status.CORRECTED)), NONE, "opinion") is False
    assert turn_right(recorded(answer("问", "有误。", Status.CORRECTED)), NONE, "false_premise") is True
