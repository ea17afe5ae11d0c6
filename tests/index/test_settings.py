"""Settings from the file and the environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus.errors import SettingsError
from index.settings import Settings


def load(home: Path, toml: str) -> Settings:
    (home / "zhengce.toml").write_text(toml, encoding="utf-8")
    return Settings.load(home)


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    assert settings == Settings() and settings.chunk_chars == 220 and settings.llm.base_url == ""


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"BASE_URL": "http://b", "MODEL": "q", "API_KEY": "k", "TIMEOUT_S": "5"}.items():
        monkeypatch.setenv(f"ZHENGCE_LLM_{name}", value)
    monkeypatch.setenv("ZHENGCE_CHUNK_CHARS", "300")
    settings = load(tmp_path, 'chunk_chars = 100\nmodel = "m"\n[llm]\nbase_url = "http://a"\nmodel = "p"')
    assert (settings.chunk_chars, settings.model) == (300, "m")
    given = {"base_url": "http://b", "model": "q", "api_key": "k", "timeout_s": 5.0}
    assert {name: getattr(settings.llm, name) for name in given} == given


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("chunk_chars = 5", "chunk_chars：不能小于 60"),
        ('modle = "x"', "modle：没有这个选项"),
        ('runtime = "cuda"', "runtime"),
        ("[llm]\ntimeout_s = -1", "llm.timeout_s"),
        ("[llm]\nurl = 1", "llm.url：没有这个选项"),
        ("dense = 3", "dense：应是 true 或 false"),
        ("model =", "zhengce.toml"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(tmp_path: Path, toml: str, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, toml)
    assert named in str(caught.value) and "\n" not in str(caught.value)


def test_a_wrong_variable_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGCE_LLM_TIMEOUT_S", "soon")
    with pytest.raises(SettingsError, match="ZHENGCE_LLM_TIMEOUT_S"):
        Settings.load(tmp_path)


def test_a_key_is_not_printed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, "[llm]\napi_key = 12345")
    assert "12345" not in str(caught.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().chunk_chars = 100  # type: ignore[misc]


def test_the_fingerprint_is_of_what_the_index_depends_on() -> None:
    plain = Settings()
    assert plain.fingerprint() == plain.model_copy(update={"dense_weight": 1.0, "refuse_below": 0.9}).fingerprint()
    for change in ({"model": "x"}, {"chunk_chars": 100}, {"passage_prefix": ""}):
        assert plain.fingerprint() != plain.model_copy(update=change).fingerprint()
