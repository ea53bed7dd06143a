"""Pictures of a drafted reply in Word, its first page and its list of sources, for the README: ``make pictures``.

LibreOffice lays the file out; fonts of the standard that are not installed are stood in for by Noto and AR PL ones.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from assistant.draft.command import run
from assistant.draft.word.layout import Layout
from assistant.draft.word.reply import Citations
from assistant.settings import Settings
from index.settings import IndexSettings
from tests.conftest import CORPUS

pytestmark = [
    pytest.mark.skipif("PICTURES" not in os.environ, reason="make pictures: PICTURES names the folder they go into"),
    pytest.mark.skipif(
        not shutil.which("soffice") or not shutil.which("pdftoppm"), reason="no LibreOffice, no Poppler"
    ),
]

PROPOSAL = Path(CORPUS).parent / "proposals" / "liaoning-0512.json"
MOST_BYTES = 250_000
STAND_INS = {
    "方正小标宋简体": "Noto Serif CJK SC:bold",
    "黑体": "Noto Sans CJK SC",
    "仿宋_GB2312": "FandolFang</string><string>AR PL UKai CN",
    "宋体": "Noto Serif CJK SC",
}


def fonts_file(folder: Path) -> Path:
    """A fontconfig file that names what stands in for the fonts of the standard."""
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{font}</string></test>'
        f'<edit name="family" mode="prepend" binding="strong"><string>{stand_in.removesuffix(":bold")}</string></edit>'
        + ('<edit name="weight" mode="assign"><const>bold</const></edit>' if stand_in.endswith(":bold") else "")
        + "</match>"
        for font, stand_in in STAND_INS.items()
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><fontconfig><include>/etc/fonts/fonts.conf</include>' + rules + "</fontconfig>", "utf-8"
    )
    return path


def test_the_reply_in_word(sample_index: Path, tmp_path: Path) -> None:
    settings = Settings().model_copy(update={"index": IndexSettings(dir=sample_index)})
    reply = tmp_path / "reply.docx"
    told: list[str] = []
    status = run(
        settings, PROPOSAL, reply, layout=Layout(citations=Citations.ANNEX), say=told.append, complain=told.append
    )
    assert status == 0
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts_file(tmp_path))}
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*office, "--outdir", tmp_path, reply], check=True, capture_output=True, env=environment, timeout=300
    )
    pdf = str(reply.with_suffix(".pdf"))
    subprocess.run(
        ["pdftoppm", "-r", "80", "-png", pdf, tmp_path / "page"], check=True, capture_output=True, timeout=300
    )
    text = [
        subprocess.run(
            ["pdftotext", "-f", str(n), "-l", str(n), pdf, "-"], check=True, capture_output=True
        ).stdout.decode()
        for n, _ in enumerate(sorted(tmp_path.glob("page-*.png")), 1)
    ]
    first = next(n for n, words in enumerate(text) if "尊敬的" in words)
    sources = next(n for n, words in enumerate(text) if "答复依据清单" in words and "原文" in words)
    pages = sorted(tmp_path.glob("page-*.png"))
    folder = Path(os.environ["PICTURES"])
    folder.mkdir(parents=True, exist_ok=True)
    for name, number in (("reply-1", first), ("reply-2", sources)):
        path = folder / f"{name}.png"
        Image.open(pages[number]).convert("L").quantize(32).save(path, optimize=True)
        assert path.stat().st_size < MOST_BYTES
