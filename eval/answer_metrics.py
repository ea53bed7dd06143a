"""Scores of an answer's words, its citations and its refusal, without a model.

Formulas, for one question judged on its last turn (None: the question does not enter that mean):

- answer_accuracy: answerable questions with ``answer_all``; 1 if the turn is not refused and its text, without
  markers, states one alternative of every group (widths, case, blanks and thousands separators folded, figures whole).
- correct: all questions; answerable ones as above, unanswerable ones 1 if refused, false premises as below.
- false_premise: questions of that type; 1 if refused, or ``corrected`` with every group of ``answer_all`` stated.
- refusal_precision: refused questions; 1 if unanswerable. refusal_recall: unanswerable questions; 1 if refused.
  answered_though_unanswerable and refused_though_answerable are the two kinds of error. False premises are left out of
  these four: refusing and correcting are both right there.
- citation_precision: share of an answer's citations that lie in a gold document or hold an evidence string;
  citation_recall: share of the evidence strings that the quotes hold. Both over answerable questions not refused.
- quotes_true: share of citations whose offsets give their quote. markers_bound: 1 if the markers in the text are
  exactly the citations' numbers. Both over answers with citations or markers.
- wrong_figures: figures with a unit in the answer that stand in no quote and no title, number, date or heading of its
  citations, 今年 in a quote standing for the year of its document; wrong_figure_answers: 1 if there is one. A refusal
  or correction may repeat figures of the question.
- answer_characters: length of the answer without markers and white space, over questions that got an answer.
- turn_accuracy: share of a conversation's judged turns that are right; conversation_right: 1 if all are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from eval.folding import comparable, fold, markers, states, without_markers
from eval.questions import Gold
from eval.record import Record, RecordedCitation, RecordedTurn

FALSE_PREMISE = "false_premise"
ANSWER_NAMES = (
    "correct",
    "answer_accuracy",
    "answer_characters",
    "wrong_figures",
    "wrong_figure_answers",
    "citation_precision",
    "citation_recall",
    "quotes_true",
    "markers_bound",
    "refusal_precision",
    "refusal_recall",
    "answered_though_unanswerable",
    "refused_though_answerable",
    "false_premise",
    "turn_accuracy",
    "conversation_right",
)
_UNITS = (
    "个百分点|百分点|%|‰|平方公里|平方米|立方米|公里|千米|公顷|亩|米|万千瓦|千瓦|兆瓦|千瓦时|吨|公斤|千克|标箱|teu"
    "|亿元|万元|元|美元|欧元|个|项|家|户|人|名|件|条|批|次|年|月|日|天|小时|分钟|秒|号|辆|台|套|艘|架|列|班|倍|级|类|所|座|处|种|张|份|期"
    "|届|位|度|章|款|组|支|场|岁|周"
)
_FIGURE = re.compile(rf"\d+(?:\.\d+)?(?:(?:多|余)?(?:万亿|亿|万|千|百)?(?:多|余)?(?:{_UNITS})|(?:万亿|亿|万))")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}年")
_YEAR_WORDS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
_YEAR_WORD = re.compile("|".join(_YEAR_WORDS))
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def answer_scores(record: Record) -> dict[str, float | None]:
    """Return each score of a question's answer; None where the question does not enter that mean."""
    gold, turn = record.gold, record.last
    scores: dict[str, float | None] = dict.fromkeys(ANSWER_NAMES)
    scores["correct"] = _number(turn_right(turn, gold, record.type))
    if gold.answerable and gold.answer_all:
        scores["answer_accuracy"] = float(not turn.refused and states_all(turn.answer, gold))
    if not turn.refused:
        scores["answer_characters"] = float(len(fold(without_markers(turn.answer))))
    wrong = len(wrong_figures(turn))
    scores["wrong_figures"], scores["wrong_figure_answers"] = float(wrong), float(wrong > 0)
    scores |= _citation_scores(turn, gold) | _refusal_scores(turn, gold, record.type) | _conversation_scores(record)
    return scores


