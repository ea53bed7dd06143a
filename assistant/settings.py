"""The settings of the whole application: ``assistant.toml`` in the working folder, then ``ASSISTANT_*`` variables.

Environment variables win over the file, and name a key with two underscores: ``ASSISTANT_EMBEDDING__MODEL``.
Unknown keys are refused in both. Without a file, the defaults hold.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from index.errors import UserError, cause
from index.settings import ChunkSettings, EmbeddingSettings, IndexSettings, Section

SETTINGS_FILE = Path("assistant.toml")
_PREFIX = "ASSISTANT_"
_WRONG = {  # by pydantic's name for it, with what it names in braces
    "extra_forbidden": "没有这个设置项",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "string_type": "应为文字，加引号",
    "tuple_type": "应为列表，写在方括号里",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "应为 {expected}",
}
_READ_ELSEWHERE = {"ASSISTANT_CACHE_DIR"}  # index.encoder.cache: a place on this machine, not a setting of the index


class RetrievalSettings(Section):
    """How passages are found.

    Attributes:
        passages: How many passages a question gets.
        dense_weight: Share of the encoder's score in the fused score; the rest is BM25's.
        lexicon: File with further words that mean the same, in the format of ``index/lexicon.txt``.
    """

    passages: int = Field(default=12, ge=1, le=100)
    dense_weight: float = Field(default=0.5, ge=0, le=1)
    lexicon: Path | None = None


class ScopeSettings(Section):
    """Which documents are searched where a question does not say; empty: all. See ``assistant.scope.Scope``.

    Attributes:
        since: A year, month or day: ``2021``, ``2021-03``, ``2021-03-03``.
        until: The same.
    """

    issuers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    doc_numbers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class ServerSettings(Section):
    """The web page.

    Attributes:
        data: Folder of what is written while the page is used, feedback for one; never part of the index.
        staff_password: Opens the pages for staff to whoever knows it; without one, they open on this machine alone.
            Better given as ``ASSISTANT_SERVER__STAFF_PASSWORD`` than in a file, and in no dump of the settings.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    concurrency: int = Field(default=2, ge=1)
    data: Path = Path("var/data")
    staff_password: SecretStr = Field(default=SecretStr(""), exclude=True)


class DraftingSettings(Section):
    """What local rules say of replies to proposals: offered to people in the letter, never filled in.

    Attributes:
        categories: 办理结果标记.
        disclosure: 公开属性.
        satisfaction: What a deputy may tick in the 征询意见表.
        return_days: Working days within which the 征询意见表 is sent back; 0: the form does not say.
    """

    categories: tuple[str, ...] = ("A", "B", "C", "D")
    disclosure: tuple[str, ...] = ("主动公开", "依申请公开", "不予公开")
    satisfaction: tuple[str, ...] = ("满意", "基本满意", "不满意")
    return_days: int = Field(default=0, ge=0, le=60)


class EvalSettings(Section):
    """Evaluation runs.

    Attributes:
        runs: Folder whose subfolders are finished runs, for the page that compares them.
    """

    runs: Path = Path("var/runs")


class EndpointSettings(Section):
    """A language model that is asked over HTTP; nothing is sent anywhere unless its address is set.

    Address and key are in no dump of the settings, so that no record of a run holds them.

    Attributes:
        base_url: Of an OpenAI-compatible endpoint, up to and with ``/v1``.
        model: As the endpoint names it.
        api_key: Given by environment only, never in a file: files are copied, mailed and backed up.
        connect_seconds: How long connecting may take.
        timeout_seconds: How long an answer may take, all tries together.
        retries: How often a request is repeated that failed in passing.
    """

    base_url: str = Field(default="", exclude=True)
    model: str = ""
    api_key: SecretStr = Field(default=SecretStr(""), exclude=True)
    connect_seconds: float = Field(default=5, gt=0)
    timeout_seconds: float = Field(default=60, gt=0)
    retries: int = Field(default=2, ge=0, le=5)


class JudgeSettings(EndpointSettings):
    """A model that judges answers in ``assistant eval``; its key is ``ASSISTANT_JUDGE__API_KEY``."""


