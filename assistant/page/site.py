"""The site: several pages that share masthead, navigation, looks and security.

A module adds a page by giving :func:`assistant.page.serve` a :class:`Section`. Nothing here imports Gradio, so that a
section can be named without loading it; what builds the page imports it when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PRODUCT = "人大代表建议办理助手"
PROMISE = "每句回答都指向文件原文；找不到就直说。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of the site.

    Everything that a page offers lies below its path (its events, its uploads, its own routes): closing the path
    closes all of it.

    Attributes:
        path: ``/`` or one more name, as ``/documents``.
        title: As the navigation shows it, in Chinese.
        build: Called once, inside an open ``gr.Blocks`` below the masthead; lays out the components and connects
            them. Gradio is imported inside it.
        staff_only: Served to staff alone; see :mod:`assistant.page.access`.
        style: CSS of this page alone.
        routes: Further routes (downloads, say), each with its whole path, below the section's.
        upload_bytes: The largest file that may be uploaded; 0 where none may.
        warm_up: Called once in the background when the server has started.
        close: Called once when the server ends.
    """

    path: str
    title: str
    build: Callable[[], None]
    staff_only: bool = False
    style: str = ""
    routes: Sequence[BaseRoute] = ()
    upload_bytes: int = 0
    warm_up: Callable[[], None] | None = None
    close: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        strange = [route for route in self.routes if not getattr(route, "path", "").startswith(self.address)]
        if strange:
            raise ValueError(f"routes outside {self.address}: {strange}")

    @property
    def address(self) -> str:
        """Where the page is, with the slash that ends it."""
        return f"{self.path.rstrip('/')}/"


def section_of(path: str, sections: Sequence[Section]) -> Section:
    """Return the section that a request's path lies in; what lies in no other belongs to the one at ``/``."""
    inner = (each for each in sections if each.path != "/" and f"{path}/".startswith(each.address))
    return next(inner, None) or next(each for each in sections if each.path == "/")


def page_file(name: str) -> str:
    """Return a style sheet or script that lies beside this module."""
    return files(__package__).joinpath(name).read_text("utf-8")
