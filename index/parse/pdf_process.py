"""PDF files read in a process of their own, so that a page that keeps the libraries busy for ever can be stopped.

A few hundred bytes of a hostile or broken page can ask for more work or memory than there is, and no code of ours runs
between two pages. The system ends the process when a page's time is over; what it read comes back as JSON.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

from pydantic import TypeAdapter

from index.errors import UserError
from index.schema import Source

PAGE_SECONDS = 60
_MOST_MEMORY = 3 * 1024**3  # bytes; some office computers have four gigabytes
_OUTCOME: TypeAdapter[Source | str] = TypeAdapter(Source | str)
"""What was read, or why the file is refused."""


def read(path: Path) -> Source:
    """Read a PDF file.

    Raises:
        UserError: As :func:`index.parse.pdf.read`, and where a page takes too long or too much memory.
    """
    child = subprocess.run(  # noqa: S603 - this very module
        [sys.executable, "-P", "-m", __name__, str(path.resolve()), str(PAGE_SECONDS)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=False,
        start_new_session=True,  # Ctrl+C is for the build, which ends this process
    )
    if child.returncode == -signal.SIGALRM:
        raise UserError(f"“{path.name}”有一页超过 {PAGE_SECONDS} 秒未能读完，请重新导出为 PDF 或拆分后再试。")
    if child.returncode:
        raise UserError(f"读取“{path.name}”时程序意外退出，文件可能已损坏，请重新导出为 PDF 后再试。")
    outcome = _OUTCOME.validate_json(child.stdout)
    if isinstance(outcome, str):
        raise UserError(outcome)
    return outcome


def _main(path: Path, page_seconds: int) -> None:
    from index.parse import pdf

    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
    outcome: Source | str
    try:
        outcome = pdf.read(path, lambda: signal.alarm(page_seconds))
    except UserError as error:
        outcome = str(error)
    except MemoryError:
        outcome = f"“{path.name}”需要的内存过多，请重新导出为 PDF 或拆分后再试。"
    signal.alarm(0)
    sys.stdout.buffer.write(_OUTCOME.dump_json(outcome))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
