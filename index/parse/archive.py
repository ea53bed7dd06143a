"""ZIP files, opened with limits: office files are ZIP files inside, and people send documents packed.

Never writes to disk, never follows a path inside an archive, never opens an archive within an archive.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

from index.errors import UserError
from index.parse.characters import is_wide

MAX_MEMBERS = 10_000
MAX_TOTAL_BYTES = 400_000_000
MAX_XML_BYTES = 60_000_000
"""Of one part; parsed, it takes about ten times as much memory."""
MAX_RATIO = 200
"""Real office files shrink up to about 100 times; bombs 1,000 times and more."""
_RATIO_FLOOR = 10_000_000
"""Below this size even a high ratio does no harm."""

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURE = b"PK\x03\x04"

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, RuntimeError, OSError)

# Transitional names of the namespaces that strict OOXML files write differently (ISO/IEC 29500-1, annex).
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a ZIP file whose contents, once unpacked, stay within bounds.

    The sizes that an archive declares can be trusted here: ``zipfile`` reads no more than them from a member.

    Raises:
        UserError: If it is damaged, or would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise UserError(f"“{path.name}”已损坏或不是完整的文件，请重新下载或另存后再试。") from error
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    packed = max(path.stat().st_size, 1)
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL_BYTES or (total > _RATIO_FLOOR and total / packed > MAX_RATIO):
        archive.close()
        raise UserError(f"“{path.name}”解压后过大，可能是压缩炸弹，已拒绝读取；如确需使用，请拆分成较小的文件。")
    return archive


def read_members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a ZIP archive: their names with forward slashes, and their bytes.

    Names in UTF-8 that are not marked so, as macOS writes them, or in GBK, as Windows does, are decoded. Folders,
    hidden files, links and names that point outside the archive are passed over.

    Raises:
        UserError: If the archive is damaged, encrypted, or would unpack to too much.
    """
    with open_archive(path) as archive:
        for member in archive.infolist():
            name = _member_name(member)
            if name is None:
                continue
            if member.flag_bits & _ENCRYPTED:
                raise UserError(f"“{path.name}”设有密码，请先解压，再把其中的文件放入资料目录。")
            try:
                content = archive.read(member)
            except _DAMAGE as error:
                raise UserError(f"“{path.name}”中的“{name}”已损坏，请重新打包后再试。") from error
            yield name, content


def _member_name(member: zipfile.ZipInfo) -> str | None:
    """Return the name of a member that is a plain document, else None."""
    name = member.filename if member.flag_bits & _UTF8_NAME else _unmarked(member.filename)
    parts = PurePosixPath(name.replace("\\", "/")).parts
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    if member.is_dir() or is_link or not parts or parts[0] == "/" or ":" in parts[0]:
        return None
    if any(part == ".." or part.startswith((".", "~$")) or part == "__MACOSX" for part in parts):
        return None
    return "/".join(parts)


def _unmarked(name: str) -> str:
    """Read a name that ``zipfile`` took for code page 437, its default.

    Some short names in GBK (通知) are good UTF-8 too, but of no Chinese character.
    """
    try:
        written = name.encode("cp437")
        legible = written.decode("utf-8", "replace")
        return legible if "\ufffd" not in legible and any(map(is_wide, legible)) else written.decode("gb18030")
    except UnicodeError:
        return name


def check_office_file(path: Path, kind: str) -> None:
    """Refuse what is no office file of the OOXML family, is encrypted, is a bomb, or declares XML entities.

    Args:
        path: The file.
        kind: What it should be, in Chinese (``Word 文档``).
    """
    with path.open("rb") as file:
        start = file.read(len(OLE_SIGNATURE))
    if start == OLE_SIGNATURE:
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise UserError(f"“{path.name}”设有打开密码，请在办公软件中取消密码、另存后再试。")
        raise UserError(f"“{path.name}”其实是旧版格式的文件，请在办公软件中另存为新版 {kind}后再试。")
    if not start.startswith(ZIP_SIGNATURE):
        raise UserError(f"“{path.name}”的内容不是 {kind}，请核对扩展名，或在办公软件中另存后再试。")
    with open_archive(path) as archive:
        for member in archive.infolist():
            if member.filename.endswith((".xml", ".rels")):
                _check_part(archive, member, path)


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    """Refuse an XML part that is too large, or that declares a document type: office files never do."""
    try:
        with archive.open(member) as part:
            start = part.read(4096).replace(b"\x00", b"")
    except _DAMAGE as error:
        raise UserError(f"“{path.name}”已损坏，请在办公软件中打开修复、另存后再试。") from error
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise UserError(f"“{path.name}”含有不安全的 XML 声明，已拒绝读取，请在办公软件中另存后再试。")
    if member.file_size > MAX_XML_BYTES:
        raise UserError(f"“{path.name}”的内容过大，已拒绝读取，请拆分成较小的文件。")


class Package:
    """The XML parts of an office file (Open Packaging Conventions), read without following any outside link."""

    def __init__(self, path: Path, kind: str) -> None:
        check_office_file(path, kind)
        self._path = path
        with open_archive(path) as archive:
            self._parts = {member.filename.lstrip("/"): member for member in archive.infolist()}

    def main_part(self) -> str:
        """Return the name of the part that the package's relations call its document."""
        targets = self.related("")
        if "officeDocument" not in targets or targets["officeDocument"] not in self._parts:
            raise UserError(f"“{self._path.name}”缺少正文，可能已损坏，请在办公软件中打开修复、另存后再试。")
        return targets["officeDocument"]

    def related(self, part: str) -> dict[str, str]:
        """Return the parts that a part refers to, by the last word of the relation's type."""
        folder, _, name = part.rpartition("/")
        relations = self.xml(f"{folder}/_rels/{name}.rels".lstrip("/"))
        found: dict[str, str] = {}
        if relations is None:
            return found
        for relation in relations.iter(_RELATIONSHIP):
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                continue
            full = target.lstrip("/") if target.startswith("/") else _resolve(folder, target)
            found.setdefault(relation.get("Type", "").rpartition("/")[2], full)
        return found

    def xml(self, part: str) -> etree._Element | None:
        """Return a part's root element, or None where the package has no such part.

        Raises:
            UserError: If the part is not well-formed.
        """
        if part not in self._parts:
            return None
        content = self._read(part)
        for strict, transitional in _STRICT:
            content = content.replace(strict, transitional)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise UserError(f"“{self._path.name}”已损坏，请在办公软件中打开修复、另存后再试。") from error

    def _read(self, part: str) -> bytes:
        try:
            with zipfile.ZipFile(self._path) as archive:
                return archive.read(self._parts[part])
        except _DAMAGE as error:
            raise UserError(f"“{self._path.name}”已损坏，请在办公软件中打开修复、另存后再试。") from error


def _resolve(folder: str, target: str) -> str:
    """Resolve a relation's target against the folder of the part that names it."""
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)
