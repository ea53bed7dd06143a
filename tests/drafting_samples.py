"""A small index, a proposal and a desk, for the tests of the drafting page."""

from __future__ import annotations

from pathlib import Path

from assistant.opening import Opened, open_index
from assistant.page.drafting.desk import DraftingDesk
from assistant.settings import Settings
from index.build import build_index
from index.encoder import load_encoder
from index.settings import IndexSettings

NOTICE = """青山市人民政府关于公园建设的通知

青政发〔2024〕7号

各区人民政府：

一、建设目标

2024年全市新建口袋公园31个，投资2.5亿元，由市园林局牵头组织实施。同时，口袋公园建设优先安排在老旧小区周边。

二、下一步安排

下一步，继续加快口袋公园建设，完善公园健身设施。

青山市人民政府
2024年5月8日
"""
REPLY = """青山市园林局对市十届人大一次会议第12号建议的答复

尊敬的何平代表：

您提出的关于加快口袋公园建设的建议收悉。现答复如下：2023年全市建成口袋公园20个。

青山市园林局
2023年6月1日
"""
PROPOSAL = """关于加快口袋公园建设的建议

领衔代表：李禾
承办单位：青山市园林局

群众称去年新建口袋公园90个。建议：
一、加快全市口袋公园建设，由市园林局牵头组织实施。
二、给退休教师发放乘船补贴<img src=x onerror="document.title='hacked'">。
"""


def settings_of(folder: Path) -> Settings:
    """Settings whose index and letters lie in a folder; the index is built there."""
    documents = folder / "documents"
    documents.mkdir()
    (documents / "notice.txt").write_text(NOTICE, encoding="utf-8")
    (documents / "reply.txt").write_text(REPLY, encoding="utf-8")
    settings = Settings()
    build_index([documents], folder / "index", load_encoder(settings.embedding), 320, 1_000_000)
    server = settings.server.model_copy(update={"data": folder / "data"})
    return settings.model_copy(update={"index": IndexSettings(dir=folder / "index"), "server": server})


def desk_of(settings: Settings) -> DraftingDesk:
    """A desk over that index."""

    opened = Opened.of(*open_index(settings), settings)
    return DraftingDesk(settings, lambda: opened)
