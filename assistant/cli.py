"""The command line: ``assistant``. Turns arguments into calls and errors into exit statuses; nothing else.

Heavy libraries are imported inside the commands, so that ``--help`` answers at once. Exit status: 0 done; 1 done
with some input refused (reasons on stderr); 2 unusable arguments or index.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli import eval_app
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.progress import Progress
    from assistant.settings import Settings

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="人大代表建议办理助手"
)
index_app = typer.Typer(no_args_is_help=True, help="建立和查看索引")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")

IndexDir = Annotated[Path | None, typer.Option("--index", help="索引所在文件夹，默认 var/index")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and status 2."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched at run time
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except UserError as error:
        _complain(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        _complain("已中断。")
        sys.exit(130)


@index_app.command("build", help="使索引与给出的文件和文件夹一致：新增、更新、移除；未改动的不重新计算。")
def index_build(
    paths: Annotated[list[Path] | None, typer.Argument(help="要收录的文件或文件夹；不给则与上次相同")] = None,
    index: IndexDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="进度和结果各输出一行 JSON")] = False,
) -> None:
    """Make the index mirror the given files and folders, and those that came by the web page."""
    from dataclasses import asdict

    from index.build import build_index, mirrored
    from index.encoder import load_encoder

    settings = _settings(index)
    roots = mirrored(paths or [], settings.index)
    encoder = load_encoder(settings.embedding)
    size, most = settings.chunk.size, settings.index.max_file_bytes
    if as_json:

        def told(stage: str, done: int, total: int) -> None:
            _say(json.dumps({"stage": stage, "done": done, "total": total}, ensure_ascii=False))
            sys.stdout.flush()

        report = build_index(roots, settings.index.dir, encoder, size, most, told)
        _say(json.dumps(asdict(report), ensure_ascii=False))
        raise typer.Exit(1 if report.refused else 0)
    with _progress() as progress:
        report = build_index(roots, settings.index.dir, encoder, size, most, progress)
    _say(
        f"收录 {len(report.added) + len(report.updated) + len(report.unchanged)} 个文件（新增 {len(report.added)}，"
        f"更新 {len(report.updated)}，未变 {len(report.unchanged)}，移除 {len(report.removed)}），"
        f"{report.chunks} 个段落，其中 {report.embedded} 个重新计算。"
    )
    for name, reason in report.refused.items():
        _complain(f"未收录 {name}：{reason}")
    raise typer.Exit(1 if report.refused else 0)


@index_app.command("info", help="索引里有什么。")
def index_info(index: IndexDir = None, as_json: AsJson = False) -> None:
    """Print what is in the index."""
    from dataclasses import asdict

    from index.snapshot import open_current

    snapshot = open_current(_settings(index).index.dir)
    fields = snapshot.store.fields()
    if as_json:
        documents = [
            {"path": path, **{name.value: field.value for name, field in found.items()}}
            for path, found in fields.items()
        ]
        _say(json.dumps({**asdict(snapshot.manifest), "list": documents}, ensure_ascii=False, indent=2))
        return
    manifest = snapshot.manifest
    _say(f"{manifest.documents} 个文件，{manifest.chunks} 个段落；模型 {manifest.encoder}；建立于 {manifest.created}")
    for path, found in fields.items():
        said = "，".join(f"{name.value}={field.value}" for name, field in found.items())
        _say(f"{path}：{said}")
    for name, reason in manifest.refused.items():
        _say(f"未收录 {name}：{reason}")


@index_app.command("verify", help="检查索引的每个文件是否完整、彼此一致。")
def index_verify(index: IndexDir = None) -> None:
    """Check that every file of the index is whole and agrees with the others."""
    from index.snapshot import open_current

    snapshot = open_current(_settings(index).index.dir)
    counts = (*snapshot.store.count(), *snapshot.vectors.shape)
    manifest = snapshot.manifest
    if counts != (manifest.documents, manifest.chunks, manifest.chunks, manifest.dimensions):
        raise UserError("索引各部分的数量不一致，请用 assistant index build 重新建立。")
    _say(f"索引完整：{manifest.documents} 个文件，{manifest.chunks} 个段落。")


@index_app.command("text", help="输出一个文件解析后的文本；引文的起止位置以它为准。")
def index_text(document: Annotated[str, typer.Argument(help="文件在索引中的路径")], index: IndexDir = None) -> None:
    """Print the parsed text that citations' offsets refer to."""
    from index.snapshot import open_current

    found = open_current(_settings(index).index.dir).store.document(document)
    if found is None:
        raise UserError(f"索引中没有 {document}，请用 assistant index info 查看收录的文件。")
    sys.stdout.write(found.text)


@app.command(help="回答一个问题，或用 --batch 回答一批。")
def ask(
    question: Annotated[str | None, typer.Argument(help="问题")] = None,
    batch: Annotated[Path | None, typer.Option(help="问题文件，每行一个 JSON 对象")] = None,
    out: Annotated[Path | None, typer.Option(help="批量回答写到这个文件")] = None,
    index: IndexDir = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, or many."""
    if batch is not None:
        if question is not None or out is None:
            raise UserError("--batch 需要同时给出 --out，且不再另给问题。")
    elif question is None:
        raise UserError("请给出问题，或用 --batch 给出问题文件。")
    from assistant.batch import answer_batch
    from assistant.engine import Assistant

    assistant = Assistant.open(_settings(index))
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
    index: IndexDir = None,
) -> None:
    """Draft replies to proposals."""
    from assistant.draft.command import choice, run
    from assistant.draft.word.heads import Head
    from assistant.draft.word.reply import Citations

    shown, topped = choice(Citations, citations, "--citations"), choice(Head, head, "--head")
    settings = _settings(index)
    status = run(settings, proposal, out, json_out=json_out, citations=shown, head=topped, say=_say, complain=_complain)
    raise typer.Exit(status)


@app.command(help="打开问答网页。")
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="端口")] = None,
    index: IndexDir = None,
) -> None:
    """Serve the web page."""
    from assistant.engine import Assistant
    from assistant.examples import example_questions
    from assistant.page import chat_section
    from assistant.page import serve as serve_site

    settings = _settings(index)
    assistant = Assistant.open(settings)
    sections = [chat_section(assistant, settings.server, example_questions(assistant))]
    serve_site(sections, settings.server, host, port)


@app.command(help="检查设置、模型和索引，并在断网状态下回答一个问题。")
def doctor(index: IndexDir = None) -> None:
    """Check models, index and settings, and answer a question with the network cut."""
    from assistant.doctor import examine

    problems = examine(_settings(index), _say)
    raise typer.Exit(2 if problems else 0)


def _settings(index: Path | None) -> Settings:
    from assistant.settings import load_settings

    return load_settings(index)


def _progress() -> Progress:
    from assistant.progress import Progress

    return Progress()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _complain(text: str) -> None:
    sys.stderr.write(text + "\n")
