"""Requests in plain paragraphs: sentences that ask, with the sentences that carry them on.

Offsets only; the words are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.draft import wording

_ONE_IS = re.compile(r"(?:还有|再有|另外?|最后)?一[件个条项](?:事情?)?[，,]?就?是")
_COLON = re.compile(r"[^：:。]{0,30}(?:建议|希望|请求|呼吁|诉求[^：:。]{0,6})[：:]")
_WISH = re.compile(r"[，,](?=建议|希望|恳请|盼望)")
_SENTENCE = re.compile(r"[^。！？!?\r\n；;]+(?:[。！？!?]+[”’）)]*|[；;]|$|(?=[\r\n]))")
_CARRIES_ON = re.compile(
    r"^(?:同时|并|其中|特别是|尤其是|具体|例如|比如|如|包括|通过|以便|从而|这样|使|让|确保|力争|争取|对|在|由|重点|可以?|可由|主要|"
    r"一方面|另一方面|必要时|条件成熟|逐步|进一步|建立|完善|加强|加大|推动|鼓励|支持|探索)"
)
_TURNS_BACK = re.compile(
    r"^(?:目前|当前|近年来|现在|据|但|然而|由于|因为|实际上|调研|截至|以.{2,12}为例|去年|今年|一直以来|我们在|我在)"
)
SHORTEST = 4
"""Characters of the shortest request."""

_SHORTEST_WISH = 7  # 希望A，希望B; a shorter one is no request of its own
_SHORTEST_REST = 12  # 请说明 and the like ask for what stands before them
_LONGEST_TOPIC = 32
_TOPIC = 22  # characters beside 一、关于 on one line of the letter
_UNFINISHED = ("的", "者", "时", "后")

Span = tuple[int, int]


def in_paragraphs(body: str, start: int, end: int, *, listing: bool, before_list: bool = False) -> Iterator[Span]:
    """Requests in plain paragraphs."""
    found: list[Span] = []
    for paragraph in paragraphs(body, start, end):
        found += _of_paragraph(body, paragraph, listing=listing)
    if before_list and found:
        last = body[found[-1][0] : end].rstrip()
        if last.endswith(("：", ":", "建议", "希望")) or _only_leads_in(last):
            found.pop()
    yield from found


def _only_leads_in(words: str) -> bool:
    return len(words) <= 40 and bool(
        re.search(r"如下|以下|下列|几点|几个方面|[几两二三四五六][件个](?:事|方面|建议|诉求)", words)
    )


def _of_paragraph(body: str, paragraph: Span, *, listing: bool) -> list[Span]:
    clauses = list(joined_clauses(body, *paragraph))
    found: list[Span] = []
    open_request = led_in = False
    for position, (start, end) in enumerate(clauses):
        words = body[start:end]
        first = (listing and position == 0) or led_in
        asking = asks(words) or (first and bool(wording.IMPERATIVE.match(words)) and len(words) > 8)
        if asking and _only_leads_in(words):
            led_in = True
        elif led_in and _ONE_IS.match(words):
            found += _clauses(body, start, end)
        elif asking and _says_what(words):
            found += _listed(body, start, end)
            open_request = True
        elif open_request and _CARRIES_ON.match(words) and not _TURNS_BACK.match(words):
            found[-1] = found[-1][0], end
        else:
            open_request = False
    return [trimmed(body, *span) for span in found]


def _says_what(words: str) -> bool:
    """Tell whether asking words say what they want done: 建议内容, 请研究办理 and 究竟如何，请说明 do not."""
    rest = wording.ASKING_FRONT.sub("", words).strip("。：:")
    inside = wording.STRONG_INSIDE.search(words)
    if inside and wording.WHETHER_TRUE.fullmatch(re.split("[，,]", words[: inside.start()])[-1]):
        return False
    return len(rest) >= SHORTEST and not wording.CLOSING.search(words) and not _only_leads_in(words.rstrip("：:"))


def _listed(body: str, start: int, end: int) -> list[Span]:
    """A sentence as one request, or as several: 建议： before clauses that each ask for something; 希望……，希望……."""
    colon = _COLON.match(body[start:end])
    if colon:
        clauses = _clauses(body, start + colon.end(), end)
        if len(clauses) >= 2 and all(wording.IMPERATIVE.match(body[a:b].strip()) for a, b in clauses):
            return clauses
    wishes = list(pairwise([start, *(match.end() for match in _WISH.finditer(body, start, end)), end]))
    apart = all(wording.STRONG.match(body[a:b]) and b - a >= _SHORTEST_WISH for a, b in wishes)
    return wishes if apart else [(start, end)]


def _clauses(body: str, start: int, end: int) -> list[Span]:
    return [match.span() for match in re.compile(r"[^；;]+[；;]?").finditer(body, start, end)]


def asks(words: str) -> bool:
    """Tell whether a sentence asks for something."""
    if wording.STRONG.match(words):
        return True
    if wording.REPORTED.search(words):
        return False
    if wording.STRONG_INSIDE.search(words):
        return True
    if wording.QUESTION.search(words):
        return True
    soft = wording.SOFT.search(words)
    return soft is not None and not wording.NOT_SOFT.search(words[: soft.end()])


def asked_inside(sentence: str) -> str:
    """What a sentence asks for behind its first clause; empty where it asks at its front, or for what stands there."""
    inside = wording.STRONG_INSIDE.search(sentence)
    rest = sentence[inside.end() :] if inside else ""
    return rest if len(rest) >= _SHORTEST_REST else ""


def first_asking(body: str, start: int, end: int) -> int | None:
    """Where the first sentence that asks begins; None where none does."""
    return next((a for a, b in sentences(body, start, end) if asks(body[a:b])), None)


def paragraphs(body: str, start: int, end: int) -> Iterator[Span]:
    """The paragraphs of a stretch, without blanks in front."""
    for match in re.compile(r"[^\r\n]+").finditer(body, start, end):
        if match[0].strip():
            yield match.start() + len(match[0]) - len(match[0].lstrip()), match.end()


def sentences(body: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a stretch, and its clauses parted by ；."""
    for match in _SENTENCE.finditer(body, start, end):
        left = len(match[0]) - len(match[0].lstrip(" \t\u3000\u00a0*#>_"))
        if match[0].strip():
            yield match.start() + left, match.end()