class LlmSettings(EndpointSettings):
    """A language model that words answers; none unless ``base_url`` or ``path`` is set. See ``assistant.llm``.

    Its key is ``ASSISTANT_LLM__API_KEY``.

    Attributes:
        path: Folder of a chat model for transformers, in place of an endpoint.
        passages: How many passages the model is shown.
        most_tokens: Length at which an answer is cut off, thoughts of a reasoning model included.
        unverified: What becomes of a sentence that its citations do not support: left out, or marked 未核实.
        try_refused: Ask the model also where the documents' words give no answer; only checked sentences count.
        follow_ups: Let the model put follow-up questions into words that stand alone.
    """

    path: Path | None = None
    passages: int = Field(default=6, ge=1, le=20)
    most_tokens: int = Field(default=2000, ge=16, le=32768)
    unverified: Literal["drop", "mark"] = "drop"
    try_refused: bool = False
    follow_ups: bool = True

    @property
    def is_set(self) -> bool:
        """Whether there is a model to ask."""
        return bool(self.base_url) or self.path is not None


class _SettingsFile(TomlConfigSettingsSource):
    """The settings file, which may hold no key."""

    def __call__(self) -> dict[str, Any]:
        values = super().__call__()
        for section in ("llm", "judge"):
            if "api_key" in values.get(section, {}):
                variable = f"ASSISTANT_{section.upper()}__API_KEY"
                raise UserError(f"大模型的密钥不能写在 {SETTINGS_FILE} 里，请用环境变量 {variable} 给出。")
        return values


class Settings(BaseSettings):
    """All settings, by section."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", toml_file=SETTINGS_FILE, frozen=True
    )

    embedding: EmbeddingSettings = EmbeddingSettings()
    chunk: ChunkSettings = ChunkSettings()
    index: IndexSettings = IndexSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    scope: ScopeSettings = ScopeSettings()
    server: ServerSettings = ServerSettings()
    drafting: DraftingSettings = DraftingSettings()
    eval: EvalSettings = EvalSettings()
    judge: JudgeSettings = JudgeSettings()
    llm: LlmSettings = LlmSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then the file; the first that names a key decides."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _SettingsFile(settings_cls)


def load_settings(index: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        index: Folder of the index, in place of the one that is set.

    Raises:
        UserError: A key is unknown or a value does not fit; the message names each.
    """
    unknown = [name for name in os.environ if name.startswith(_PREFIX) and not _names_a_section(name)]
    if unknown:
        raise UserError(f"环境变量 {'、'.join(sorted(unknown))} 不是已知的设置项，请核对名称。")
    try:
        settings = Settings()
    except ValidationError as error:
        problems = "；".join(map(_problem, error.errors()))
        raise UserError(f"设置有误，请检查 {SETTINGS_FILE} 和 {_PREFIX}* 环境变量：{problems}。") from error
    except SettingsError as error:  # what is no JSON, where a variable is to hold a list or a section
        raise UserError(f"{_PREFIX}* 环境变量中有列表无法读取，请写成 JSON，例如 '[\"辽宁\"]'。") from error
    except ValueError as error:  # tomllib.TOMLDecodeError
        raise UserError(f"{SETTINGS_FILE} 不是有效的 TOML 文件（{cause(error)}），请改正。") from error
    if index is None:
        return settings
    return settings.model_copy(update={"index": settings.index.model_copy(update={"dir": index})})


def _problem(error: ErrorDetails) -> str:
    """Name a key and say what is wrong with its value."""
    wrong = _WRONG.get(error["type"], "的值不合要求").format(**error.get("ctx", {}))
    return f"{'.'.join(map(str, error['loc']))} {wrong.replace(' or ', ' 或 ')}"


def _names_a_section(variable: str) -> bool:
    """Tell whether a variable's first part is a section; pydantic-settings passes over the others in silence."""
    return variable in _READ_ELSEWHERE or variable.removeprefix(_PREFIX).split("__")[0].lower() in Settings.model_fields
