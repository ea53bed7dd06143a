"""What speaks to a request: topic words, places, stages; and what is open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from draft_samples import NoSources, document, statement

from assistant import compose
from assistant.draft.choosing import choose, standing
from assistant.draft.demand import demands, holds
from assistant.draft.evidence import gather
from assistant.draft.gaps import GAP, gap
from assistant.draft.origin import may_speak, place_of_document
from assistant.draft.passages import fused
from assistant.draft.review import Fault, review
from assistant.draft.schema import Coverage, Kind, Proposal, Request, Stage
from assistant.draft.scoring import is_statement
from assistant.draft.stage import stage_of
from assistant.draft.topic import topic
from assistant.draft.warnings import disagreements, foreign_sources, old_sources, restrictions, unfounded_claims
from assistant.schema import NewerDocument
from index.places import Place
from index.schema import Hit


def request(text: str) -> Request:
    return Request(text, 0, len(text), topic(text))


def test_demands_are_the_whole_and_its_telling_clauses() -> None:
    asked = demands(request("建议推广电子营业执照，压缩审批时限，让企业少跑腿。"), lambda _: 5.0)
    assert [demand.text for demand in asked[1:]] == ["推广电子营业执照", "压缩审批时限"]
    assert asked[1].weights["营业执照"] > asked[1].weights["推广"]


def test_places_are_matched_apart_from_topic_words() -> None:
    asked = demands(request("在盖州市建设冷链物流园。"), lambda _: 5.0)
    assert asked[0].places == ("盖州",)
    assert asked[0].weights["盖州市"] < asked[0].weights["冷链"]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("办理注册登记", "登记注册", True),
        ("登记后三年内不得转让，注册另行规定", "登记注册", False),
        ("电子印章", "电子", True),
    ],
)
def test_a_compound_is_found_by_its_halves_side_by_side(text: str, word: str, expected: bool) -> None:
    assert holds(text, word) is expected


def test_nothing_found_is_missing_and_says_what_is_needed() -> None:
    found = gather(request("给予冷链企业运费补贴。"), NoSources(), Place("辽宁"))  # type: ignore[arg-type]
    assert found.coverage is Coverage.MISSING
    asked = demands(request("给予冷链企业运费补贴。"), lambda _: 5.0)
    words = gap("给予冷链企业运费补贴", "建议省财政厅给予冷链企业运费补贴。", (), asked[0])
    assert words.startswith("【待补充：") and "补助标准" in words and "建议中提到省财政厅" in words
    assert GAP.fullmatch(gap("完善【首贷】服务", "完善【首贷】服务。", (), asked[0]))


def test_a_department_comes_from_the_documents_only_for_the_very_thing() -> None:
    source = document("冷链物流补贴由省商务厅负责。", title="分工方案")
    asked = demands(request("发放冷链物流补贴。"), lambda _: 5.0)
    near = (statement(source, source.text),)
    assert "据《分工方案》，可向省商务厅了解" in gap("冷链", "发放冷链物流补贴。", near, asked[0])
    other = demands(request("建设渔港避风锚地。"), lambda _: 5.0)
    assert "省商务厅" not in gap("渔港", "建设渔港避风锚地。", near, other[0])


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("已下放省级事项133项。", Stage.DONE),
        ("为进一步推动改革，省里出台了22条措施。", Stage.DONE),
        ("集聚研发机构55家。", Stage.DONE),
        ("正在研究制定考核办法。", Stage.ONGOING),
        ("将继续扩大开放。", Stage.NEXT),
        ("争取纳入国家试点。", Stage.NEXT),
        ("到2025年建成20个园区。", Stage.NEXT),
        ("加快建设疏港铁路。", Stage.DONE),
        ("实施特岗计划的县应当及时办理。", Stage.DONE),
        ("设立贷款风险准备金1亿元。", Stage.DONE),
    ],
)
def test_stage_of_a_statement(words: str, stage: Stage) -> None:
    source = document(words)
    assert stage_of(statement(source, words).unit, source) is stage


def test_next_step_holds_for_the_rest_of_the_paragraph() -> None:
    source = document("下一步，抓好落实。推广电子印章。")
    assert stage_of(statement(source, "推广电子印章。").unit, source) is Stage.NEXT


def test_two_documents_that_count_differently_are_pointed_out() -> None:
    one = document("全省协同发展区已达19个园区。", title="答复", date="2022-06-06")
    other = document("全省协同发展区已达21个园区。", title="通报", date="2023-06-06")
    other = type(other)("b.txt", other.sha256, other.text, (), other.fields)
    near = [statement(one, one.text), statement(other, other.text)]
    said = list(disagreements(near[:1], near))
    assert len(said) == 1
    assert "《通报》（2023年6月6日）为21个，《答复》（2022年6月6日）为19个" in said[0]


def test_a_figure_with_a_thousands_separator_is_one_figure() -> None:
    one = document("全省协同发展区已达1,200个园区。", title="答复", date="2022-06-06")
    others = [document(f"全省协同发展区已达{n}个园区。", title="通报", date="2023-06-06") for n in ("1200", "1,300")]
    same, another = (replace(statement(d, d.text), document=replace(d, path="b.txt")) for d in others)
    mine = statement(one, one.text)
    assert list(disagreements([mine], [mine, same])) == []
    said = next(disagreements([mine], [another]))
    assert "《通报》（2023年6月6日）为1,300个，《答复》（2022年6月6日）为1,200个" in said


def test_the_proposals_own_figures_are_each_told_once_if_no_source_has_them() -> None:
    source = document("完成率30%。")
    claims = "一年办了90件。" * 8
    body = f"{claims}完成率30％，涉及70家企业。建议：修路。"
    paper = Proposal(Kind.DEPUTY, "", "", "", (), "", body, (request("修路。"),))
    paper = replace(paper, requests=(Request("修路。", body.index("修路"), len(body), "修路"),))
    [said] = unfounded_claims(paper, [statement(source, source.text)])
    assert "“90件”“70家企业”" in said


def test_words_that_refuse_something_are_pointed_out() -> None:
    source = document("午餐看管等服务不得纳入课后服务范围，由学校另行安排。", title="课后服务通知")
    assert list(restrictions([statement(source, source.text), statement(source, "由学校另行安排。")])) == [
        "引用的《课后服务通知》“午餐看管等服务不得纳入课后服务范围”是限制性规定，请核对与所提要求是否一致，不一致的不宜作为已采纳的依据。"
    ]


def test_local_documents_are_named_where_the_letters_own_place_is_not_known() -> None:
    local, national = document("修路。", title="山东省农村公路条例"), document("修路。", title="公路条例")
    assert list(foreign_sources([statement(local, "修路。"), statement(national, "修路。")])) == [
        "未能判断承办单位属于哪个省份，以下地方文件是否适用于本地请核对：《山东省农村公路条例》。"
    ]
    assert list(foreign_sources([statement(national, "修路。")])) == []


def test_old_sources_are_named_newest_first() -> None:
    sources = [
        document("一。", title=t, date=d) for t, d in (("甲", "2019-01-01"), ("乙", "2020-01-01"), ("丙", "2025-01-01"))
    ]
    said = list(old_sources([statement(s, "一。") for s in sources], "2026-01-05"))
    assert said == [
        "以下依据距今已超过3年，请核对其中的数字和安排是否有更新：《乙》（2020年1月1日）、《甲》（2019年1月1日）。"
    ]


def test_what_only_complains_is_no_demand() -> None:
    asked = demands(request("给山区教师发放津贴\n山路远，进出难。\n请写明津贴标准。"), lambda _: 5.0)
    assert "山路" not in asked[0].text
    assert "津贴标准" in asked[0].text


def test_words_without_meaning_weigh_nothing() -> None:
    weights = demands(request("不论是新盖的还是租来的厂房，都给予补助。"), lambda _: 5.0)[0].weights
    assert "厂房" in weights
    assert not {"不论", "不论是", "还是"} & set(weights)


def test_another_amount_does_not_speak_to_the_one_asked_for() -> None:
    [whole, *_] = demands(request("建议把领取失业金的时间延长到三十六个月。"), lambda _: 5.0)
    assert not whole.is_exactly("累计缴纳失业保险金36个月的职工可以申领补贴")
    assert whole.is_exactly("失业金领取时间延长至三十六个月")
    assert demands(request("延长失业金领取时间。"), lambda _: 5.0)[0].exact == ()


def test_a_source_that_another_replaced_gives_way_and_is_told() -> None:
    older = document("养老机构每床补助2000元。", title="补助办法（试行）", date="2020-01-01")
    newer = document("养老机构每床补助8000元。", title="补助办法", date="2024-01-01")
    newer = type(newer)("b.txt", newer.sha256, newer.text, (), newer.fields)
    old, new = (statement(each, each.text) for each in (older, newer))
    old = replace(old, newer="b.txt", score=0.95)
    assert [s.document.path for s in choose(standing([old, new]), ())] == ["b.txt"]
    assert [s.document.path for s in choose(standing([old]), ())] == ["a.txt"]
    cited = replace(
        compose.cite(1, older, (), 0, len(older.text)),
        newer=NewerDocument("b.txt", "补助办法", None, None, "新版", "", 0, 4),
    )
    [finding] = review("养老机构每床补助2000元[1]。", {1: cited}, lambda _: older)
    assert (finding.fault, finding.words) == (Fault.OUTDATED, "《补助办法》")


def test_a_document_to_all_provinces_is_no_provinces_own() -> None:
    national = document("各省、自治区、直辖市财政厅（局），新疆生产建设兵团财务局：对退役士兵减免税款。")
    assert place_of_document(national) == Place()
    assert place_of_document(document("沈阳和大连设立服务站。")) == Place("辽宁")


def test_only_documents_of_the_letters_own_place_and_above_may_speak() -> None:
    letter = Place("河北")
    assert may_speak(document("石家庄和唐山设立服务站。"), letter)
    assert may_speak(document("各省、自治区、直辖市财政厅（局）：对退役士兵减免税款。"), letter)
    assert not may_speak(document("全市技术合同成交额增长。", title="北京市政府工作报告"), letter)


def test_what_is_to_be_had_for_nothing_is_asked_for_exactly() -> None:
    [whole, *_] = demands(request("为每辆货车免费安装行车记录仪。"), lambda _: 5.0)
    assert not whole.is_exactly("货运车辆应当接受称重检测")


def test_money_is_asked_for_where_the_main_clause_asks_for_it() -> None:
    [whole, *parts] = demands(request("帮困难残疾人家里修坡道、改厕所，每户补助一万元。"), lambda _: 5.0)
    assert (whole.money, [part.money for part in parts]) == (False, [False, True])
    assert demands(request("企业到国外去申请专利，每拿到一件，由省财政补助两万元。"), lambda _: 5.0)[0].money


def test_a_name_with_a_numeral_tells_and_a_quantity_does_not() -> None:
    weights = demands(request("管好三轮、四轮电动车，五个村各聘一名护路员。"), lambda _: 5.0)[0].weights
    assert {"三轮", "四轮"} <= weights.keys()
    assert not {"五个", "一名"} & weights.keys()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("供水单位应当提前二十四小时通知用户。", True),
        ("逾期不改正的，处五千元以上三万元以下的罚款。", False),
        ("未按照防洪标准要求建设排水设施的；", False),
        ("为了规范城镇供水用水，制定本办法。", False),
        ("村级养老服务力量薄弱，经费不足。", False),
    ],
)
def test_what_states_nothing_by_itself_is_no_statement(words: str, expected: bool) -> None:
    assert is_statement(statement(document(words), words).unit) is expected


def test_passages_that_many_queries_find_come_first() -> None:
    one, two, three = (replace(statement(document(w), w).unit.hit.chunk, id=w) for w in ("甲甲甲", "乙乙乙", "丙丙丙"))
    hits = [Hit(chunk, 1.0, 0.9, 1.0) for chunk in (one, two, three)]
    assert [hit.chunk.id for hit in fused([[hits[0], hits[1]], [hits[2], hits[1]], [hits[1]]])] == [
        "乙乙乙",
        "甲甲甲",
        "丙丙丙",
    ]