def joined_clauses(body: str, start: int, end: int) -> Iterator[Span]:
    """Sentences, where clauses parted by ； stay together unless the next one asks anew."""
    held: Span | None = None
    for a, b in sentences(body, start, end):
        if held and body[held[1] - 1] in "；;" and not wording.STRONG.match(body[a:b]):
            held = held[0], b
            continue
        if held:
            yield held
        held = a, b
    if held:
        yield held


def trimmed(body: str, start: int, end: int) -> Span:
    """A stretch without blanks and marks at its ends."""
    words = body[start:end]
    left = len(words) - len(words.lstrip(" \t\r\n\u3000\u00a0：:，,、*_"))
    right = len(words.rstrip(" \t\r\n\u3000\u00a0；;*_#"))
    return start + left, max(start + left, start + right)


def topic(text: str) -> str:
    """A request in a few of its own words: its heading, or the first clause that asks, without 建议 and the like."""
    line = re.split(r"[。！？\n]", text.strip(), maxsplit=1)[0]
    clauses = [c for c in re.split(r"[，,。；;：:！？]", _asked(line)) if c.strip()]
    if not clauses:
        return line[:_LONGEST_TOPIC]
    words = clauses[0].strip()
    for clause in clauses[1:]:
        most = _LONGEST_TOPIC if len(words) < 6 or words.endswith(_UNFINISHED) else _TOPIC
        if len(words) + 1 + len(clause) > most:
            break
        words = f"{words}，{clause.strip()}"
    return "".join(c for c in words[:_LONGEST_TOPIC] if c.isprintable()).strip("*_#【】 ")


def _asked(line: str) -> str:
    """What a line asks for, without the words that link, ask and name no one in particular."""
    rest = asked_inside(line) or wording.ASKING_FRONT.sub("", line)
    for front in (wording.LINKING_FRONT, wording.ASKING_FRONT, wording.BY_WHOM):
        shorter = front.sub("", rest.lstrip("，,：: "))
        rest = shorter if len(shorter) >= SHORTEST else rest
    return rest or line
