"""What is made right for the letter, and what is left as it stands."""

from __future__ import annotations

import pytest
from draft_samples import document, statement

from assistant.check import holds, problems
from assistant.draft.glue import Letter, cite, full_width, place
from assistant.draft.naming import short_name
from assistant.draft.schema import Stage
from index.places import Place

LIAONING = Letter("辽宁省商务厅", Place("辽宁"))


def test_this_year_becomes_the_year_of_the_document() -> None:
    source = document("今年5月出台措施12条。", date="2022-06-06", issuer="辽宁省商务厅")
    placed = place(statement(source, source.text), LIAONING)
    assert placed.words == "2022年5月出台措施12条"
    citation = cite(1, statement(source, source.text), placed)
    assert citation.quote == source.text[citation.start : citation.end] == "今年5月出台措施12条。"
    assert holds(placed.words, citation.quote, placed.replaced)
    assert problems(f"{placed.words}[1]。", {1: citation}) == []


def test_this_year_is_the_documents_own_where_the_day_of_signing_is_unknown() -> None:
    source = document("今年5月出台措施12条，本办法另行公布。", published="2022-06-06")
    placed = place(statement(source, source.text), LIAONING)
    assert placed.words == "当年5月出台措施12条，该办法另行公布"
    assert holds(placed.words, source.text, placed.replaced)


@pytest.mark.parametrize(
    ("issuer", "words", "shown"),
    [
        ("重庆市人民政府", "我市新设机构3家。", "重庆市新设机构3家"),
        ("营口市人民政府", "我市新设机构3家。", "营口市新设机构3家"),
        ("盖州市人民政府", "我市新设机构3家。", "盖州市新设机构3家"),
        ("营口市老边区人民政府", "我市新设机构3家。", "营口市新设机构3家"),
        ("上海市浦东新区人民政府", "我市新设机构3家。", "上海市新设机构3家"),
        ("辽宁省人民政府", "我省新设机构3家。", "我省新设机构3家"),
        ("广西壮族自治区人民政府", "我省新设机构3家。", "广西壮族自治区新设机构3家"),
        ("", "我省新设机构3家。", "我省新设机构3家"),
        ("大连市商务局", "我局办结12件。", "大连市商务局办结12件"),
        ("大连市商务局", "本局办结12件。", "大连市商务局办结12件"),
        ("财政部", "我部办结12件。", "财政部办结12件"),
        ("营口市老边区人民政府", "我区新设机构3家。", "老边区新设机构3家"),
        ("广西壮族自治区人民政府", "我区新设机构3家。", "广西壮族自治区新设机构3家"),
        ("辽宁省商务厅", "我厅办结12件。", "我厅办结12件"),
    ],
)
def test_our_province_is_named_for_another_letter(issuer: str, words: str, shown: str) -> None:
    source = document(words, **({"issuer": issuer} if issuer else {}))
    assert place(statement(source, words), LIAONING).words == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("3.建立清单制度。", "建立清单制度"),
        ("（二）建立清单制度。", "建立清单制度"),
        ("答：建立清单制度。", "建立清单制度"),
        ("同时,建立清单制度。", "建立清单制度"),
        ("其三，建立清单制度。", "建立清单制度"),
        ("2018年建立清单制度。", "2018年建立清单制度"),
        ("一、2018年建立清单制度。", "2018年建立清单制度"),
        ("六是建立清单制度。", "建立清单制度"),
        ("三、四线城市建立清单制度。", "三、四线城市建立清单制度"),
        ("第一、第二产业建立清单制度。", "第一、第二产业建立清单制度"),
        ("第三条规定的单位建立清单制度。", "第三条规定的单位建立清单制度"),
    ],
)
def test_numbering_and_connectives_in_front_are_left_out(words: str, shown: str) -> None:
    source = document(words)
    placed = place(statement(source, words), LIAONING)
    assert placed.words == shown
    assert source.text[placed.start : placed.end].startswith(shown[:4])


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("本市企业拓展日本市场和资本市场，基本市政设施齐全。", "大连市企业拓展日本市场和资本市场，基本市政设施齐全"),
        ("根本措施和降成本方案按本办法执行。", "根本措施和降成本方案按该办法执行"),
        ("完成本方案的任务。", "完成该方案的任务"),
        ("企业由我局委托，居民说请你替我办理。", "企业由大连市商务局委托，居民说请你替我办理"),
        ("如今年轻人创业，过去年均十家，说明年度计划可行，基本月租减半。",) * 2,
        ("今年建成5家，今年底再建3家。", "当年建成5家，当年底再建3家"),
        ("大连市重视此事，我市建成5家。", "大连市重视此事，大连市建成5家"),
    ],
)
def test_words_that_only_hold_such_a_word_are_left(words: str, shown: str) -> None:
    source = document(words, issuer="大连市商务局")
    placed = place(statement(source, words), LIAONING)
    assert placed.words == shown.rstrip("。")
    assert holds(placed.words, words, placed.replaced)


def test_next_step_is_not_said_twice() -> None:
    source = document("下一步,将建立清单制度。")
    assert place(statement(source, source.text, Stage.NEXT), LIAONING).words == "将建立清单制度"


def test_a_sentence_without_subject_takes_its_run_in_heading() -> None:
    source = document("1.管理机构。由属地政府成立。")
    assert place(statement(source, "由属地政府成立。"), LIAONING).words == "管理机构由属地政府成立"
    source = document("1.今年目标。由属地政府确定。", date="2022-06-06")
    assert place(statement(source, "由属地政府确定。"), LIAONING).words == "2022年目标由属地政府确定"


def test_a_sentence_without_heading_keeps_its_colon() -> None:
    source = document("包括：钢铁和化工。")
    assert place(statement(source, source.text), LIAONING).words == "包括：钢铁和化工"


def test_half_width_punctuation_is_printed_full_but_figures_are_left() -> None:
    assert full_width("备货(1210)、增长1,200户;占比(约)3:1") == "备货（1210）、增长1,200户；占比（约）3:1"


def test_the_year_of_a_document_number_is_no_marker() -> None:
    source = document("按财税[2013]106号文件减免税款8000元。")
    made = statement(source, source.text)
    placed = place(made, LIAONING)
    assert placed.words == "按财税〔2013〕106号文件减免税款8000元"
    assert holds(placed.words, source.text, placed.replaced)
    assert problems(f"{placed.words}[1]。", {1: cite(1, made, placed)}) == []


def test_a_changed_figure_is_found() -> None:
    source = document("共下放事项454项。")
    made = statement(source, source.text)
    citation = cite(1, made, place(made, LIAONING))
    assert problems("共下放事项455项[1]。", {1: citation}) == ["“455项”与依据不一致"]
    assert problems("共下放事项454项。", {1: citation}) == ["“共下放事项454项”没有依据"]
    assert not holds("共下放事项很多", citation.quote)


@pytest.mark.parametrize("kind", ["建议", "提案"])
def test_an_earlier_reply_is_named_by_whose_paper_it_answers(kind: str) -> None:
    title = f"青山市商务局关于市政协或人大会议第0031号{kind}的答复"
    source = document("已办结。", title=title, kind="答复", proposal_number="0031", date="2022-06-06")
    assert short_name(source) == f"第0031号{kind}的答复（2022年6月6日）"
