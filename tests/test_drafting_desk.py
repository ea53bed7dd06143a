"""The drafting page's actions: letters kept with versions, edits checked, evidence offered, files written."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pytest
from drafting_samples import PROPOSAL, desk_of, settings_of
from llm_server import llm_server, said
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.draft.word.layout import Layout
from assistant.page.drafting.desk import DraftingDesk
from assistant.page.drafting.routes import drafting_routes
from assistant.settings import LlmSettings
from index.errors import UserError


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> DraftingDesk:
    return desk_of(settings_of(tmp_path_factory.mktemp("drafting")))


@pytest.fixture
def view(desk: DraftingDesk) -> Any:
    return desk.begin(PROPOSAL, "", b"", "王敏")


def test_a_proposal_becomes_a_letter_that_is_kept(desk: DraftingDesk, view: Any) -> None:
    proposal, draft = view["work"]["proposal"], view["work"]["draft"]
    assert [proposal["body"][p["request"]["start"] : p["request"]["end"]] for p in draft["points"]] == [
        p["request"]["text"] for p in draft["points"]
    ]
    assert [p["coverage"] for p in draft["points"]] == ["covered", "missing"]
    assert (view["version"], view["versions"][0]["who"], view["versions"][0]["note"]) == (1, "王敏", "自动起草")
    assert view["id"] in [each["id"] for each in desk.listed()["drafts"]]
    assert [reply["document"] for reply in view["similar"]["replies"]] == ["reply.txt"]


def test_an_edit_becomes_a_version_that_says_what_changed(desk: DraftingDesk, view: Any) -> None:
    work = view["work"]
    work["draft"]["points"][0]["paragraphs"][0]["text"] += "请予支持。"
    saved = desk.save(view["id"], 1, "李强", work)
    assert [(v["n"], v["who"], v["note"]) for v in saved["versions"]] == [
        (2, "李强", "改动1段"),
        (1, "王敏", "自动起草"),
    ]
    assert (
        desk.opened(view["id"], 1)["work"]["draft"]["points"][0]["paragraphs"][0]["text"]
        != (saved["work"]["draft"]["points"][0]["paragraphs"][0]["text"])
    )
    assert desk.save(view["id"], 2, "李强", saved["work"]) == {"unchanged": True}
    with pytest.raises(UserError, match="李强已经保存了第2版"):
        work["draft"]["closing"] = "谢谢。"
        desk.save(view["id"], 1, "王敏", work)


def test_citations_are_put_in_order_and_unused_ones_go(desk: DraftingDesk, view: Any) -> None:
    work = view["work"]
    used = work["draft"]["citations"][0]
    work["draft"]["citations"] = [{**used, "n": 7}, {**used, "n": 9}]
    work["draft"]["points"][0]["paragraphs"] = [{"text": f"{used['quote']}[9][8]。", "citations": [], "stage": None}]
    work["draft"]["warnings"] = ["《甲》[9]有更新，《乙》[7]有更新。"]
    draft = desk.save(view["id"], 1, "", work)["work"]["draft"]
    assert draft["points"][0]["paragraphs"][0]["text"] == f"{used['quote']}[1]。"
    assert [citation["n"] for citation in draft["citations"]] == [1]
    assert draft["warnings"][-1] == "《甲》[1]有更新，《乙》有更新。"


def test_the_warnings_name_the_gaps_that_are_left(desk: DraftingDesk, view: Any) -> None:
    draft, work = view["work"]["draft"], view["work"]
    assert [line[:8] for line in draft["warnings"] if "待补充：" in line] == ["第2条：待补充："]
    first, second = draft["points"]
    first["paragraphs"], second["paragraphs"] = second["paragraphs"], first["paragraphs"]
    warnings = desk.save(view["id"], 1, "", work)["work"]["draft"]["warnings"]
    assert [line[:8] for line in warnings if "待补充：" in line] == ["第1条：待补充："]


def test_the_year_of_a_document_number_typed_in_is_kept(desk: DraftingDesk, view: Any) -> None:
    view["work"]["draft"]["points"][0]["paragraphs"][0]["text"] = "按财税[2013]106号办理[1]。"
    draft = desk.save(view["id"], 1, "", view["work"])["work"]["draft"]
    assert draft["points"][0]["paragraphs"][0]["text"] == "按财税〔2013〕106号办理[1]。"


def test_characters_that_no_word_file_can_hold_are_left_out(desk: DraftingDesk, view: Any) -> None:
    draft = view["work"]["draft"]
    draft["points"][0]["paragraphs"][0]["text"] = "请予\x0b支持[1]。"
    draft["closing"] = "谢\x0c谢。"
    desk.save(view["id"], 1, "", view["work"])
    _, content = desk.written(view["id"], 2, Layout())
    lines = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
    assert "请予支持。" in lines
    assert "谢谢。" in lines


def test_a_quote_that_is_not_the_documents_is_not_kept(desk: DraftingDesk, view: Any) -> None:
    view["work"]["draft"]["citations"][0]["quote"] = "2024年新建口袋公园99个"
    with pytest.raises(UserError, match=r"引用\[1\]与文件原文不一致"):
        desk.save(view["id"], 1, "", view["work"])
    view["work"]["draft"]["citations"][0]["quote"] = ""
    view["work"]["draft"]["citations"][0]["end"] = view["work"]["draft"]["citations"][0]["start"]
    with pytest.raises(UserError, match=r"引用\[1\]与文件原文不一致"):
        desk.save(view["id"], 1, "", view["work"])


def test_a_figure_changed_by_hand_is_found_with_its_place(desk: DraftingDesk, view: Any) -> None:
    draft = view["work"]["draft"]
    text = next(p["text"] for p in draft["points"][0]["paragraphs"] if "31个" in p["text"])
    assert desk.checked(text, draft["citations"])["findings"] == []
    wrong = text.replace("31个", "38个")
    [finding] = desk.checked(wrong, draft["citations"])["findings"]
    assert finding["fault"] == "claim"
    assert "38" in wrong[finding["start"] : finding["end"]]
    [bare] = desk.checked(text + "另建成体育馆五座。", draft["citations"])["findings"]
    assert (bare["fault"], bare["words"]) == ("uncited", "另建成体育馆五座")
    assert desk.checked("【待补充：关于“乘船”，需要补充材料。】", [])["findings"] == []


def test_further_evidence_is_verbatim_and_not_what_is_used(desk: DraftingDesk, view: Any) -> None:
    work = view["work"]
    used = [[c["document"], c["start"], c["end"]] for c in work["draft"]["citations"]]
    offers = desk.further(work, 0, "口袋公园健身设施", used)["offers"]
    places = [[o["citation"][name] for name in ("document", "start", "end")] for o in offers]
    assert offers
    assert not [place for place in places if place in used]
    assert all(desk.checked(f"{o['words']}[1]。", [{**o["citation"], "n": 1}])["findings"] == [] for o in offers)


def test_another_paragraph_never_relies_on_what_is_used(desk: DraftingDesk, view: Any) -> None:
    used: list[list[Any]] = []
    with pytest.raises(UserError, match="没有查到其他可用的依据"):
        for _ in range(10):
            made = desk.another(view["work"], 0, None, used)["citations"]
            places = [[c["document"], c["start"], c["end"]] for c in made]
            assert not [place for place in places if place in used]
            used += places
    assert used


def test_a_model_that_is_set_words_the_letters_of_the_page(desk: DraftingDesk, view: Any) -> None:
    verbatim = view["work"]["draft"]["points"][0]["paragraphs"][0]["text"]
    with llm_server() as server:
        server.says(said(verbatim.replace("2024年全市", "全市2024年")))
        llm = LlmSettings(base_url=server.address, model="小模型", retries=0)
        other = DraftingDesk(desk._settings.model_copy(update={"llm": llm}), desk._opened)
        draft = other.begin(PROPOSAL, "", b"", "王敏")["work"]["draft"]
    assert draft["points"][0]["paragraphs"][0]["text"] == verbatim.replace("2024年全市", "全市2024年")
    assert any("经大模型润色" in line for line in draft["warnings"])


def test_files_are_those_of_the_version(desk: DraftingDesk, view: Any) -> None:
    name, content = desk.written(view["id"], 1, Layout(opinion=True, imprint=True))
    assert name.endswith("第1版.docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    assert "尊敬的李禾代表" in text
    assert "征询意见表" in text
    _, content = desk.written(view["id"], 1, None)
    assert json.loads(content)["salutation"] == "尊敬的李禾代表："


def test_the_addresses_tell_faults_in_one_sentence(desk: DraftingDesk, view: Any) -> None:
    client = TestClient(Starlette(routes=list(drafting_routes(desk, 1_000_000))))
    assert client.post("/drafting/do/listed", json={}).json()["drafts"]
    refused = [
        client.post("/drafting/do/opened", json={"identity": "none"}),
        client.post("/drafting/do/opened", json={"nonsense": 1}),
        client.post("/drafting/do/checked", content=b"{"),
        client.post("/drafting/do/save", json={"identity": view["id"], "base": 1, "who": "", "work": {}}),
        client.post("/drafting/do/begin", data={"text": " ", "who": ""}),
        client.post("/drafting/do/begin", data={"who": ""}, files={"file": ("a.exe", b"MZ")}),
        client.get("/drafting/export", params={"id": view["id"], "version": "x"}),
        client.get("/drafting/export", params={"id": view["id"], "version": "1", "citations": "all"}),
    ]
    assert {answer.status_code for answer in refused} == {400}
    assert all(answer.text.endswith("。") and "Traceback" not in answer.text for answer in refused)
    word = client.get("/drafting/export", params={"id": view["id"], "version": "1", "citations": "none"})
    assert word.headers["content-disposition"].startswith("attachment")
    assert word.content[:2] == b"PK"