def turn_right(turn: RecordedTurn, gold: Gold, type_: str) -> bool | None:
    """Tell whether a turn did what its gold asks; None where the gold does not say what a right answer states."""
    if type_ == FALSE_PREMISE:
        return turn.refused or (turn.status == "corrected" and states_all(turn.answer, gold))
    if not gold.answerable:
        return turn.refused
    if not gold.answer_all:
        return None
    return not turn.refused and states_all(turn.answer, gold)


def states_all(answer: str, gold: Gold) -> bool:
    """Tell whether an answer's text states one alternative of every group."""
    text = comparable(without_markers(answer))
    return all(any(states(text, comparable(words)) for words in group) for group in gold.answer_all)


def wrong_figures(turn: RecordedTurn) -> list[str]:
    """Return the figures with a unit that an answer gives and none of its citations holds, in order.

    An answer that refuses may name the question's figures, and the years that its passages are about.
    """
    supports = [comparable(words) for citation in turn.citations for words in _words_of(citation)]
    if turn.status != "answered":
        supports.append(comparable(turn.question))
        supports.append(comparable(turn.standalone))
        supports += [year for passage in turn.passages for year in _YEAR.findall(comparable(passage.text))]
    figures = _FIGURE.findall(comparable(without_markers(turn.answer)))
    return [figure for figure in figures if not any(states(support, figure) for support in supports)]


def _words_of(citation: RecordedCitation) -> Iterable[str]:
    yield citation.quote
    if citation.date:  # an answer may say which year 今年 is
        year = int(citation.date[:4])
        yield _YEAR_WORD.sub(lambda word: f"{year + _YEAR_WORDS[word[0]]}年", citation.quote)
    yield citation.title
    yield from citation.section
    if citation.doc_number:
        yield citation.doc_number
    if citation.newer:  # the note behind an answer names it
        yield citation.newer.title
        yield citation.newer.doc_number or ""
    if date := _DATE.fullmatch(citation.date or ""):
        year, month, day = (int(part) for part in date.groups())
        yield f"{year}年{month}月{day}日"
        yield f"{year}年{month:02}月{day:02}日"


def _citation_scores(turn: RecordedTurn, gold: Gold) -> dict[str, float | None]:
    scores: dict[str, float | None] = {}
    marked = set(markers(turn.answer))
    if turn.citations or marked:
        scores["markers_bound"] = float(marked == {citation.n for citation in turn.citations})
    if turn.citations:
        scores["quotes_true"] = _share(citation.true for citation in turn.citations)
    if not gold.answerable or turn.refused:
        return scores
    evidence = [fold(item) for item in gold.evidence]
    quotes = [fold(citation.quote) for citation in turn.citations]
    if turn.citations and (gold.documents or evidence):
        scores["citation_precision"] = _share(
            citation.document in gold.documents or any(item in quote for item in evidence)
            for citation, quote in zip(turn.citations, quotes, strict=True)
        )
    if evidence:
        scores["citation_recall"] = _share(any(item in quote for quote in quotes) for item in evidence)
    return scores


def _refusal_scores(turn: RecordedTurn, gold: Gold, type_: str) -> dict[str, float | None]:
    if type_ == FALSE_PREMISE:
        return {"false_premise": _number(turn_right(turn, gold, type_))}
    scores: dict[str, float | None] = {}
    if turn.refused:
        scores["refusal_precision"] = float(not gold.answerable)
    if gold.answerable:
        scores["refused_though_answerable"] = float(turn.refused)
    else:
        scores["refusal_recall"] = float(turn.refused)
        scores["answered_though_unanswerable"] = float(not turn.refused)
    return scores


def _conversation_scores(record: Record) -> dict[str, float | None]:
    if len(record.turns) < 2:
        return {}
    judged = [turn_right(turn, turn.gold, record.type) for turn in record.turns if turn.gold]
    known = [right for right in judged if right is not None]
    if not known:
        return {}
    return {"turn_accuracy": _share(known), "conversation_right": float(all(known))}


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return sum(values) / len(values)


def _number(flag: bool | None) -> float | None:
    return None if flag is None else float(flag)
