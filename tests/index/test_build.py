"""The index keeps in step with the library: what changed, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import IndexUnavailableError, ZhengceError
from corpus.ingest import ingest_paths
from corpus.library import Library
from index.build import collection_name, current_generation, index_folder, read_manifest, update_index
from index.catalogue import Catalogue
from index.lexical import LexicalIndex
from index.search import Searcher
from index.settings import Settings
from index.store import ChromaStore
from tests.fakes.encoder import FakeEncoder
from tests.index.conftest import write

SETTINGS = Settings()


def generation(library: Library) -> Path:
    folder = current_generation(library.home)
    assert folder is not None
    return folder


def in_step(library: Library, vectors: bool = True) -> tuple[int, int, int]:
    """Chunks in the catalogue, the lexical index and the store; they must be of the library's documents alone."""
    folder = generation(library)
    catalogue = Catalogue(folder / "catalogue.sqlite3")
    assert catalogue.content_hashes() == library.content_hashes()
    total = catalogue.counts()[0]
    catalogue.close()
    stored = 0
    if vectors:
        store = ChromaStore(folder / "vectors", collection_name(folder))
        stored = store.count()
        store.close()
    return total, LexicalIndex(folder / "lexical").count(), stored


def test_everything_goes_in_once(library: Library, encoder: FakeEncoder) -> None:
    report = update_index(library, SETTINGS)
    assert (report.documents, report.removed) == (3, 0)
    assert report.chunks == report.encoded == encoder.encoded > 3
    assert len(set(in_step(library))) == 1


