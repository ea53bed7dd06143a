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


@pytest.mark.parametrize("name", ["ASSISTANT_CHUNK__SISE", "ASSISTANT_CHUNKS__SIZE"])
def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "200")
    with pytest.raises(UserError):
        load_settings()


def test_a_folder_given_for_the_index_wins() -> None:
    assert load_settings(Path("elsewhere")).index.dir == Path("elsewhere")
    assert load_settings().index.dir == Path("var/index")
