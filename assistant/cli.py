"""The command line: ``assistant``. Turns arguments into calls and errors into exit statuses; nothing else.

Heavy libraries are imported inside the commands, so that ``--help`` answers at once. Exit status: 0 done; 1 done
with some input refused (reasons on stderr); 2 unusable arguments or index.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.index_commands import IndexDir, index_app
from assistant.usage import Application, in_chinese
from eval.cli import eval_app
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.settings import Settings

app = Application(add_completion=False, pretty_exceptions_enable=False, help="人大代表建议办理助手")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
_SCOPE = "限定范围"
Issuers = Annotated[list[str] | None, typer.Option("--issuer", help="发文机关，可不全；可多次", rich_help_panel=_SCOPE)]
Regions = Annotated[list[str] | None, typer.Option("--region", help="省、市或县；可多次", rich_help_panel=_SCOPE)]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="文种：通知、意见……；可多次", rich_help_panel=_SCOPE)]
Since = Annotated[str | None, typer.Option(help="成文日期不早于：2021、2021-03、2021-03-03", rich_help_panel=_SCOPE)]
Until = Annotated[str | None, typer.Option(help="成文日期不晚于", rich_help_panel=_SCOPE)]
Numbers = Annotated[list[str] | None, typer.Option("--number", help="发文字号；可多次", rich_help_panel=_SCOPE)]
Documents = Annotated[
    list[str] | None, typer.Option("--document", help="索引中的文件或文件夹；可多次", rich_help_panel=_SCOPE)
]


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and status 2, a bare group with its help."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched at run time
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    _speak_utf8()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        if error.format_message():  # none where a bare group has shown its help
            _complain(in_chinese(error))
        sys.exit(2)
    except UserError as error:
        _complain(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        _complain("已中断。")
        sys.exit(130)


@app.command(help="回答一个问题，或用 --batch 回答一批。")
def ask(
    question: Annotated[str | None, typer.Argument(help="问题")] = None,
    batch: Annotated[Path | None, typer.Option(help="问题文件，每行一个 JSON 对象")] = None,
    out: Annotated[Path | None, typer.Option(help="批量回答写到这个文件")] = None,
    index: IndexDir = None,
    as_json: AsJson = False,
    issuers: Issuers = None,
    regions: Regions = None,
    kinds: Kinds = None,
    since: Since = None,
    until: Until = None,
    numbers: Numbers = None,
    documents: Documents = None,
) -> None:
    """Answer one question, or many."""
    if batch is not None:
        if question is not None or out is None:
            raise UserError("--batch 需要同时给出 --out，且不再另给问题。")
    elif question is None:
        raise UserError("请给出问题，或用 --batch 给出问题文件。")
    elif out is not None:
        raise UserError("--out 只与 --batch 同用；一个问题的回答直接输出，可重定向到文件。")
    from assistant.batch import answer_batch
    from assistant.engine import Assistant

    lists = {"issuers": issuers, "regions": regions, "kinds": kinds, "doc_numbers": numbers, "documents": documents}
    assistant = Assistant.open(_scoped(_settings(index), lists, {"since": since, "until": until}))
    if batch is not None and out is not None:
        refused = answer_batch(assistant, batch, out)
        for reason in refused:
            _complain(reason)
        raise typer.Exit(1 if refused else 0)
    answer = assistant.ask(question or "")
    if as_json:
        _say(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        return
    _say(answer.text)
    for citation in answer.citations:
        number = f"（{citation.doc_number}）" if citation.doc_number else ""
        place = " › ".join((f"{citation.title}{number}", *citation.section))
        _say(f"[{citation.n}] {place}：{citation.quote}")


@app.command(help="为一份代表建议（或一个文件夹的建议）起草答复，写成 Word 文件。")
def draft(
    proposal: Annotated[Path, typer.Argument(help="建议文件（.docx .pdf .txt .md .json）或文件夹")],
    out: Annotated[Path, typer.Option(help="写到这个 .docx；给出文件夹时写到这个文件夹")],
    json_out: Annotated[Path | None, typer.Option("--json", help="另把草稿写成这个 JSON 文件（或文件夹）")] = None,
    citations: Annotated[str, typer.Option(help="依据放在脚注 footnotes、附件清单 annex，或不带 none")] = "footnotes",
    head: Annotated[str, typer.Option(help="红头：none 不带，letter 信函格式，document 文件格式")] = "none",
    imprint: Annotated[bool, typer.Option("--imprint", help="末页带版记（抄送、印发机关、印发日期留空）")] = False,
    opinion: Annotated[bool, typer.Option("--opinion-form", help="附办理情况征询意见表")] = False,
    index: IndexDir = None,
) -> None:
    """Draft replies to proposals."""
    from assistant.draft.command import run
    from assistant.draft.word.heads import Head
    from assistant.draft.word.layout import Layout, choice
    from assistant.draft.word.reply import Citations

    shown, topped = choice(Citations, citations, "--citations"), choice(Head, head, "--head")
    layout = Layout(shown, topped, imprint, opinion)
    status = run(_settings(index), proposal, out, json_out=json_out, layout=layout, say=_say, complain=_complain)
    raise typer.Exit(status)


@app.command(help="打开问答网页。")
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="端口")] = None,
    index: IndexDir = None,
) -> None:
    """Serve the web site: the page to ask on, and the pages for staff."""
    from assistant.engine import Assistant
    from assistant.holder import AssistantHolder
    from assistant.page import chat_section
    from assistant.page import serve as serve_site
    from assistant.page.drafting.desk import DraftingDesk
    from assistant.page.drafting.section import drafting_section
    from assistant.page.staff.sections import staff_sections
    from eval.page.field import PATH as QUESTIONS
    from eval.page.sections import eval_sections

    settings = _settings(index)
    holder = AssistantHolder(settings)
    holder.watch()

    def in_use() -> Assistant:
        return holder.current

    desk = DraftingDesk(settings, lambda: in_use().opened)
    staff = [
        drafting_section(settings, desk),
        *staff_sections(holder, settings, QUESTIONS),
        *eval_sections(in_use, settings),
    ]
    serve_site([chat_section(in_use, settings), *staff], settings.server, host, port)


@app.command("verify-receipt", help="重新核对网页上保存的引证单：引文是否仍与索引中的文件一致。")
def verify_receipt(
    receipt: Annotated[Path, typer.Argument(help="引证单文件（.html）")], index: IndexDir = None
) -> None:
    """Check a receipt against the index: status 0 all agrees, 1 something differs."""
    from assistant.export.verify import differences, read_receipt
    from index.snapshot import open_current

    read = read_receipt(receipt)
    snapshot = open_current(_settings(index).index.dir)
    found = list(differences(read, snapshot.store))
    for difference in found:
        _say(difference)
    version = snapshot.folder.name
    same = "与引证时相同" if version == read.index else f"引证时为 {read.index}"
    differing = f"{len(found)} 处不一致" if found else "全部一致"
    _say(f"{len(read.quotes)} 处引文，{differing}；索引版本 {version}（{same}）。")
    raise typer.Exit(1 if found else 0)


@app.command(help="检查设置、模型和索引，并在断网状态下回答一个问题。")
def doctor(index: IndexDir = None) -> None:
    """Check models, index and settings, and answer a question with the network cut."""
    from assistant.doctor import examine

    problems = examine(_settings(index), _say)
    raise typer.Exit(2 if problems else 0)


def _speak_utf8() -> None:
    """Write UTF-8, which other programs read, whatever the locale; half a surrogate pair is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _settings(index: Path | None) -> Settings:
    from assistant.settings import load_settings

    return load_settings(index)


def _scoped(settings: Settings, lists: dict[str, list[str] | None], days: dict[str, str | None]) -> Settings:
    """The settings with each condition of the scope that was given in place of theirs."""
    given = {name: tuple(values) for name, values in lists.items() if values}
    given_days = {name: day for name, day in days.items() if day}
    return settings.model_copy(update={"scope": settings.scope.model_copy(update=given | given_days)})


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _complain(text: str) -> None:
    sys.stderr.write(text + "\n")
