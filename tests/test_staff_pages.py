"""The pages for staff, asked with raw requests: what they show, what they do, and to whom nothing of it is served."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from canned import HOSTILE
from eval_fakes import CharacterEncoder
from fastapi.testclient import TestClient

from assistant.engine import Assistant
from assistant.feedback import FeedbackStore, State
from assistant.page.access import Access
from assistant.page.server import application
from assistant.page.site import Section
from assistant.page.staff.documents import DocumentsPage
from assistant.page.staff.feedback import FeedbackPage
from assistant.page.staff.retrieval import RetrievalPage
from assistant.rebuild import Rebuild
from assistant.settings import Settings
from index.build import build_index
from index.settings import IndexSettings
from index.snapshot import open_current

PARKS = """青山市人民政府关于修建公园的通知

青政发〔2024〕7号

各区人民政府：

一、任务

（一）数量。年内新建公园 31 个，由市园林局牵头。

（二）投资。总投资 2.5 亿元。

青山市人民政府
2024年5月8日
"""


class Builds:
    """Stands in for builds: remembers being asked, and says what it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.current: Rebuild | None = None

    def start(self) -> None:
        self.asked += 1


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A small index, the pages over it, and clients near and far."""
    folder = tmp_path_factory.mktemp("office")
    settings = Settings().model_copy(update={"index": IndexSettings(dir=folder / "index", max_file_bytes=20_000)})
    docs, uploads = folder / "docs", settings.index.uploads_dir
    docs.mkdir()
    uploads.mkdir()
    (docs / "parks.txt").write_text(PARKS, encoding="utf-8")
    (docs / "broken.pdf").write_bytes(b"no pdf")
    (uploads / "hostile.txt").write_text(f"{HOSTILE}\n\n一、第一\n\n正文{HOSTILE}结束。\n", encoding="utf-8")
    build_index([docs, uploads], settings.index.dir, CharacterEncoder(), 320, 20_000)
    assistant = Assistant(open_current(settings.index.dir), CharacterEncoder(), settings)
    builds, store = Builds(), FeedbackStore(folder / "data")
    sections = [
        Section(path="/", title="问答", build=lambda: None),
        DocumentsPage(lambda: assistant, settings.index, builds).section(),  # type: ignore[arg-type]
        RetrievalPage(lambda: assistant).section(),
        FeedbackPage(store, "/field").section(),
    ]
    app = application(sections, Access())
    near = TestClient(app, "http://localhost", client=("127.0.0.1", 5))
    far = TestClient(app, "http://localhost", client=("10.0.0.8", 5))
    return SimpleNamespace(
        near=near, far=far, builds=builds, store=store, uploads=uploads, assistant=assistant, settings=settings
    )


@pytest.mark.parametrize("path", ["/documents", "/retrieval", "/feedback"])
def test_nothing_of_them_is_served_to_others(office: SimpleNamespace, path: str) -> None:
    for inner in ("/", "/part", "/part?document=parks.txt", "/progress", "/config", "/gradio_api/upload"):
        assert office.far.get(path + inner).status_code == 403
    for inner in (
        "/do/upload",
        "/do/remove",
        "/do/rebuild",
        "/do/settle",
        "/gradio_api/queue/join",
        "/gradio_api/upload",
    ):
        assert office.far.post(path + inner, files={"files": ("a.txt", b"x")}).status_code == 403
    assert office.builds.asked == 0
    assert office.near.get(f"{path}/part").status_code == 200
    assert office.near.get(f"{path}/part").headers["cache-control"] == "no-store"
    assert office.near.post(f"{path}/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 404


def test_the_list_tells_what_is_in_the_index_and_what_is_not(office: SimpleNamespace) -> None:
    page = office.near.get("/documents/part").text
    for words in (
        "共 2 份文件",
        "青山市人民政府关于修建公园的通知",
        "青政发〔2024〕7号",
        "2024-05-08",
        "未收录的文件（1）",
        "broken.pdf",
    ):
        assert words in page
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    found = office.near.get("/documents/part", params={"q": "2024〕7号 公园"}).text
    assert "parks.txt" in found
    assert "hostile.txt" not in found
    assert "没有符合条件的文件" in office.near.get("/documents/part", params={"q": "月球"}).text
    remarked = office.near.get("/documents/part", params={"only": "remarks"}).text
    assert ("hostile.txt" in remarked, "parks.txt" in remarked) == (True, False)


def test_a_document_is_shown_as_it_was_read(office: SimpleNamespace) -> None:
    page = office.near.get("/documents/part", params={"document": "parks.txt", "start": 0, "end": 5}).text
    assert "<mark>青山市人民</mark>" in page
    assert page.index("一、任务") < page.index("（一）数量") < page.index('class="paper"')
    assert "这份文件来自收录的文件夹" in page
    assert "do/remove" not in office.near.get("/documents/part?document=parks.txt&remove=1").text
    pieces = office.near.get("/documents/part?document=parks.txt&show=pieces").text
    assert "总投资 2.5 亿元" in pieces
    hostile = office.near.get("/documents/part?document=hostile.txt&remove=1").text
    assert "确认移除" in hostile
    assert "<img src=x" not in hostile
    missing = office.near.get("/documents/part?document=../../etc/passwd")
    assert (missing.status_code, "索引中没有" in missing.text) == (400, True)


def test_files_are_taken_and_each_one_s_outcome_is_told(office: SimpleNamespace) -> None:
    before = office.builds.asked
    sent = [("files", (name, io.BytesIO(data))) for name, data in [
        ("new.txt", b"words"), ("same.txt", b"words"), ("../evil.txt", b"x"), ("big.txt", b"x" * 20_001),
        ("a.exe", b"x"),
    ]]  # fmt: skip
    page = office.near.post("/documents/do/upload", files=sent)
    assert page.status_code == 200
    assert office.builds.asked == before + 1
    assert "已上传，尚未收录" in page.text
    assert "超过单个文件的上限" in page.text
    assert "不支持这种格式" in page.text
    assert sorted(p.name for p in office.uploads.iterdir() if not p.name.startswith(".")) == [
        "evil.txt", "hostile.txt", "new.txt", "same.txt",
    ]  # fmt: skip
    report = {"added": ["new.txt"], "updated": [], "removed": [], "unchanged": [], "same": {"same.txt": "new.txt"}}
    office.builds.current = Rebuild(seconds=3.2, report={**report, "refused": {"evil.txt": "没有读到文字。"}})
    told = office.near.get("/documents/progress").text
    for words in ("用时 3 秒：新增 1", "已收录", "与 new.txt 内容相同，没有重复收录", "没有读到文字。"):
        assert words in told
    office.builds.current = Rebuild("向量化", 3, 9)
    assert "正在更新索引：计算段落向量 3 / 9" in office.near.get("/documents/progress").text
    office.builds.current = Rebuild(seconds=1.0, problem="另一个程序正在更新索引。")
    assert "另一个程序正在更新索引。" in office.near.get("/documents/progress").text
    office.builds.current = None


def test_a_form_that_is_far_too_large_is_refused_unread(office: SimpleNamespace) -> None:
    answer = office.near.post("/documents/do/upload", files={"files": ("a.txt", b"x" * 250_000)})
    assert (answer.status_code, "请分几次进行" in answer.text) == (413, True)


def test_only_uploaded_files_can_be_removed(office: SimpleNamespace) -> None:
    before = office.builds.asked
    refused = office.near.post("/documents/do/remove", data={"document": "parks.txt"})
    assert (refused.status_code, "不是在网页上传的" in refused.text) == (400, True)
    assert office.near.post("/documents/do/remove", data={"document": "../index/CURRENT"}).status_code == 400
    assert office.builds.asked == before
    assert office.near.post("/documents/do/remove", data={"document": "hostile.txt"}).status_code == 200
    assert not (office.uploads / "hostile.txt").exists()
    assert office.builds.asked == before + 1
    office.near.post("/documents/do/rebuild", data={})
    assert office.builds.asked == before + 2


def test_retrieval_shows_every_side_and_the_wanted_passage(office: SimpleNamespace) -> None:
    asked = {"q": "年内新建多少个公园？", "words": "新建公园31个"}
    page = office.near.get("/retrieval/part", params=asked).text
    assert "问数字" in page
    assert "<mark>公园</mark>" in page
    assert "最后排在<strong>第 1</strong>" in page
    assert "<script>alert" not in page
    absent = office.near.get("/retrieval/part", params={**asked, "words": "<b>月球</b>"}).text
    assert "没有含“&lt;b&gt;月球&lt;/b&gt;”的段落" in absent
    assert "应当找到的原文" not in office.near.get("/retrieval/part", params={"q": ""}).text.split("</form>")[1]


def test_feedback_is_listed_and_settled(office: SimpleNamespace) -> None:
    answer = office.assistant.ask("年内新建多少个公园？")
    number = office.store.add(answer, (), helpful=False, reason=HOSTILE, versions={"索引": office.assistant.version})
    page = office.near.get("/feedback/part").text
    assert "年内新建多少个公园？" in page
    assert "<img src=x" not in page
    one = office.near.get(f"/feedback/part?id={number}").text
    assert f'href="/field/?feedback={number}"' in one
    assert office.assistant.version in one
    settled = office.near.post("/feedback/do/settle", data={"id": number, "state": "settled"})
    assert settled.url.query == f"id={number}".encode()
    assert office.store.get(number).state is State.SETTLED
    assert office.near.post("/feedback/do/settle", data={"id": number, "state": "question"}).status_code == 400
    assert office.near.get("/feedback/part?id=x").status_code == 400
    assert "没有符合条件的反馈" in office.near.get("/feedback/part?said=1").text


def test_an_error_is_one_sentence(office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("/srv/secret")

    monkeypatch.setattr(office.assistant, "explain", broken)
    answer = office.near.get("/retrieval/part", params={"q": "问"})
    assert (answer.status_code, "/srv" in answer.text) == (500, False)
