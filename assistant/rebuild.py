"""The index brought up to date while people ask: ``assistant index build`` in a process of its own, one at a time.

The child runs at low priority and tells its progress as JSON lines; when it has published, the assistant in use is
exchanged. What is asked for while it runs is done by one more run after it. Never touches the index itself.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.holder import AssistantHolder
from index.errors import UserError

_NICENESS = 10
_FAILED = "更新索引时出了问题，索引保持原样；请联系管理员查看运行日志。"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A build and how far it is.

    Attributes:
        stage: What is being done, in Chinese; empty at first.
        done: How many files or passages of the stage are done.
        total: How many there are; 0 where that is not known.
        seconds: How long it took; None while it runs.
        report: What it did, as :class:`index.report.BuildReport` in JSON; None while it runs or where it failed.
        problem: One sentence where it failed.
    """

    stage: str = ""
    done: int = 0
    total: int = 0
    seconds: float | None = None
    report: dict[str, Any] | None = None
    problem: str = ""

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.seconds is None


class Rebuilder:
    """Runs builds of one index; safe to call from several threads.

    Args:
        holder: Takes up the new snapshot.
        command: What builds, as its words.
    """

    def __init__(self, holder: AssistantHolder, command: Sequence[str]) -> None:
        self._holder = holder
        self._command = list(command)
        self._lock = threading.Lock()
        self._current: Rebuild | None = None
        self._again = False

    @property
    def current(self) -> Rebuild | None:
        """The build that runs or ran last; None where there was none yet."""
        return self._current

    def start(self) -> None:
        """Begin a build or, where one runs, see to it that another follows."""
        with self._lock:
            if self._current and self._current.running:
                self._again = True
                return
            self._current = Rebuild()
        threading.Thread(target=self._run, daemon=True, name="rebuild").start()

    def _run(self) -> None:
        while True:
            ended = self._built()
            with self._lock:
                again, self._again = self._again, False
                self._current = Rebuild() if again else ended
            if not again:
                return

    def _built(self) -> Rebuild:
        began = time.monotonic()
        try:
            report, problem = _run_command(self._command, self._tell), ""
            self._holder.refresh()
        except UserError as error:
            report, problem = None, str(error)
        except Exception:
            logger.exception("the index could not be rebuilt")
            report, problem = None, _FAILED
        return Rebuild(seconds=time.monotonic() - began, report=report, problem=problem)

    def _tell(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            if self._current:
                self._current = replace(self._current, stage=stage, done=done, total=total)


def build_command(index: Path) -> list[str]:
    """Return the words of the command that brings an index up to date with what it mirrors."""
    return [str(Path(sys.executable).with_name("assistant")), "index", "build", "--json", "--index", str(index)]


def _run_command(command: Sequence[str], tell: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Run a build and return its report.

    Raises:
        UserError: It ended without one; the message is its own.
    """
    with subprocess.Popen(  # noqa: S603 - the program's own command
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as child:
        if hasattr(os, "setpriority"):
            nice = min(os.getpriority(os.PRIO_PROCESS, 0) + _NICENESS, 19)
            os.setpriority(os.PRIO_PROCESS, child.pid, nice)
        complaints: list[str] = []
        listening = threading.Thread(target=lambda: complaints.extend(child.stderr or ()), daemon=True)
        listening.start()
        report: dict[str, Any] | None = None
        for line in child.stdout or ():
            told = json.loads(line)
            if "stage" in told:
                tell(told["stage"], told["done"], told["total"])
            else:
                report = told
        listening.join()
    if child.returncode in (0, 1) and report is not None:
        return report
    logger.warning("the build ended with status %s: %s", child.returncode, "".join(complaints))
    raise UserError(complaints[-1].strip() if child.returncode == 2 and complaints else _FAILED)
