"""The evaluation's part of the command line: ``assistant eval QUESTIONS``, ``assistant eval import``, ``ablation``.

Turns arguments into calls; heavy libraries are imported inside the commands, so that ``assistant --help`` answers at
once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.usage import Application, Group
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.opening import Opened
    from assistant.settings import Settings
    from eval.supplement import Supplement


class RunByDefault(Group):
    """A group whose first word may be a question file in place of a command: then it is a run."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``run`` before arguments that name no command."""
        named = not args or args[0] in self.commands or args[0] in ("--help", "-h")
        return super().parse_args(ctx, args if named else ["run", *args])


eval_app = Application(
    cls=RunByDefault,
    help="用问题集评测检索、回答、引用和拒答：eval 问题.jsonl --out 文件夹（选项见 eval run --help）",
)

Questions = Annotated[Path, typer.Argument(help="问题文件，每行一个 JSON 对象")]
Out = Annotated[Path, typer.Option(help="结果文件夹")]
IndexDir = Annotated[Path | None, typer.Option("--index", help="索引所在文件夹，默认 var/index")]


@eval_app.command("run", help="评测一个问题文件；run 可以省略。")
def run(
    questions: Questions,
    out: Out,
    index: IndexDir = None,
    baseline: Annotated[Path | None, typer.Option(help="与这个文件夹里的结果比较")] = None,
    gate: Annotated[Path | None, typer.Option(help="各项指标的界限（TOML）；不达标时退出状态为 1")] = None,
    proposals: Annotated[Path | None, typer.Option(help="另为这个文件夹里的建议起草答复并评分")] = None,
    judge_base_url: Annotated[str, typer.Option(help="另请模型评判：OpenAI 兼容服务的地址，到 /v1 为止")] = "",
    judge_model: Annotated[str, typer.Option(help="评判模型的名称；须与 --judge-base-url 同时给出")] = "",
) -> None:
    """Score retrieval, answers, citations and refusals on a question set."""
    from assistant.engine import Assistant
    from assistant.settings import load_settings
    from eval.run import evaluate

    settings = load_settings(index)
    assistant = Assistant.open(settings)
    outcome = evaluate(
        assistant,
        questions,
        out,
        settings=settings,
        baseline=baseline,
        gate=gate,
        supplements=[
            *_drafting(assistant.opened, settings, proposals),
            *_judging(settings, judge_base_url, judge_model),
        ],
        echo=_say,
        complain=_complain,
    )
    raise typer.Exit(outcome.status)


@eval_app.command("import", help="把公开问答集（SQuAD、CMRC、DRCD 的 JSON 或 BEIR 文件夹）转成语料和问题文件。")
def import_(
    source: Annotated[Path, typer.Argument(help="JSON 文件或 BEIR 文件夹")],
    out: Annotated[Path, typer.Option(help="写到这个文件夹：corpus/ 和 questions.jsonl")],
) -> None:
    """Convert a public set into a corpus folder and a question file."""
    from eval.imports import import_set

    import_set(source, out, echo=_say)


@eval_app.command("ablation", help="同一批问题上对照：只用向量、只用 BM25、融合、不同分段长度和通用流程。")
def ablation(
    questions: Questions,
    docs: Annotated[list[Path], typer.Option(help="要收录的文件或文件夹，可给多个")],
    out: Out,
    more: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
    peers: Annotated[
        bool, typer.Option("--peers", help="另与 LlamaIndex、Haystack 对照（需安装 peers 附加依赖）")
    ] = False,
    table: Annotated[Path | None, typer.Option(help="另把表格写到这个 Markdown 文件")] = None,
) -> None:
    """Compare the assistant as it is set with its variants and peers; ``--docs A B`` leaves B to ``more``."""
    from assistant.settings import load_settings
    from eval.ablation import ALL_PEERS, OWN_PEERS, run_ablations

    results = run_ablations(
        questions,
        [*docs, *(more or ())],
        out,
        settings=load_settings(),
        peers=ALL_PEERS if peers else OWN_PEERS,
        table=table,
        echo=_say,
        complain=_complain,
    )
    raise typer.Exit(1 if any(result.refused for result in results) else 0)


@eval_app.command("waiting", help="在网页上提问，量多久看到进度、多久看到回答：依次提问，和多人同时提问。")
def waiting(
    questions: Questions,
    index: IndexDir = None,
    users: Annotated[int, typer.Option(min=1, help="多少人同时提问")] = 20,
) -> None:
    """Measure how long people wait at the page."""
    from assistant.engine import Assistant
    from assistant.settings import load_settings
    from eval.waiting import measure

    settings = load_settings(index)
    measure(Assistant.open(settings), questions, settings, users, _say)


def _drafting(opened: Opened, settings: Settings, proposals: Path | None) -> list[Supplement]:
    if proposals is None:
        return []
    from assistant.draft.sources import Sources
    from eval.drafts import Drafting

    return [Drafting(Sources(opened), proposals, settings.index.max_file_bytes)]


def _judging(settings: Settings, base_url: str, model: str) -> list[Supplement]:
    base_url, model = base_url or settings.judge.base_url, model or settings.judge.model
    if not base_url and not model:
        return []
    if not base_url or not model:
        raise UserError("评判模型的地址和名称须同时给出：--judge-base-url 和 --judge-model（或设置中的 judge 一节）。")
    from assistant.llm.endpoint import Endpoint
    from eval.judge.judging import Judging

    return [Judging(Endpoint(settings.judge.model_copy(update={"base_url": base_url, "model": model})))]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _complain(text: str) -> None:
    sys.stderr.write(text + "\n")
