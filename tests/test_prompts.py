"""The texts that people are shown."""

from importlib import resources

import pytest

from prompts import Prompt, load

NAMES = sorted(f.name.removesuffix(".zh.md") for f in resources.files("prompts").iterdir() if f.name.endswith(".zh.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_text_renders_with_its_variables_and_only_with_them(name: str) -> None:
    prompt = load(name)
    values = dict.fromkeys(prompt.variables, "甲")
    assert "$" not in prompt.render(**values)
    with pytest.raises(ValueError, match=name):
        prompt.render(**values, another="乙")


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(ValueError, match="takes"):
        Prompt("x", "据$document：").render()


def test_values_are_not_read_as_templates() -> None:
    assert Prompt("x", "据$document：").render(document="$price") == "据$price："
