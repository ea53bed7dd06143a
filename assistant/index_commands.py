"""The commands ``assistant index …``: build, look into and check an index. Turns arguments into calls, nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.labels import LABELS
from assistant.usage import Application
from index.errors import UserError, cause
from index.schema import FieldName

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.report import BuildReport
    from index.snapshot import Snapshot

index_app = Application(help="建立和查看索引")

IndexDir = Annotated[Path | None, typer.Option("--index", help="索引所在文件夹，默认 var/index")]
_INTERRUPTED = 130  # what shells give for Ctrl+C


@index_app.command("build", help="使索引与给出的文件一致：新增、更新、移除；未改动的不重新计算，中断后可接着做。")
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="要收录的文件或文件夹；不给则与上次相同")] = None,
    index: IndexDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="进度和结果各输出一行 JSON")] = False,
    report_to: Annotated[Path | None, typer.Option("--report", help="把逐个文件的收录结果写到这个 JSON 文件")] = None,
) -> None:
    """Make the index mirror the given files and folders, and those that came by the web page."""
    from assistant.progress import Progress
    from index.build import build_index
    from index.encoder import load_encoder
    from index.files import mirrored

    settings = _settings(index)
    roots = mirrored(paths or [], settings.index)
    encoder = load_encoder(settings.embedding)
    size, most = settings.chunk.size, settings.index.max_file_bytes
    try:
        if as_json:
            report = build_index(roots, settings.index.dir, encoder, size, most, _tell_as_json)
        else:
            with Progress() as progress:
                report = build_index(roots, settings.index.dir, encoder, size, most, progress)
    except KeyboardInterrupt:
        typer.echo("已中断，索引保持原样；已完成的部分保留，再次运行会接着做。", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        _summarise(report)
    if report_to is not None:
        _write(report, report_to)
    raise typer.Exit(1 if report.refused else 0)


@index_app.command("info", help="索引里有什么。")
def info(
    index: IndexDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    fields: Annotated[bool, typer.Option("--fields", help="只列出每个字段有多少个文件写明")] = False,
) -> None:
    """Print what is in the index, and what became of every file."""
    from index.journal import unfinished
    from index.snapshot import open_current

    directory = _settings(index).index.dir
    snapshot = open_current(directory)
    left = unfinished(directory)
    if fields:
        _say_fields(snapshot)
        return
    if as_json:
        typer.echo(json.dumps(_as_json(snapshot) | {"unfinished": left}, ensure_ascii=False, indent=2))
        return
    manifest, also_at = snapshot.manifest, snapshot.store.also_at()
    counts = f"{manifest.documents} 个文件，{manifest.chunks} 个段落"
    typer.echo(f"{counts}；模型 {manifest.encoder}；建立于 {manifest.created}")
    if left:
        typer.echo(f"有一次未完成的更新，已算好 {left} 个段落；再次运行 assistant index build 会接着做。")
    newer = snapshot.store.newer()
    for path, found in snapshot.store.fields().items():
        typer.echo(f"{path}：" + "，".join(f"{name.value}={field.value}" for name, field in found.items()))
        for other in also_at.get(path, ()):
            typer.echo(f"  同一文件：{other}")
        if path in newer:
            typer.echo(f"  存在更新文件（{newer[path].relation.value}）：{newer[path].document}")
    for name, reason in snapshot.report.refused.items():
        typer.echo(f"未收录 {name}：{reason}")


def _say_fields(snapshot: Snapshot) -> None:
    """Print how many documents state each field."""
    documents = snapshot.store.fields().values()
    for name in FieldName:
        stated = sum(name in found for found in documents)
        typer.echo(f"{LABELS[name]}\t{stated}\t{stated / len(documents):.0%}")
    typer.echo(f"共\t{len(documents)}\t")


@index_app.command("verify", help="检查索引的每个文件是否完整、彼此一致。")
def verify(index: IndexDir = None) -> None:
    """Check that every file of the index is whole and agrees with the others."""
    from index.snapshot import open_current

    snapshot = open_current(_settings(index).index.dir)
    counts = (*snapshot.store.count(), *snapshot.vectors.shape)
    manifest = snapshot.manifest
    told = snapshot.report.chunks
    if (*counts, told) != (manifest.documents, manifest.chunks, manifest.chunks, manifest.dimensions, manifest.chunks):
        raise UserError("索引各部分的数量不一致，请用 assistant index build 文件夹 重新建立。")
    typer.echo(f"索引完整：{manifest.documents} 个文件，{manifest.chunks} 个段落。")


@index_app.command("text", help="输出一个文件解析后的文本；引文的起止位置以它为准。")
def text(document: Annotated[str, typer.Argument(help="文件在索引中的路径")], index: IndexDir = None) -> None:
    """Print the parsed text that citations' offsets refer to."""
    from index.snapshot import open_current

    typer.echo(open_current(_settings(index).index.dir).store.require(document).text, nl=False)


def _settings(index: Path | None) -> Settings:
    from assistant.settings import load_settings

    return load_settings(index)


def _tell_as_json(stage: str, done: int, total: int) -> None:
    typer.echo(json.dumps({"stage": stage, "done": done, "total": total}, ensure_ascii=False))


def _summarise(report: BuildReport) -> None:
    kept = len(report.added) + len(report.updated) + len(report.unchanged)
    same = f"，{len(report.same)} 个与已收录文件相同" if report.same else ""
    resumed = f"，{report.resumed} 个接着上次未完成的更新" if report.resumed else ""
    typer.echo(
        f"收录 {kept} 个文件（新增 {len(report.added)}，更新 {len(report.updated)}，未变 {len(report.unchanged)}，"
        f"移除 {len(report.removed)}{same}），{report.chunks} 个段落，其中 {report.embedded} 个重新计算{resumed}。"
    )
    for name, kept_path in report.same.items():
        typer.echo(f"相同 {name}：与 {kept_path} 是同一文件，不重复收录。")
    for name, reason in report.refused.items():
        typer.echo(f"未收录 {name}：{reason}", err=True)


def _write(report: BuildReport, path: Path) -> None:
    """Write the report where it was asked for; the index stands in any case."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        report.write(path)
    except OSError as error:
        raise UserError(f"索引已更新，但无法写入 {path}（{cause(error)}），请检查路径和权限。") from error


def _as_json(snapshot: Snapshot) -> dict[str, object]:
    also_at, newer = snapshot.store.also_at(), snapshot.store.newer()
    documents = [
        {
            "path": path,
            **{name.value: field.value for name, field in found.items()},
            "also_at": list(also_at.get(path, ())),
            "newer": asdict(newer[path]) if path in newer else None,
        }
        for path, found in snapshot.store.fields().items()
    ]
    report = asdict(snapshot.report)
    return {**asdict(snapshot.manifest), "refused": report["refused"], "report": report, "list": documents}
