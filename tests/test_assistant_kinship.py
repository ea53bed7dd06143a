"""How closely documents belong to the place, the year and the organ that a question names."""

from __future__ import annotations

import pytest

from assistant.kinship import Kinship
from assistant.question import analyse
from assistant.schema import DocumentSummary

NOTICE = DocumentSummary("notice", "关于做好养老服务的通知", None, "辽宁省民政厅", "2023-05-06", 9, "通知", "辽宁")
PLAN = DocumentSummary("plan", "沈阳市2022年养老服务要点", None, "沈阳市民政局", "2023-01-06", 9, "要点", "辽宁 沈阳")
TOWN = DocumentSummary("town", "养老服务方案", None, "大石桥市民政局", "2021-03-01", 9, "方案", "辽宁 营口 大石桥市")
NATIONAL = DocumentSummary("national", "养老服务条例", None, "国务院", "2022-03-01", 9, "条例", None)
KINSHIP = Kinship([NOTICE, PLAN, TOWN, NATIONAL])


@pytest.mark.parametrize(
    ("question", "gains"),
    [
        ("养老床位补贴多少？", {}),
        ("辽宁养老床位补贴多少？", {"notice": 1, "plan": 1, "town": 1}),
        ("营口养老床位补贴多少？", {"town": 1}),
        ("盖州市养老床位补贴多少？", {}),
        ("大石桥养老床位补贴多少？", {"town": 1}),
        ("营口市大石桥市养老床位补贴多少？", {"town": 1}),
        ("沈阳养老床位补贴多少？", {"plan": 1}),
        ("2022年养老床位补贴多少？", {"plan": 1, "national": 1}),
        ("辽宁2022年养老床位补贴多少？", {"notice": 0.5, "plan": 1, "town": 0.5, "national": 0.5}),
        ("民政厅怎么补贴养老床位？", {"notice": 1}),
        ("2030年养老床位要多少？", {}),
    ],
)
def test_documents_gain_by_what_they_belong_to(question: str, gains: dict[str, float]) -> None:
    assert KINSHIP.gains(analyse(question)) == pytest.approx(gains)