def test_nothing_changed_costs_no_encoding_and_no_model(
    library: Library, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(library, SETTINGS)
    monkeypatch.setattr("index.encoder.load_encoder", lambda _: pytest.fail("the model was loaded"))
    report = update_index(library, SETTINGS)
    assert (report.documents, report.encoded) == (0, 0) and report.seconds < 1


def test_a_changed_document_encodes_its_changed_chunks_only(
    library: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    articles = [f"第{n}条 " + f"国家建立第{n}项制度，加强监督管理。" * 12 for n in "一二三四五六"]
    write(tmp_path / "files", {"长.txt": "长期制度条例\n" + "\n".join(articles)})
    ingest_paths(library, [tmp_path / "files"])
    update_index(library, SETTINGS)
    articles[3] = articles[3].replace("加强", "改进")
    write(tmp_path / "files", {"长.txt": "长期制度条例\n" + "\n".join(articles)})
    ingest_paths(library, [tmp_path / "files"])
    before = encoder.encoded
    assert update_index(library, SETTINGS).documents == 1
    assert encoder.encoded - before == 1
    assert len(set(in_step(library))) == 1


def test_what_is_removed_goes_everywhere(library: Library, encoder: FakeEncoder) -> None:
    update_index(library, SETTINGS)
    gone = library.find("食堂.txt")
    library.remove(gone)
    assert update_index(library, SETTINGS).removed == 1
    assert len(set(in_step(library))) == 1
    searcher = Searcher.open(library.home, library, SETTINGS)
    assert gone[0] not in {hit.chunk.doc_id for hit in searcher.search("学校食堂每学期检查两次")}
    searcher.close()


def test_the_words_are_searchable_before_the_vectors(library: Library, encoder: FakeEncoder) -> None:
    report = update_index(library, SETTINGS, vectors=False)
    assert report.encoded == 0 and encoder.encoded == 0
    searcher = Searcher.open(library.home, library, SETTINGS)
    assert not searcher.dense_ready
    assert "五万元" in searcher.search("小额信贷的额度是多少")[0].chunk.text
    assert update_index(library, SETTINGS).encoded == report.chunks
    assert searcher.dense_ready and searcher.search("小额信贷的额度")[0].signals["cosine"] != 0
    searcher.close()


def test_an_encoding_that_was_broken_off_goes_on(
    library: Library, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build._CHUNKS_AT_ONCE", 1)
    calls = 0

    def stop(stage: str, done: int, total: int) -> None:
        nonlocal calls
        calls += stage == "vectors"
        if calls == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update_index(library, SETTINGS, stop)
    report = update_index(library, SETTINGS)
    assert report.encoded == report.chunks - 2 and encoder.encoded == report.chunks
    assert len(set(in_step(library))) == 1


def test_other_settings_make_a_new_generation_and_the_old_one_goes(library: Library, encoder: FakeEncoder) -> None:
    update_index(library, SETTINGS)
    old = generation(library)
    update_index(library, SETTINGS.model_copy(update={"chunk_chars": 100}))
    assert generation(library) != old and not old.exists()
    assert len(set(in_step(library))) == 1


def test_a_new_generation_takes_over_the_vectors_of_passages_that_stay(library: Library, encoder: FakeEncoder) -> None:
    chunks = update_index(library, SETTINGS).chunks
    report = update_index(library, SETTINGS.model_copy(update={"chunk_chars": 230}))
    assert report.chunks == chunks and report.encoded == 0
    assert len(set(in_step(library))) == 1
    assert update_index(library, SETTINGS.model_copy(update={"passage_prefix": ""})).encoded == chunks


def test_the_old_generation_serves_until_the_new_one_is_done(library: Library, encoder: FakeEncoder) -> None:
    update_index(library, SETTINGS)
    old, other = generation(library), SETTINGS.model_copy(update={"chunk_chars": 100})

    def stop(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update_index(library, other, stop)
    update_index(library, other, vectors=False)
    assert generation(library) == old
    update_index(library, other)
    assert generation(library) != old


def test_another_model_under_the_same_name_makes_a_new_generation(
    library: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    write(model, {"model.safetensors": "one"})
    settings = SETTINGS.model_copy(update={"model": str(model)})
    update_index(library, settings)
    first = read_manifest(generation(library))["model"]
    write(model, {"model.safetensors": "two"})
    assert update_index(library, settings).encoded > 0
    assert read_manifest(generation(library))["model"] != first


def test_an_index_of_an_older_format_is_made_anew(library: Library, encoder: FakeEncoder) -> None:
    update_index(library, SETTINGS)
    manifest = generation(library) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text("utf-8")), "format": "0"}), encoding="utf-8")
    with pytest.raises(IndexUnavailableError, match="reindex"):
        Searcher.open(library.home, library, SETTINGS)
    update_index(library, SETTINGS)
    assert len(set(in_step(library))) == 1


def test_two_at_once_is_one_clear_line(library: Library, encoder: FakeEncoder) -> None:
    index_folder(library.home).mkdir(parents=True)
    with (
        FileLock(index_folder(library.home) / "writing.lock"),
        pytest.raises(ZhengceError, match="另一个程序") as caught,
    ):
        update_index(library, SETTINGS)
    assert "\n" not in str(caught.value)


def test_a_reader_sees_what_is_added_meanwhile(library: Library, encoder: FakeEncoder, tmp_path: Path) -> None:
    update_index(library, SETTINGS)
    searcher = Searcher.open(library.home, library, SETTINGS)
    assert searcher.search("宅基地面积")[0].chunk.text.find("宅基地") == -1
    write(tmp_path / "files", {"宅基地.txt": "宅基地管理办法\n第一条 宅基地面积不得超过一百八十平方米。"})
    ingest_paths(library, [tmp_path / "files"])
    update_index(library, SETTINGS)
    assert "宅基地面积" in searcher.search("宅基地面积")[0].chunk.text
    other = SETTINGS.model_copy(update={"chunk_chars": 100})
    update_index(library, other)  # the generation it reads from is cleared away
    assert "宅基地面积" in searcher.search("宅基地面积")[0].chunk.text
    searcher.close()


def test_a_lost_index_is_made_again_from_the_library(library: Library, encoder: FakeEncoder) -> None:
    update_index(library, SETTINGS)
    shutil.rmtree(index_folder(library.home))
    update_index(library, SETTINGS)
    assert len(set(in_step(library))) == 1


def test_an_empty_library(tmp_path: Path, encoder: FakeEncoder) -> None:
    with Library.open(tmp_path / "empty") as library:
        assert update_index(library, SETTINGS).chunks == 0
        searcher = Searcher.open(library.home, library, SETTINGS)
        assert searcher.search("政策") == [] and not searcher.dense_ready
        searcher.close()
