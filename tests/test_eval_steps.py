"""What each step of finding passages is worth, on documents where two of the steps decide."""

from __future__ import annotations

from pathlib import Path

from eval_fakes import CharacterEncoder

from assistant.engine import Assistant
from assistant.settings import Settings
from eval.questions import AskedTurn, Gold, Question
from eval.steps import table_of_steps
from index.build import build_index
from index.snapshot import open_current

DOCUMENTS = {
    "锦州.txt": "关于做好公园建设的通知\n一、任务\n学习沈阳经验，今年建设改造公园。\n锦州市人民政府\n2024年3月1日\n",
    "沈阳.txt": "关于做好公园建设的通知\n一、任务\n全市今年建设改造的公园，一共36个。\n沈阳市人民政府\n2024年3月5日\n",
    "旧.txt": "犬只登记办法（试行）\n第一条 犬只登记费每年每只120元，犬只登记费按年交。\n东山市公安局\n2018年3月1日\n",
    "新.txt": "犬只登记办法\n第一条 本市犬只登记费改为每年每只60元，由登记机关收。\n东山市公安局\n2023年5月6日\n",
}


def _question(id_: str, asked: str, document: str, evidence: str) -> Question:
    gold = Gold(answerable=True, documents=(document,), evidence=(evidence,))
    return Question(id_, "figure", (AskedTurn(asked, gold),), "evidence")


def test_place_and_version_each_have_a_row(tmp_path: Path) -> None:
    encoder = CharacterEncoder()
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    build_index([folder], tmp_path / "index", encoder, 320, 100_000)
    assistant = Assistant(open_current(tmp_path / "index"), encoder, Settings())
    questions = [
        _question("1", "沈阳今年公园建设改造多少个公园？", "沈阳.txt", "共36个"),
        _question("2", "犬只登记费每年每只多少元？", "新.txt", "60元"),
    ]
    table = table_of_steps(questions, assistant, Settings())
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in table.splitlines() if line.startswith("|")]
    assert rows[-4:] == [
        ["＋认出点名的文件", "0.000"],
        ["＋地方、年份、机关相符", "0.500"],
        ["＋阅读模型重排", "0.500"],
        ["＋较新的版本在前", "1.000"],
    ]
