"""Builds in a process of their own: progress, outcome, one at a time, what went wrong."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.rebuild import Rebuild, Rebuilder
from index.errors import UserError

SAYS = "import json, sys, os, time; say = lambda **v: print(json.dumps(v), flush=True); "


class Holder:
    """Counts how often it was told of a new index."""

    refreshed = 0
    problem = ""

    def refresh(self) -> bool:
        self.refreshed += 1
        if self.problem:
            raise UserError(self.problem)
        return True


def rebuilder(holder: Holder, code: str) -> Rebuilder:
    return Rebuilder(holder, [sys.executable, "-c", SAYS + code])  # type: ignore[arg-type]


def wait(condition: Callable[[], object]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("it never came")


def ended(building: Rebuilder) -> Rebuild:
    wait(lambda: building.current and not building.current.running)
    assert building.current
    return building.current


def test_progress_then_report_then_the_new_index_is_taken_up(tmp_path: Path) -> None:
    holder, go_on = Holder(), tmp_path / "go on"
    building = rebuilder(
        holder,
        f"say(stage='解析', done=2, total=7)\nwhile not os.path.exists({str(go_on)!r}): time.sleep(.02)\n"
        "say(added=['a.txt'], refused={'b.pdf': '坏'}, nice=os.getpriority(os.PRIO_PROCESS, 0)); sys.exit(1)",
    )
    assert building.current is None
    building.start()
    wait(lambda: building.current and building.current.stage)
    assert building.current == Rebuild("解析", 2, 7)
    assert holder.refreshed == 0
    go_on.touch()
    done = ended(building)
    nice = min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    assert (done.report, done.problem) == ({"added": ["a.txt"], "refused": {"b.pdf": "坏"}, "nice": nice}, "")
    assert holder.refreshed == 1


def test_what_is_asked_for_while_it_runs_is_done_by_one_more_run(tmp_path: Path) -> None:
    holder, go_on, count = Holder(), tmp_path / "go on", tmp_path / "count"
    building = rebuilder(
        holder,
        f"open({str(count)!r}, 'a').write('x')\n"
        f"while not os.path.exists({str(go_on)!r}): time.sleep(.02)\n"
        "say(added=[])",
    )
    building.start()
    wait(count.exists)
    for _ in range(3):
        building.start()
    assert count.read_text() == "x"
    go_on.touch()
    wait(lambda: holder.refreshed == 2)
    ended(building)
    assert count.read_text() == "xx"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (
            "sys.stderr.write('注意\\n另一个程序正在更新索引，请等它完成后再试。\\n'); sys.exit(2)",
            "另一个程序正在更新索引",
        ),
        ("raise RuntimeError('/srv/secret')", "更新索引时出了问题，索引保持原样"),
        ("os.kill(os.getpid(), 9)", "更新索引时出了问题，索引保持原样"),
        ("print('no JSON')", "更新索引时出了问题，索引保持原样"),
    ],
)
def test_what_went_wrong_is_one_sentence(code: str, problem: str) -> None:
    holder = Holder()
    building = rebuilder(holder, code)
    building.start()
    done = ended(building)
    assert problem in done.problem
    assert "/srv" not in done.problem
    assert (done.report, holder.refreshed) == (None, 0)


def test_an_index_that_cannot_be_taken_up_is_told() -> None:
    holder = Holder()
    holder.problem = "索引由另一个模型建立。"
    building = rebuilder(holder, "say(added=[])")
    building.start()
    assert ended(building).problem == "索引由另一个模型建立。"


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    building = Rebuilder(Holder(), [str(tmp_path / "none")])  # type: ignore[arg-type]
    building.start()
    assert "更新索引时出了问题" in ended(building).problem
