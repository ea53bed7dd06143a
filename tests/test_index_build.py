"""Building: the index mirrors the files, embeds only what is new, and loses nothing to a bad file."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index import reading, snapshot
from index.build import BuildReport, build_index
from index.errors import UserError
from index.parse import parse, word
from index.schema import Document, Relation, Source
from index.vectors import Vectors


class LetterEncoder:
    """Counts characters: exact vectors without a model. Remembers every text it was given."""

    dimensions = 16

    def __init__(self, name: str = "letters") -> None:
        self.name = name
        self.given: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        self.given += texts
        if progress:
            progress(len(texts))
        return self.encode_queries(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for character in text:
                vectors[row, ord(character) % self.dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "文件"
    found.mkdir()
    write(found / "校车.txt", "校车", "校车由教育局审批。")
    write(found / "公路.txt", "公路", "农村公路由交通局养护。")
    return found


def write(path: Path, subject: str, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"关于{subject}工作的通知\n各有关单位：\n一、要求\n{body}\n", encoding="utf-8")
    return path


def build(*paths: Path, encoder: LetterEncoder | None = None, to: Path | None = None, size: int = 320) -> BuildReport:
    return build_index(paths, to or paths[0].parent / "index", encoder or LetterEncoder(), size, 100_000)


def opened(folder: Path) -> snapshot.Snapshot:
    return snapshot.open_current(folder.parent / "index")


def test_a_first_build(folder: Path) -> None:
    encoder = LetterEncoder()
    report = build(folder, encoder=encoder)
    assert report.added == ("公路.txt", "校车.txt")
    assert (report.updated, report.removed, report.unchanged, report.refused) == ((), (), (), {})
    assert (report.chunks, report.embedded) == (4, 4)
    assert sorted(encoder.given) == sorted(opened(folder).store.index_texts())
    manifest = opened(folder).manifest
    assert (manifest.encoder, manifest.dimensions, manifest.documents, manifest.chunks) == ("letters", 16, 2, 4)


def test_every_vector_stands_where_its_chunk_does(folder: Path) -> None:
    encoder = LetterEncoder()
    build(folder, encoder=encoder)
    found = opened(folder)
    expected = encoder.encode_queries(found.store.index_texts())
    np.testing.assert_allclose(found.vectors.all(), expected, atol=1e-6)
    write(folder / "安全.txt", "安全", "每天检查一次。")  # sorts before the others
    build(folder, encoder=encoder)
    found = opened(folder)
    np.testing.assert_allclose(found.vectors.all(), encoder.encode_queries(found.store.index_texts()), atol=1e-6)
    new = next(text for text in encoder.given if text.endswith("每天检查一次。"))
    assert found.lexical.scores("检查").argmax() == found.store.index_texts().index(new)


def test_nothing_is_embedded_again_where_nothing_changed(folder: Path) -> None:
    build(folder)
    encoder = LetterEncoder()
    report = build(folder, encoder=encoder)
    assert report.unchanged == ("公路.txt", "校车.txt")
    assert (report.embedded, encoder.given) == (0, [])


def test_only_what_changed_is_embedded(folder: Path) -> None:
    build(folder)
    write(folder / "校车.txt", "校车", "校车由公安局审批。")
    encoder = LetterEncoder()
    report = build(folder, encoder=encoder)
    assert (report.updated, report.unchanged, report.added) == (("校车.txt",), ("公路.txt",), ())
    assert [text.split("\n")[-1] for text in encoder.given] == ["校车由公安局审批。"]


def test_a_renamed_file_is_not_embedded_again(folder: Path) -> None:
    build(folder)
    (folder / "校车.txt").rename(folder / "学生校车.txt")
    encoder = LetterEncoder()
    report = build(folder, encoder=encoder)
    assert (report.added, report.removed) == (("学生校车.txt",), ("校车.txt",))
    assert encoder.given == []


def test_what_is_gone_is_removed(folder: Path) -> None:
    build(folder)
    (folder / "公路.txt").unlink()
    report = build(folder)
    assert (report.removed, report.chunks) == (("公路.txt",), 2)
    assert list(opened(folder).store.fields()) == ["校车.txt"]
    assert not opened(folder).lexical.scores("公路").any()


def test_another_encoder_embeds_all_anew(folder: Path) -> None:
    build(folder)
    report = build(folder, encoder=LetterEncoder("other letters"))
    assert (report.embedded, report.unchanged) == (4, ("公路.txt", "校车.txt"))
    assert opened(folder).manifest.encoder == "other letters"


def test_another_chunk_size_embeds_only_other_words(folder: Path) -> None:
    write(folder / "长.txt", "检查", "校车应当每天检查一次，并由照管员和司机签字。" * 12)
    build(folder)
    report = build(folder, size=100)
    assert report.unchanged == ("公路.txt", "校车.txt", "长.txt")
    assert 0 < report.embedded < report.chunks


def test_equal_passages_are_embedded_once(folder: Path) -> None:
    write(folder / "校车二.txt", "校车", "校车由教育局审批。\n二、期限\n年内完成。")
    encoder = LetterEncoder()
    report = build(folder, encoder=encoder)
    assert (report.chunks, report.embedded, len(encoder.given)) == (7, 5, 5)


def test_a_damaged_index_is_built_anew(folder: Path) -> None:
    build(folder)
    (opened(folder).folder / snapshot.VECTORS).write_bytes(b"damaged")
    report = build(folder)
    assert report.embedded == 4
    assert opened(folder).store.count() == (2, 4)


def test_bad_files_are_named_and_passed_over(folder: Path) -> None:
    (folder / "空.txt").write_bytes(b"")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 nothing")
    (folder / "图.png").write_bytes(b"\x89PNG")
    (folder / "大.txt").write_text("校" * 50_000, encoding="utf-8")
    (folder / "坏.zip").write_bytes(b"no archive")
    report = build(folder)
    assert sorted(report.refused) == ["图.png", "坏.docx", "坏.zip", "大.txt", "空.txt"]
    assert all(reason.endswith("。") for reason in report.refused.values())
    assert report.added == ("公路.txt", "校车.txt")
    assert opened(folder).report == report


def test_a_reader_s_bug_costs_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(path: Path) -> Source:
        raise KeyError(path.name)

    monkeypatch.setattr(word, "read", faulty)
    (folder / "怪.docx").write_bytes(b"x")
    report = build(folder)
    assert report.added == ("公路.txt", "校车.txt")
    assert report.refused == {"怪.docx": "读取时程序出错（KeyError），请另存为其他格式再试，或交给维护人员。"}
    assert "Traceback" in caplog.text


def test_what_has_not_changed_is_not_parsed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "副本.txt").write_bytes((folder / "校车.txt").read_bytes())
    first = build(folder)
    parsed: list[str] = []

    def told(path: Path, name: str, most: int) -> Document:
        parsed.append(name)
        return parse(path, name, most)

    monkeypatch.setattr(reading, "parse", told)
    before = opened(folder).store
    assert build(folder).same == first.same
    assert parsed == []
    assert opened(folder).store.document("校车.txt") == before.document("校车.txt")
    write(folder / "公路.txt", "公路", "农村公路由县交通局养护。")
    assert build(folder).updated == ("公路.txt",)
    assert parsed == ["公路.txt"]
    monkeypatch.setattr(reading, "parser_version", lambda: "another")
    build(folder)
    assert parsed[1:] == ["公路.txt", "副本.txt"]  # 校车.txt has the same bytes


def test_a_larger_file_than_now_allowed_is_refused_though_known(folder: Path) -> None:
    build(folder)
    report = build_index([folder], folder.parent / "index", LetterEncoder(), 320, 90)
    assert (list(report.refused), report.removed) == (["公路.txt"], ("公路.txt",))


def test_a_copy_is_indexed_once_and_both_places_are_kept(folder: Path) -> None:
    copy = write(folder / "转载" / "校车通知.txt", "校车", "校车由教育局审批。")
    report = build(folder)
    assert (report.added, report.same) == (("公路.txt", "校车.txt"), {"转载/校车通知.txt": "校车.txt"})
    store = opened(folder).store
    assert (list(store.fields()), store.also_at()) == (["公路.txt", "校车.txt"], {"校车.txt": ("转载/校车通知.txt",)})
    assert store.document("转载/校车通知.txt") == store.document("校车.txt")
    assert store.count() == (2, 4)
    copy.write_text("关于校车检查的通知\n各有关单位：\n一、要求\n每天检查。\n", encoding="utf-8")
    report = build(folder)
    assert (report.updated, report.same) == (("转载/校车通知.txt",), {})
    (folder / "校车.txt").write_bytes(copy.read_bytes())
    assert build(folder).same == {"转载/校车通知.txt": "校车.txt"}


def test_what_is_out_of_date_is_stored(folder: Path) -> None:
    write(folder / "新规定.txt", "校车", "《关于校车工作的通知》（东教发〔2018〕3号）同时废止。")
    write(folder / "校车.txt", "校车", "校车由教育局审批。")
    path = folder / "校车.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("各有关", "东教发〔2018〕3号\n各有关"), encoding="utf-8")
    build(folder)
    newer = opened(folder).store.newer()
    assert [(path, each.document, each.relation) for path, each in newer.items()] == [
        ("校车.txt", "新规定.txt", Relation.REPEALED)
    ]


def test_hidden_files_and_those_of_an_open_editor_are_no_documents(folder: Path) -> None:
    write(folder / ".git" / "说明.txt", "隐藏", "不收录。")
    write(folder / "~$校车.docx", "锁", "不收录。")
    assert build(folder).refused == {}
    assert len(build(folder).unchanged) == 2


def test_nothing_is_lost_when_all_files_are_bad(folder: Path) -> None:
    build(folder)
    before = opened(folder).folder
    for path in folder.iterdir():
        path.write_bytes(b"")
    with pytest.raises(UserError, match="索引保持原样") as raised:
        build(folder)
    assert "校车.txt：没有读到文字" in str(raised.value)
    assert opened(folder).folder == before
    assert opened(folder).store.count() == (2, 4)


def test_nothing_is_lost_when_the_encoder_fails(folder: Path) -> None:
    class Broken(LetterEncoder):
        def encode_queries(self, texts: Sequence[str]) -> Vectors:
            raise MemoryError(len(texts))

    build(folder)
    before = opened(folder).folder
    write(folder / "新.txt", "新", "新的内容。")
    with pytest.raises(MemoryError):
        build(folder, encoder=Broken())
    assert opened(folder).folder == before
    assert build(folder).added == ("新.txt",)  # the lock is free again


def test_an_empty_folder_and_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    with pytest.raises(UserError, match="没有可以收录的文件"):
        build(tmp_path / "空")
    with pytest.raises(UserError, match="找不到"):
        build(tmp_path / "没有")


def test_a_file_by_itself_is_known_by_its_name(folder: Path) -> None:
    assert build(folder / "校车.txt", to=folder.parent / "index").added == ("校车.txt",)


def test_files_of_the_same_name_below_two_folders(folder: Path) -> None:
    other = folder.parent / "另一处"
    write(other / "校车.txt", "校车", "校车由公安局检查。")
    write(other / "深处" / "公路.txt", "公路", "公路由村里养护。")
    report = build(folder, other)
    assert report.added == ("公路.txt", "另一处/校车.txt", "校车.txt", "深处/公路.txt")
    assert "公安局" in opened(folder).store.document("另一处/校车.txt").text  # type: ignore[union-attr]


def test_files_of_the_same_name_below_folders_of_the_same_name(folder: Path) -> None:
    write(folder.parent / "甲" / "资料" / "通知.txt", "校车", "甲的通知。")
    write(folder.parent / "乙" / "资料" / "通知.txt", "校车", "乙的通知。")
    write(folder.parent / "丙" / "资料" / "通知.txt", "校车", "丙的通知。")
    roots = [folder.parent / name / "资料" for name in "甲乙丙"]
    report = build(*roots, to=folder.parent / "index")
    assert len(report.added) == 3
    texts = [opened(folder).store.document(path).text for path in report.added]  # type: ignore[union-attr]
    assert sorted(text.split("\n")[-1][0] for text in texts) == ["丙", "乙", "甲"]


def test_the_same_file_given_twice_is_one_document(folder: Path) -> None:
    assert build(folder, folder / "校车.txt", folder).added == ("公路.txt", "校车.txt")


def test_a_folder_within_another_given_one_adds_nothing(folder: Path) -> None:
    write(folder / "深处" / "检查.txt", "检查", "每天检查一次。")
    assert build(folder, folder / "深处").added == ("公路.txt", "校车.txt", "深处/检查.txt")


def test_members_of_the_same_name_in_an_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "汇编.zip", "w") as archive:
        archive.write(write(folder.parent / "安全.txt", "安全", "每天检查一次。"), "通知.txt")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.write(write(folder.parent / "车辆.txt", "车辆", "每年年检一次。"), "通知.txt")
    assert build(folder).added == ("公路.txt", "校车.txt", "汇编.zip/通知.txt", "汇编.zip/2/通知.txt")


def test_a_bad_member_is_named_as_people_know_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "甲.zip", "w") as archive:
        archive.writestr("坏.docx", b"PK\x03\x04")
        archive.writestr("内层.zip", b"PK\x05\x06" + bytes(18))
    refused = build(folder).refused
    assert "“坏.docx”" in refused["甲.zip/坏.docx"]
    assert refused["甲.zip/内层.zip"].startswith("压缩包里的压缩包没有展开")


def test_names_that_an_archive_from_windows_has_left(folder: Path) -> None:
    for name, content in (("答复.txt", (folder / "校车.txt").read_bytes()), ("坏.docx", b"PK\x03\x04")):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name.encode("gbk"))).write_bytes(content)
    report = build(folder)
    assert report.same == {"答复.txt": "校车.txt"}
    assert list(report.refused) == ["坏.docx"]
    assert "“坏.docx”" in report.refused["坏.docx"]


def test_documents_in_an_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "汇编.zip", "w") as archive:
        archive.write(write(folder.parent / "安全.txt", "安全", "每天检查一次。"), "通知/安全.txt")
        archive.writestr("通知/空.txt", b"")
        archive.writestr("图.png", b"x")
    report = build(folder)
    assert report.added == ("公路.txt", "校车.txt", "汇编.zip/通知/安全.txt")
    assert set(report.refused) >= {"汇编.zip/通知/空.txt"}
    assert build(folder).unchanged == report.added


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="only an ordinary user can be kept from reading a file"
)
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "校车.txt").chmod(0)
    assert "无法读取" in build(folder).refused["校车.txt"]


def test_links_out_of_the_folder_and_broken_ones(folder: Path, tmp_path: Path) -> None:
    (folder / "断.txt").symlink_to(tmp_path / "没有.txt")
    report = build(folder)
    assert report.added == ("公路.txt", "校车.txt")


def test_progress_is_told_by_stage(folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build_index([folder], folder.parent / "index", LetterEncoder(), 320, 100_000, lambda *values: told.append(values))
    assert told == [
        ("解析", 1, 2),
        ("解析", 2, 2),
        ("查重", 0, 2),
        ("查重", 2, 2),
        ("向量化", 4, 4),
        ("分词", 4, 4),
    ]
