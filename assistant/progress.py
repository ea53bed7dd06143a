"""How far a build has come: a bar with rate and time left on the terminal, now and then a line elsewhere; on stderr."""

from __future__ import annotations

import time
from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

_SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Shows one bar a stage; called with the stage, how many are done and how many there are."""

    def __init__(self, console: Console | None = None) -> None:
        """Write to a console, by default the standard error stream."""
        console = console or Console(stderr=True)
        self._shown: _Shown = _Terminal(console) if console.is_terminal else _Lines(console)

    def __enter__(self) -> Self:
        self._shown.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shown.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` are done."""
        self._shown.show(stage, done, total)


class _Shown(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...

    def show(self, stage: str, done: int, total: int) -> None: ...


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/秒" if speed else "")


class _Terminal:
    """Bars that are drawn over."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate())
        self._bars = Bars(*columns, TextColumn("剩余"), TimeRemainingColumn(), console=console)
        self._tasks: dict[str, TaskID] = {}

    def start(self) -> None:
        self._bars.start()

    def stop(self) -> None:
        self._bars.stop()

    def show(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done)


class _Lines:
    """A line every ten seconds and at the end of a stage, for log files."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._begun: dict[str, tuple[float, int]] = {}
        self._told = 0.0

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def show(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage not in self._begun:
            self._begun[stage] = now, done
            self._told = now
        if done < total and now - self._told < _SECONDS_BETWEEN_LINES:
            return
        self._told = now
        began, at = self._begun[stage]
        rate = (done - at) / (now - began) if now > began and done > at else None
        speed = f"，{rate:.1f}/秒" if rate else ""
        left = f"，剩余 {timedelta(seconds=round((total - done) / rate))}" if rate and done < total else ""
        self._console.print(f"{stage} {done}/{total}{speed}{left}", highlight=False, soft_wrap=True)
