"""The documents page: what is in the index, how each document was read, and what comes in or goes out by the page.

Files are only put into the folder of uploads and taken from there; the index follows in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.datastructures import FormData, QueryParams, UploadFile

from assistant.page.reading import document_html
from assistant.page.site import Section
from assistant.page.staff.parts import query, staff_section, templates, whole_number
from assistant.rebuild import Rebuild, Rebuilder
from assistant.schema import DocumentSummary
from assistant.uploads import SUFFIXES, Uploads
from index.errors import UserError
from index.files import mirrored, named_files
from index.parse import ARCHIVE
from index.schema import Block, BlockKind, Document
from index.settings import IndexSettings

if TYPE_CHECKING:
    from assistant.engine import Assistant

PATH = "/documents"

_PER_PAGE = 100
_FILES_AT_ONCE = 10  # of the largest size, in one form
_STAGES = {"": "准备", "解析": "解析文件", "查重": "比较文件", "向量化": "计算段落向量", "分词": "建立词表"}


@dataclass(frozen=True, slots=True)
class Row:
    """A document in the list.

    Attributes:
        remarks: What staff should know of it, each a few Chinese words.
    """

    summary: DocumentSummary
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an uploaded file: ``words`` in Chinese; ``good`` where it can be found now."""

    name: str
    words: str
    good: bool


