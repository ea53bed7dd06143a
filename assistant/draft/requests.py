"""A proposal's body to its requests: each verbatim, at its offsets, with background left out.

Where the body lists its requests, a request is an item of the outermost list that asks for something (its sub-points
stay inside it); in plain paragraphs it is a sentence that asks, with the sentences that carry it on. Never rewords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from assistant.draft import prose, wording
from assistant.draft.outline import OF_LINES, Item, outline
from assistant.draft.prose import Span
from assistant.draft.schema import Request

_SECTION_TITLE = 9  # characters; 存在的问题 among requests is a title, a longer item mentions a problem it wants solved

_SHORT_PARAGRAPH = 24  # characters


class _Role(Enum):
    REQUESTS = auto()
    BACKGROUND = auto()
    OPEN = auto()


def find_requests(body: str) -> tuple[Request, ...]:
    """Find the requests of a body, in its order."""
    root = outline(body)
    root.end = _without_closing(body, root)
    _limit(root, root.end)
    spans = list(_within(body, root, _Role.OPEN))
    spans = _whole_list(body, root, spans) or spans
    if not spans:  # nothing asks in so many words: the outermost items that are not background
        spans = [
            prose.trimmed(body, i.start, i.end) for i in root.items if _heading_role(body, i) is not _Role.BACKGROUND
        ]
    if not spans:
        sentences = list(prose.joined_clauses(body, root.start, root.end))
        asking = (wording.IMPERATIVE, wording.ASKING_FRONT)
        spans = [span for span in sentences if any(words.match(body[slice(*span)]) for words in asking)]
        spans = spans or [span for span in sentences if body[span[1] - 1] in "？?"]
    kept = sorted({span for span in spans if span[1] - span[0] >= prose.SHORTEST})
    return tuple(Request(body[start:end], start, end, prose.topic(body[start:end])) for start, end in kept)


def _limit(item: Item, end: int) -> None:
    item.items = [inner for inner in item.items if inner.start < end]
    for inner in item.items:
        inner.end = min(inner.end, end)
        _limit(inner, end)


def _without_closing(body: str, root: Item) -> int:
    """Where the body proper ends: before 以上建议，请予研究 and the signature."""
    end = len(body)
    for start, stop in reversed(list(prose.sentences(body, 0, len(body)))):
        words = body[start:stop]
        last_item = max((item.start for item in _leaves(root)), default=0)
        signed = re.match(
            r"^(?:\d{4}\s*年|二[〇○零]..年|(?:提案人|建议人|领衔代表|联名代表|附议|联系(?:人|电话|方式)|代表)[：: ])",
            words,
        )
        if (_closes(body, start, words) and start >= last_item) or (signed and len(words) < 60):
            end = start
        else:
            break
    return end


def _closes(body: str, start: int, words: str) -> bool:
    """Tell whether a sentence only closes; as a paragraph of its own it may say first why, or something humble."""
    *before, last = re.split("[，,]", words)
    apart = len(words) <= _SHORT_PARAGRAPH or not any(_names_request(clause) for clause in before)
    last = last if apart and not body[:start].rpartition("\n")[2].strip() else words
    return bool(wording.CLOSING.search(words) or wording.CLOSING.search(last))


def _whole_list(body: str, root: Item, spans: Sequence[Span]) -> list[Span]:
    """The items of the list that holds the requests found: where one item asks, those beside it do so too.

    Where something is asked outside of the list, half of its items must ask. Empty where there is no such list, and
    where only its last item asks, which then may draw the conclusion.
    """
    for group in _groups(root.items):
        asking = [any(item.start <= start < item.end for start, _ in spans) for item in group]
        outside = [span for span in spans if not group[0].start <= span[0] < group[-1].end]
        apart = any(wording.PROBLEM_ENDING.search(_heading(body, item)) or item.items for item in group)
        apart = apart or any(_heading_role(body, item) is not _Role.OPEN for item in group)
        enough = any(asking[:-1]) and (not outside or 2 * sum(asking) >= len(group))
        if enough and not all(asking) and not apart:
            within = [_asked(body, i, prose.trimmed(body, i.start, i.end), _heading(body, i)) for i in group]
            return [*outside, *within]
    return []


def _leaves(item: Item) -> Iterator[Item]:
    for inner in item.items:
        yield inner
        yield from _leaves(inner)


def _within(body: str, item: Item, role: _Role) -> Iterator[Span]:
    """The requests of an item's inside: of each list in it, and of the prose before, between and behind."""
    position = lead = item.start
    for group in _groups(item.items):
        first = group[0].mark
        yield from _prose(body, position, first.start if first else position, role, before_list=True)
        group_role = _group_role(body, lead, first.start if first else position, role)
        if role is _Role.OPEN and group_role is not _Role.REQUESTS:  # ……仍是最关切的问题。 need not lead into problems
            asked = _role_by_majority(body, group) is _Role.REQUESTS
            group_role = _Role.REQUESTS if asked else group_role
        if group_role is _Role.REQUESTS:
            _part_from_further_wish(body, group[-1])
        for inner in group:
            yield from _item(body, inner, group_role)
        position = group[-1].end
        lead = position if group[-1].items else _first_paragraph_end(body, group[-1])
    yield from _prose(body, position, item.end, role)


