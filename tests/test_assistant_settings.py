"""Settings from file and environment."""

from pathlib import Path

import pytest

from assistant.settings import load_settings
from index.errors import UserError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults_need_no_file() -> None:
    assert load_settings().embedding.model == "bundled"


def test_the_environment_wins_over_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "assistant.toml").write_text("[chunk]\nsize = 200\n[server]\nport = 9000\n", encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_CHUNK__SIZE", "240")
    settings = load_settings()
    assert (settings.chunk.size, settings.server.port) == (240, 9000)


@pytest.mark.parametrize("text", ["[chunk]\nsise = 200\n", "[chunks]\nsize = 200\n", "[chunk]\nsize = 1\n", "[chunk\n"])
def test_a_bad_file_is_refused(folder: Path, text: str) -> None:
    (folder / "assistant.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"assistant\.toml"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[server]\nport = 99999\nhots = 1\n", "server.port 不能大于 65535；server.hots 没有这个设置项。"),
        ('[server]\nconcurrency = "many"\n', "server.concurrency 应为整数。"),
        ('[scope]\nregions = "辽宁"\n', "scope.regions 应为列表，写在方括号里。"),
        ('[llm]\nunverified = "keep"\n', "llm.unverified 应为 'drop' 或 'mark'。"),
        ("[chunk]\nsize = \n", "assistant.toml 不是有效的 TOML 文件（第 2 行格式有误），请改正。"),
    ],
)
def test_what_is_wrong_is_told_in_chinese(folder: Path, text: str, told: str) -> None:
    (folder / "assistant.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_settings()
    assert str(refused.value).endswith(told)


@pytest.mark.parametrize("name", ["ASSISTANT_CHUNK__SISE", "ASSISTANT_CHUNKS__SIZE"])
def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "200")
    with pytest.raises(UserError):
        load_settings()


def test_a_variable_that_holds_no_list_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_SCOPE__REGIONS", "辽宁")
    with pytest.raises(UserError, match=r"环境变量.*JSON"):
        load_settings()
    monkeypatch.setenv("ASSISTANT_SCOPE__REGIONS", '["辽宁"]')
    assert load_settings().scope.regions == ("辽宁",)


def test_a_folder_given_for_the_index_wins() -> None:
    assert load_settings(Path("elsewhere")).index.dir == Path("elsewhere")
    assert load_settings().index.dir == Path("var/index")


def test_the_key_of_a_language_model_comes_from_the_environment_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_LLM__API_KEY", "sk-secret")
    monkeypatch.setenv("ASSISTANT_LLM__BASE_URL", "http://127.0.0.1:8000/v1")
    settings = load_settings()
    assert settings.llm.is_set
    assert settings.llm.api_key.get_secret_value() == "sk-secret"
    dumped = repr(settings.model_dump()) + repr(settings.llm.api_key)
    assert "sk-secret" not in dumped
    assert "127.0.0.1:8000" not in dumped
    (folder / "assistant.toml").write_text('[llm]\nmodel = "m"\napi_key = "sk-secret"\n', encoding="utf-8")
    with pytest.raises(UserError, match="ASSISTANT_LLM__API_KEY") as refused:
        load_settings()
    assert "sk-secret" not in str(refused.value)
