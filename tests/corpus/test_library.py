"""The library: what was put in comes out the same, names find it, every change raises the revision."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
from corpus.errors import LibraryError, NewerLibraryError, UnknownDocumentError
from corpus.library import FILE_NAME, Library, is_older
from corpus.parse import parse_text
from corpus.parsers.extra import INSTALL
from corpus.types import Document

TEXT = "某县人民政府关于做好春耕工作的通知\n某政发〔2020〕7号\n各乡镇人民政府：\n一、备足种子。\n（一）每亩补贴50元。\n（二）不得截留。\n二、管好水源。\n某县人民政府\n2020年3月1日\n"
OTHER = "某县养犬管理办法（试行）\n第一条 养犬应当登记。\n第二条 登记免费。\n第三条 本办法自2021年1月1日起施行。\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "home")


def put(
    library: Library, text: str = TEXT, source: str = "春耕.txt", file_hash: str = "a"
) -> tuple[str, str, Document]:
    document = parse_text(text, source)
    outcome, doc_id = library.put(document, file_hash)
    return outcome, doc_id, document


def test_what_was_put_in_comes_out_the_same(library: Library) -> None:
    outcome, doc_id, document = put(library)
    found = library.get(doc_id)
    assert outcome == "added"
    assert (found.text, found.clauses, found.title, found.doc_number) == (
        document.text,
        document.clauses,
        document.title,
        document.doc_number,
    )
    assert (found.issuer, found.dates, found.evidence, found.warnings) == (
        document.issuer,
        document.dates,
        document.evidence,
        document.warnings,
    )
    assert library.text(doc_id) == document.text
    assert library.clauses(doc_id) == document.clauses


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.lists(
        st.sampled_from(["一、甲。", "（一）乙。", "1.丙。", "丁", "第一条 戊。", "第二条 己。"]),
        min_size=1,
        max_size=12,
    )
)
def test_any_document_comes_back_whole(library: Library, lines: list[str]) -> None:
    _, doc_id, document = put(library, "\n".join(lines), "甲.txt")
    assert library.get(doc_id).clauses == document.clauses


@pytest.mark.parametrize(
    "name", ["春耕.txt", "某政发〔2020〕7号", "某政发[2020]第7号", "某县人民政府关于做好春耕工作的通知", "《关于做好春耕工作的通知》", "做好春耕工作的通知"],
)  # fmt: skip
def test_a_document_is_found_by_each_of_its_names(library: Library, name: str) -> None:
    _, doc_id, _ = put(library)
    put(library, OTHER, "养犬.txt", "b")
    assert library.find(name) == [doc_id]
    assert library.resolve(name) == doc_id
    assert library.resolve(doc_id) == doc_id


def test_a_part_of_a_title_finds_it_where_only_one_has_it(library: Library) -> None:
    put(library)
    _, doc_id, _ = put(library, OTHER, "养犬.txt", "b")
    assert library.resolve("养犬管理") == doc_id
    with pytest.raises(UnknownDocumentError, match="没有这份文件"):
        library.resolve("土地承包")


def test_every_change_raises_the_revision_and_nothing_else_does(library: Library) -> None:
    seen = [library.revision]
    _, doc_id, _ = put(library)
    seen.append(library.revision)
    put(library)
    assert library.revision == seen[-1]
    library.remove([doc_id])
    seen.append(library.revision)
    assert seen == sorted(set(seen))


def test_removing_takes_everything_out(library: Library) -> None:
    _, doc_id, _ = put(library)
    assert library.remove([doc_id]) == 1
    assert library.remove([doc_id]) == 0
    assert library.find("某政发〔2020〕7号") == []
    assert library.summaries() == []
    with sqlite3.connect(library.home / FILE_NAME) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = {t: connection.execute(f"SELECT count(*) FROM {t} WHERE doc_id = ?", (doc_id,)).fetchone()[0]
                for t in tables if any(c[1] == "doc_id" for c in connection.execute(f"PRAGMA table_info({t})")) and t != "ingest_log"}  # fmt: skip
    assert set(held.values()) == {0}


def test_an_unchanged_file_is_known_by_its_hash(library: Library) -> None:
    _, doc_id, _ = put(library)
    assert library.known_file("春耕.txt", "a") == doc_id
    assert library.known_file("春耕.txt", "b") is None
    assert library.known_files() == {"春耕.txt": ("a", doc_id)}


def test_the_same_content_under_another_name_is_one_document_with_two_sources(library: Library) -> None:
    _, first, _ = put(library)
    outcome, second, _ = put(library, source="副本/春耕通知.txt")
    assert (outcome, second) == ("added", first)
    assert len(library.summaries()) == 1
    assert library.sources() == {first: ["副本/春耕通知.txt", "春耕.txt"]}
    assert library.find("副本/春耕通知.txt") == [first]


def test_a_newer_library_is_left_alone(tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(NewerLibraryError, match="升级程序"):
        Library.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_spoilt_library_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all" * 100)
    with pytest.raises(LibraryError, match="已损坏"):
        Library.open(tmp_path)


def test_a_home_that_is_not_there_is_not_made_for_reading(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="zhengce add"):
        Library.open(tmp_path / "没有", create=False)
    assert not (tmp_path / "没有").exists()


def test_a_reader_sees_the_whole_of_a_change_or_nothing(library: Library) -> None:
    _, doc_id, _ = put(library)
    reader = Library.open(library.home)
    with library._writing() as connection:
        from corpus.library import _delete

        _delete(connection, [doc_id])
        assert reader.get(doc_id).title
    assert reader.summaries() == []
    reader.close()


def test_a_library_from_before_versions_is_brought_up_with_all_it_holds(library: Library) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    _, old, _ = put(library)
    _, dogs, _ = put(
        library,
        OTHER.replace("第三条", "第三条 《关于做好春耕工作的通知》（某政发〔2020〕7号）同时废止。\n第四条"),
        "养犬.txt",
        "b",
    )
    library.close()
    config = Config()
    config.set_main_option("script_location", str(Path(corpus.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{library.home / FILE_NAME}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003_bank")
    engine.dispose()
    steps: list[tuple[int, int]] = []
    assert is_older(library.home)
    with Library.open(library.home, progress=lambda done, total: steps.append((done, total))) as again:
        assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
        assert not is_older(library.home)
        summary = again.summary(old)
        assert (summary.work_id, summary.level, summary.kind) == (old, "县", "通知")
        assert summary.status.value == "已废止"
        assert summary.standing.cause == dogs
        assert again.get(old).clauses


def test_two_programs_may_make_a_library_at_once(tmp_path: Path) -> None:
    import threading

    failures: list[BaseException] = []

    def make() -> None:
        try:
            Library.open(tmp_path / "home").close()
        except BaseException as error:  # noqa: BLE001 - any failure is what is looked for
            failures.append(error)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Library.open(tmp_path / "home") as library:
        assert library.summaries() == []


def test_a_file_whose_pictures_were_left_unread_is_read_again_once_the_extra_is_there(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.library.recognition_available", lambda: False)
    document = replace(
        parse_text(TEXT, "扫描.pdf"), warnings=(f"第2页是扫描图片，没有读；运行 {INSTALL} 后再加入一次就会读",)
    )
    library.put(document, "h")
    assert "扫描.pdf" in library.known_files()
    monkeypatch.setattr("corpus.library.recognition_available", lambda: True)
    assert "扫描.pdf" not in library.known_files()
    outcome, _ = library.put(parse_text(TEXT.replace("二、", "三、清沟。\n二、"), "扫描.pdf"), "h")
    assert outcome == "updated"
    assert "扫描.pdf" in library.known_files()