def _first_paragraph_end(body: str, item: Item) -> int:
    """Where an item's first paragraph ends: where numbering begins anew, what stands behind it leads into the list."""
    return next((end for _, end in prose.paragraphs(body, item.start, item.end)), item.end)


def _groups(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Items side by side that count on in one kind."""
    group: list[Item] = []
    for item in items:
        if group and item.mark and group[-1].mark:
            last = group[-1].mark
            if item.mark.kind != last.kind or (item.mark.number <= last.number and last.kind not in OF_LINES):
                yield group
                group = []
        group.append(item)
    if group:
        yield group


def _group_role(body: str, start: int, end: int, inherited: _Role) -> _Role:
    """What a list is, by the words that lead into it; else what its surroundings are."""
    sentences = [body[a:b] for a, b in prose.sentences(body, start, end)]
    lead = re.sub(r"[\s*_#]+$", "", sentences[-1]) if sentences else ""
    if lead:
        if wording.STRONG.match(lead) and wording.LEAD_IN.search(lead):
            return _Role.REQUESTS
        if wording.PROBLEM_LEAD_IN.search(lead) and not re.search(r"建议|对策|诉求", lead[-14:]):
            return _Role.BACKGROUND
        opens = lead.endswith(("：", ":")) or re.search("如下|以下|下列|下面", lead) or len(lead) <= 12
        if wording.LEAD_IN.search(lead) and (opens or re.search(r"(?:建议|希望|呼吁)[，,]?$", lead)):
            return _Role.REQUESTS
        if wording.STRONG.match(lead) and lead.endswith(("：", ":", "，", "建议")):
            return _Role.REQUESTS
    return inherited


def _role_by_majority(body: str, group: Sequence[Item]) -> _Role:
    """A list without a lead-in is one of requests when half of its items ask, by their first words or their mark."""
    if group[0].mark and group[0].mark.kind == "advice":
        return _Role.REQUESTS
    asking = sum(_names_request(_heading(body, item)) or _wants(_heading(body, item)) for item in group)
    telling = any(_heading_role(body, item) is not _Role.OPEN for item in group)
    problems = sum(bool(wording.PROBLEM_ENDING.search(_heading(body, item))) for item in group)
    return _Role.REQUESTS if 2 * asking >= len(group) > 1 and not telling and not problems else _Role.OPEN


def _names_request(heading: str) -> bool:
    return bool(wording.IMPERATIVE.match(heading.strip()) or wording.STRONG.match(heading.strip()))


def _wants(heading: str) -> bool:
    """Tell whether a heading of a list without a lead-in wants something: 谁来修要说清楚."""
    return bool(wording.WANTS.search(heading)) and not wording.REPORTED.search(heading)


def _part_from_further_wish(body: str, item: Item) -> None:
    """End a list's last item where a new paragraph asks for something else: 此外，希望……."""
    heading = _heading(body, item)
    first, *rest = list(prose.paragraphs(body, item.start, item.end)) or [(item.start, item.end)]
    if item.items or wording.PROBLEM_ENDING.search(heading) or body[first[1] - 1] not in "。！；;":
        return
    item.end = next((start for start, end in rest if wording.STRONG.match(body[start:end])), item.end)


def _item(body: str, item: Item, role: _Role) -> Iterator[Span]:
    heading = _heading(body, item)
    own = _heading_role(body, item)
    whole = prose.trimmed(body, item.start, item.end)
    if role is _Role.REQUESTS and (own is not _Role.BACKGROUND or len(heading) > _SECTION_TITLE):
        yield _asked(body, item, whole, heading)
    elif own is _Role.REQUESTS and item.end - item.start > len(heading) + prose.SHORTEST:
        yield from _within_section(body, item, heading)
    elif own is _Role.BACKGROUND or role is _Role.BACKGROUND:
        yield from _late_asking(body, item)
    elif _nested_list(body, item) or (item.mark and item.mark.kind == "heading"):
        yield from _within(body, item, _Role.OPEN)
    elif _names_request(heading):
        yield _asked(body, item, whole, heading)
    else:
        asking = prose.first_asking(body, *whole)
        if asking is not None:
            yield asking, whole[1]


def _within_section(body: str, item: Item, heading: str) -> Iterator[Span]:
    """The requests under a heading such as 三、对策建议."""
    inner = Item(None, item.start + len(heading), item.end, item.items)
    yield from _within(body, inner, _Role.REQUESTS)


def _nested_list(body: str, item: Item) -> bool:
    """Tell whether an item that asks for nothing itself holds a list of requests."""
    for group in _groups(item.items):
        first = group[0].mark
        if first and _group_role(body, item.start, first.start, _Role.OPEN) is _Role.REQUESTS:
            return not wording.IMPERATIVE.match(_heading(body, item))
        if any(_heading_role(body, inner) is _Role.REQUESTS for inner in group):
            return True
    return False


def _asked(body: str, item: Item, whole: Span, heading: str) -> Span:
    """A request's words: from where it asks, when a statement of the problem stands before."""
    if _names_request(heading):
        return whole
    names_problem = wording.PROBLEM_ENDING.search(heading) or len(heading) > 40
    asking = prose.first_asking(body, *whole) if names_problem and not item.items else None
    return (asking, whole[1]) if asking is not None else whole


def _prose(body: str, start: int, end: int, role: _Role, *, before_list: bool = False) -> Iterator[Span]:
    if role is not _Role.BACKGROUND:
        yield from prose.in_paragraphs(body, start, end, listing=role is _Role.REQUESTS, before_list=before_list)


def _late_asking(body: str, item: Item) -> Iterator[Span]:
    """Requests at the end of a background item: a paragraph that begins 为此，建议……."""
    for start, end in prose.paragraphs(body, item.start, item.end):
        if item.items and start < item.items[-1].end:
            position = next((i for i in item.items if i.start <= start < i.end and not i.items), None)
            if position is None or start <= position.start:
                continue
        if wording.STRONG.match(body[start:end]) and body[end - 1] not in "：:":
            yield from _prose(body, start, end, _Role.OPEN)
    for group in _groups(item.items):
        first = group[0].mark
        before = group[0].start if first is None else first.start
        if _group_role(body, item.start, before, _Role.BACKGROUND) is _Role.REQUESTS:
            for inner in group:
                yield from _item(body, inner, _Role.REQUESTS)


def _heading(body: str, item: Item) -> str:
    """An item's first sentence or line, which says what it is about."""
    words = body[item.start : item.end]
    line = words.lstrip("\r\n ").split("\n", 1)[0]
    offset = words.find(line)
    sentence = re.match(r"[^。！？；;：:]*[。！？；;：:]?", line)
    return words[: offset + (sentence.end() if sentence and sentence.end() else len(line))]


def _heading_role(body: str, item: Item) -> _Role:
    """What an item's heading makes of it; only a short heading is read as one."""
    heading = re.sub(r"[\s*_#。：:；]+$", "", _heading(body, item)).strip()
    if wording.REQUEST_HEADING.fullmatch(heading):
        return _Role.REQUESTS
    if (
        not heading
        or len(heading) > 24
        or heading.startswith("关于")
        or "解决" in heading[:-4]
        or wording.STRONG.match(heading)
    ):
        return _Role.OPEN
    problem = wording.PROBLEM_HEADING.search(heading)
    request = wording.REQUEST_HEADING.search(heading)
    imperative = wording.IMPERATIVE.match(heading) and len(heading) > 5
    if request and not imperative and (heading.endswith(request[0]) or len(heading) <= 10):
        return _Role.OPEN if problem and problem.start() < request.start() and "和" in heading else _Role.REQUESTS
    if problem and not imperative and not request:
        ends = heading[problem.start() :]
        return _Role.BACKGROUND if len(ends) <= 8 or problem.start() < 4 else _Role.OPEN
    return _Role.OPEN
