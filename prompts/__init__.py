"""The wording that people or models are shown, one ``.zh.md`` file a text. Imports none of the other packages.

A text names its variables as ``$name``; rendering with one missing or one too many is an error, so that no reader ever
sees a bare ``$name``.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from string import Template


class Prompt:
    """A text with named variables."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.sha256 = hashlib.sha256(text.encode()).hexdigest()
        self._template = Template(text)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables, in order of appearance."""
        return tuple(self._template.get_identifiers())

    def render(self, **values: str) -> str:
        """Fill in the variables.

        Raises:
            ValueError: The given names are not exactly those of the text.
        """
        if set(values) != set(self.variables):
            raise ValueError(f"prompt {self.name} takes {sorted(self.variables)}, not {sorted(values)}")
        return self._template.substitute(values)


@cache
def load(name: str) -> Prompt:
    """Load a text by name.

    Raises:
        FileNotFoundError: There is no such text.
    """
    text = resources.files(__name__).joinpath(f"{name}.zh.md").read_text(encoding="utf-8")
    return Prompt(name, text.strip())
