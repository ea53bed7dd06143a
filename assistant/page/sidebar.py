"""The left of the page: the conversations, and the documents that a question is asked of. HTML only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from assistant.conversations import ConversationSummary
from assistant.page.markup import escape
from assistant.schema import DocumentSummary
from assistant.scope import Scope

_MANY = 8  # values; a longer list gets a box to narrow it
_ORGANS = "、"


def talks_html(talks: Sequence[ConversationSummary], current: str | None, words: str) -> str:
    """Return the list of conversations."""
    if not talks:
        return f'<p class="hint">{"没有找到这样的对话。" if words else "还没有对话，提问之后会保存在这里。"}</p>'
    return f'<ul class="talks">{"".join(_talk(each, each.id == current) for each in talks)}</ul>'


def scope_html(documents: Sequence[DocumentSummary], scope: Scope) -> str:
    """Return the form in which the scope is chosen, with what is chosen in it."""
    issuers = _counted(name for each in documents for name in (each.issuer or "").split(_ORGANS) if name)
    regions = _counted(each.region for each in documents if each.region)
    kinds = _counted(each.kind for each in documents if each.kind)
    years = sorted({each.date[:4] for each in documents if each.date}, reverse=True)
    groups = (
        ("issuers", "发文机关", issuers, scope.issuers),
        ("regions", "地区", regions, scope.regions),
        ("kinds", "文种", kinds, scope.kinds),
    )
    chosen_years = [str(day.year) if day else "" for day in (scope.since, scope.until)]
    return (
        f'<form id="scope-form">{"".join(_group(*group) for group in groups)}'
        f"{_years(years, *chosen_years)}{_documents(scope.documents)}"
        '<button type="button" class="tool" data-scope-all>恢复为全部文件</button></form>'
    )


def measure_html(scope: Scope, matching: int, all_of_them: int) -> str:
    """Return in one line what the scope is."""
    if scope == Scope():
        return f"全部 {all_of_them} 份文件"
    return f"{escape(str(scope))}：{matching} 份文件"


def _talk(talk: ConversationSummary, is_current: bool) -> str:
    title = escape(talk.title)
    current = ' aria-current="true"' if is_current else ""
    return (
        f'<li data-talk="{escape(talk.id)}"><button type="button" class="talk" data-open{current}>'
        f"<span>{title}</span><time>{_when(talk.updated)}</time></button>"
        f'<button type="button" class="tool" data-rename aria-label="重命名：{title}" title="重命名">✎</button>'
        f'<button type="button" class="tool" data-delete aria-label="删除：{title}" title="删除">×</button></li>'
    )


def _when(updated: str) -> str:
    local = datetime.fromisoformat(updated).astimezone()
    today = datetime.now(UTC).astimezone().date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local.month}月{local.day}日" if local.year == today.year else f"{local:%Y-%m-%d}"


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    """The values, the most frequent first."""
    return sorted(Counter(values).items(), key=lambda each: (-each[1], each[0]))


def _group(name: str, title: str, values: Sequence[tuple[str, int]], chosen: Sequence[str]) -> str:
    if not values and not chosen:
        return ""
    known = [value for value, _ in values]
    rows = [(value, count) for value, count in values] + [(value, 0) for value in chosen if value not in known]
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{escape(value)}"{" checked" if value in chosen else ""}>'
        f"<span>{escape(value)}</span><small>{count}</small></label>"
        for value, count in rows
    )
    narrow = (
        f'<input type="search" class="narrow" placeholder="查找{title}" aria-label="查找{title}">'
        if len(rows) > _MANY
        else ""
    )
    opened = " open" if chosen else ""
    return (
        f'<details{opened}><summary>{title}</summary><fieldset><legend class="unseen">{title}</legend>{narrow}'
        f'<div class="choices">{boxes}</div></fieldset></details>'
    )


def _years(years: Sequence[str], since: str, until: str) -> str:
    if not years:
        return ""
    selects = "".join(
        f'<label>{word}<select name="{name}"><option value="">不限</option>'
        + "".join(f"<option{' selected' if year == chosen else ''}>{year}</option>" for year in years)
        + "</select></label>"
        for name, word, chosen in (("since", "从", since), ("until", "到", until))
    )
    opened = " open" if since or until else ""
    return (
        f'<details{opened}><summary>年份</summary><fieldset class="years"><legend class="unseen">年份</legend>'
        f"{selects}</fieldset></details>"
    )


def _documents(paths: Sequence[str]) -> str:
    """Documents that were chosen one by one, from the reading pane."""
    boxes = "".join(
        f'<label><input type="checkbox" name="documents" value="{escape(path)}" checked>'
        f"<span>{escape(path.rsplit('/', 1)[-1])}</span></label>"
        for path in paths
    )
    return f'<div class="choices picked">{boxes}</div>' if boxes else ""