class DocumentsPage:
    """What the page shows and does.

    Args:
        assistant: The one in use, asked for anew with every request.
        settings: Of the index.
        rebuilder: Brings the index up to date.
    """

    def __init__(self, assistant: Callable[[], Assistant], settings: IndexSettings, rebuilder: Rebuilder) -> None:
        self._in_use = assistant
        self._settings = settings
        self._rebuilder = rebuilder
        self._uploads = Uploads(settings.uploads_dir, settings.max_file_bytes)
        self._received: tuple[Outcome, ...] = ()
        self._templates = templates(Path(__file__).parent)

    def section(self) -> Section:
        """Return the page as a section of the site."""
        return staff_section(
            PATH,
            "资料",
            self.shown,
            pieces={"progress": self.progress},
            actions={"upload": self.upload, "remove": self.remove, "rebuild": self.rebuild},
            form_bytes=self._settings.max_file_bytes * _FILES_AT_ONCE,
        )

    # --- what is shown ----------------------------------------------------------------------------------------------

    def shown(self, asked: QueryParams) -> str:
        """Return the list, or one document where the address names it."""
        return self._document(asked) if asked.get("document") else self._list(asked)

    def progress(self, _: QueryParams) -> str:
        """Return how far the rebuild is, or what came of it and of the uploaded files."""
        build = self._rebuilder.current
        return self._templates.get_template("progress.html").render(
            build=build,
            stage=_STAGES.get(build.stage, build.stage) if build else "",
            outcomes=_outcomes(self._received, build, self._names_of_uploads()),
        )

    def _list(self, asked: QueryParams) -> str:
        assistant = self._in_use()
        rows = [*_rows(assistant)]
        words, kind, only = asked.get("q", "").strip(), asked.get("kind", ""), asked.get("only", "")
        found = [row for row in rows if _matches(row, words.casefold(), kind, only)]
        page = whole_number(asked.get("page", "1"), "页码")
        refused = assistant.snapshot.report.refused
        build = self._rebuilder.current
        return self._templates.get_template("documents.html").render(
            manifest=assistant.snapshot.manifest,
            version=assistant.version,
            total=len(rows),
            found=found[(page - 1) * _PER_PAGE : page * _PER_PAGE],
            count=len(found),
            page=page,
            pages=max(1, -(-len(found) // _PER_PAGE)),
            asked={"q": words, "kind": kind, "only": only},
            kinds=[(kind, kind) for kind in sorted({row.summary.kind for row in rows if row.summary.kind})],
            refused={name: why for name, why in refused.items() if words.casefold() in name.casefold()},
            running=bool(build and build.running),
            progress=Markup(self.progress(asked)),  # noqa: S704 - made by a template that escapes
            suffixes=SUFFIXES,
            max_bytes=self._settings.max_file_bytes,
            path=PATH,
        )

    def _document(self, asked: QueryParams) -> str:
        path, assistant = asked["document"], self._in_use()
        document = assistant.document(path)
        row = next(row for row in _rows(assistant) if row.summary.path == document.path)
        newer = assistant.snapshot.store.newer().get(document.path)
        start, end = whole_number(asked.get("start", "0"), "位置"), whole_number(asked.get("end", "0"), "位置")
        pieces = asked.get("show") == "pieces"
        file = self._file(document.path)
        return self._templates.get_template("document.html").render(
            document=document,
            row=row,
            newer=(newer, assistant.document(newer.document).title) if newer else None,
            copies=assistant.snapshot.store.also_at().get(document.path, ()),
            outline=[*_outline(document)],
            tables=_count_tables(document.blocks),
            pieces=assistant.snapshot.store.document_chunks(document.path) if pieces else None,
            paper=Markup(document_html(document, start, end)),  # noqa: S704 - escaped by markup
            uploaded=bool(file and self._uploads.holds(file)),
            removing=asked.get("remove") == "1",
            path=PATH,
        )

    # --- what is done -----------------------------------------------------------------------------------------------

    def upload(self, form: FormData) -> str:
        """Keep the files of a form and bring the index up to date."""
        received = [self._receive(file) for file in form.getlist("files") if isinstance(file, UploadFile)]
        if not received:
            raise UserError("请先选择文件。")
        self._received = tuple(received)
        if any(outcome.good for outcome in received):
            self._rebuilder.start()
        return query()

    def remove(self, form: FormData) -> str:
        """Take an uploaded file out and bring the index up to date."""
        file = self._file(str(form.get("document", "")))
        if file is None:
            raise UserError("找不到这份文件，可能已被移除；请更新索引后再看。")
        self._uploads.remove(file)
        self._received = ()
        self._rebuilder.start()
        return query()

    def rebuild(self, _: FormData) -> str:
        """Bring the index up to date with the folders."""
        self._received = ()
        self._rebuilder.start()
        return query()

    def _receive(self, file: UploadFile) -> Outcome:
        try:
            return Outcome(self._uploads.save(file.filename or "", file.file), "", good=True)
        except UserError as error:
            return Outcome(file.filename or "没有名称的文件", str(error), good=False)

    def _files(self) -> dict[str, Path]:
        """The files that the index mirrors now, by the names of their documents."""
        try:
            return dict(named_files(mirrored((), self._settings)))
        except UserError:  # a folder has gone since: the rebuild will say so
            return {}

    def _file(self, path: str) -> Path | None:
        """The file that a document was read from, or the archive that holds it."""
        files = self._files()
        archive = next((name for name in files if path.startswith(f"{name}/") and name.endswith(ARCHIVE)), "")
        return files.get(path) or files.get(archive)

    def _names_of_uploads(self) -> dict[str, str]:
        """How the index names each uploaded file, by the file's own name."""
        if not self._received:
            return {}
        return {path.name: name for name, path in self._files().items() if self._uploads.holds(path)}


def _rows(assistant: Assistant) -> Iterator[Row]:
    store = assistant.snapshot.store
    newer, copies = store.newer(), store.also_at()
    for summary in assistant.documents():
        remarks = []
        if summary.path in newer:
            remarks.append({"废止": "已被废止", "修改": "已被修改", "新版": "有新版本"}[newer[summary.path].relation])
        if summary.path in copies:
            remarks.append(f"另有 {len(copies[summary.path])} 份相同")
        if summary.title == Path(summary.path).name:
            remarks.append("未识别标题")
        if not summary.date:
            remarks.append("未识别日期")
        yield Row(summary, tuple(remarks))


def _matches(row: Row, words: str, kind: str, only: str) -> bool:
    summary = row.summary
    known = " ".join(filter(None, (summary.title, summary.doc_number, summary.issuer, summary.date, summary.path)))
    everywhere = all(word in known.casefold() for word in words.split())
    return everywhere and (not kind or summary.kind == kind) and (not only or bool(row.remarks))


def _outline(document: Document) -> Iterator[tuple[int, Block, str]]:
    """The headings in order, each with how deep it lies and its words."""
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            yield len(block.section) + 1, block, document.text[block.start : block.end].strip()


def _count_tables(blocks: Sequence[Block]) -> int:
    in_table = [bool(block.cells) or block.kind is BlockKind.COLUMNS for block in blocks]
    return sum(now and not before for before, now in zip([False, *in_table], in_table, strict=False))


def _outcomes(received: Sequence[Outcome], build: Rebuild | None, names: dict[str, str]) -> list[Outcome]:
    """What became of the uploaded files, as far as it is known."""
    report = build.report if build else None
    if report is None:
        waiting = "已上传，等待收录" if build and build.running else "已上传，尚未收录"
        return [Outcome(each.name, each.words or waiting, each.good) for each in received]
    found: list[Outcome] = []
    for each in received:
        name = names.get(each.name, each.name)
        if not each.good:
            found.append(each)
        elif each.name.lower().endswith(ARCHIVE):
            found.append(_of_archive(each.name, name, report))
        else:
            found.append(_of_file(each.name, name, report))
    return found


def _of_file(shown: str, name: str, report: dict[str, dict[str, str]]) -> Outcome:
    if name in report["refused"]:
        return Outcome(shown, report["refused"][name], good=False)
    if name in report["same"]:
        return Outcome(shown, f"与 {report['same'][name]} 内容相同，没有重复收录", good=True)
    done = {"added": "已收录", "updated": "已更新", "unchanged": "没有变化"}
    return Outcome(shown, next((words for group, words in done.items() if name in report[group]), "已收录"), good=True)


def _of_archive(shown: str, name: str, report: dict[str, dict[str, str]]) -> Outcome:
    if name in report["refused"]:
        return Outcome(shown, report["refused"][name], good=False)
    inside = f"{name}/"
    taken = [path for group in ("added", "updated", "unchanged") for path in report[group] if path.startswith(inside)]
    refused = [path.removeprefix(inside) for path in report["refused"] if path.startswith(inside)]
    words = f"收录了其中 {len(taken)} 份文件"
    return Outcome(shown, f"{words}；未收录：{'、'.join(refused)}" if refused else words, good=bool(taken))
