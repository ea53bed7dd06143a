"""The report: all text escaped, nothing fetched, charts for what there is; Markdown that lines up."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from eval_fakes import answer, citation, passage, record
from pydantic import BaseModel
from rich.cells import cell_len

from assistant.schema import Status
from eval.charts import Bar, bars, columns, curve
from eval.compare import compare
from eval.metrics import METRICS, score
from eval.provenance import Provenance, trace
from eval.questions import Gold
from eval.record import Record, append_record
from eval.report import write_report
from eval.summary import cost, summarise
from eval.supplement import Section, Table
from eval.terminal import markdown, table

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\"'&"
GOLD = Gold(answerable=True, documents=("甲.txt",), evidence=("31 个", HOSTILE), answer_all=((HOSTILE, "31个"),))


class Settings(BaseModel):
    note: str = HOSTILE


class Tags(HTMLParser):
    """Collects the tags and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href", "action")]
        assert not any(name.startswith("on") for name, _ in attributes)


def provenance() -> Provenance:
    return trace(Settings(), {"encoder": HOSTILE}, f"{HOSTILE}.jsonl", "0" * 64)


def records(text: str = "31个") -> list[Record]:
    found = [passage(1, "甲.txt", HOSTILE), passage(2, "甲.txt", "新建 31 个")]
    hostile = answer(HOSTILE, text + HOSTILE + "[1]", citations=[citation("甲.txt", "31 个")], passages=found)
    refused = answer("明天下雨吗？", "没有。", Status.REFUSED, passages=found)
    return [
        record(hostile, GOLD, id_=HOSTILE, confidence=0.7),
        record(refused, Gold(answerable=False), "off_topic", id_="2"),
    ]


def written(tmp_path: Path, *, baseline: bool = False) -> str:
    now = records()
    comparison = None
    if baseline:
        (tmp_path / "before").mkdir()
        for one in records("13个"):
            changed = one.model_copy(update={"turns": (one.last.model_copy(update={"answer": f"13个{HOSTILE[:9]}"}),)})
            append_record(tmp_path / "before/records.jsonl", changed, score(changed))
        (tmp_path / "now").mkdir()
        for one in now:
            append_record(tmp_path / "now/records.jsonl", one, score(one))
        comparison = compare(tmp_path / "before", tmp_path / "now")
    skipped = [(HOSTILE, HOSTILE)]
    section = Section(HOSTILE, (HOSTILE,), (Table((HOSTILE,), ((HOSTILE,),)),), {}, (), (HOSTILE,))
    write_report(
        tmp_path / "r.html", now, summarise(now), cost(now, 1.0), provenance(),
        skipped=skipped, refused=[HOSTILE], comparison=comparison, sections=[section],
    )  # fmt: skip
    return (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("baseline", [False, True])
def test_no_text_becomes_markup_and_nothing_is_fetched(tmp_path: Path, baseline: bool) -> None:
    page = written(tmp_path, baseline=baseline)
    tags = Tags()
    tags.feed(page)
    assert tags.tags.count("script") == 1
    assert {"img", "link", "iframe"}.isdisjoint(tags.tags)
    assert tags.addresses == []
    assert not re.search(r"https?://|@import|url\(", page)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_a_question_shows_its_answer_evidence_and_gold(tmp_path: Path) -> None:
    page = written(tmp_path)
    assert page.count('<details class="question"') == 2
    assert 'data-type="无关问题" data-verdict="对" data-status="拒答"' in page
    assert 'data-type="数字" data-verdict="对" data-status="作答"' in page
    assert '<blockquote class="relevant">' in page
    assert "风险—覆盖曲线" in page


def test_a_comparison_lists_what_changed_with_both_answers(tmp_path: Path) -> None:
    page = written(tmp_path, baseline=True)
    assert [int(count) for count in re.findall(r"(?:新答错|新答对|名次降低|名次提高) (\d+) 题", page)] == [0, 1, 0, 0]
    assert "<h3>基线</h3>" in page
    assert "13个&lt;img src" in page


def test_charts_escape_labels_and_keep_to_scale() -> None:
    drawn = bars("标题<", [Bar(HOSTILE, 0.5, 0.25, 1.0, "0.500")])
    assert "<img" not in drawn
    assert 'aria-label="标题&lt;"' in drawn
    # 400 wide less 112 for the label and 48 for the note leaves 240: half is 120, the interval from 172 to 352.
    assert 'class="bar" x="112" y="5" width="120.0"' in drawn
    assert "M172.0 12.0H352.0" in drawn
    assert "<img" not in columns("x", [(HOSTILE, 3)]) + curve("x", [(0, 0), (1, 1)], HOSTILE, HOSTILE)
    assert columns("x", []).startswith("<svg")
    # 180 high from 22 to 202: a risk of 0.1 stands at 112 where a fifth is the whole, at 184 where the square is.
    assert "L388.0 112.0" in curve("x", [(0, 0), (1, 0.1)], "", "")
    assert "L388.0 184.0" in curve("x", [(0, 0), (1, 0.1)], "", "", diagonal=True)


def test_markdown_columns_line_up_in_terminal_cells() -> None:
    lines = table(("指标", "x"), [("命中率@1", "1"), ("a|b\nc", "22")]).splitlines()
    assert {cell_len(line) for line in lines} == {cell_len(lines[0])}
    assert lines[3] == "| a\\|b c   | 22 |"


def test_markdown_names_every_metric_that_has_questions(tmp_path: Path) -> None:
    del tmp_path
    now = records()
    text = markdown(summarise(now), cost(now, None), provenance())
    assert METRICS["refusal_recall"].label in text
    assert METRICS["false_premise"].label not in text  # no question of that type was asked
    assert "可回答 1，不可回答 1" in text
    # One answer of two questions, right, of confidence 0.7.
    assert "|0.700|0.500|0.000|" in text.replace(" ", "")
    assert "（AURC）0.000，期望校准误差 0.300。" in text


@pytest.mark.browser
@pytest.mark.parametrize("width", [1200, 390])
def test_the_page_filters_questions_and_fits_a_phone(tmp_path: Path, chromium: Any, width: int) -> None:
    written(tmp_path, baseline=True)
    page = chromium.new_page(viewport={"width": width, "height": 800})
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.goto((tmp_path / "r.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.fill("#words", "下雨")
    assert page.locator("details.question:visible").count() == 1
    page.select_option("#verdict", "错")
    assert page.inner_text("#shown") == "0 题"
    page.close()
    assert seen == [(tmp_path / "r.html").as_uri()]
