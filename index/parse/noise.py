"""What a web page adds to an official document: navigation, sharing, font-size switches, link lists.

Lines that carry a fact (发布时间, 来源 with a name) are never dropped: readers ask for them.
Rules: the patterns seen on government sites, one a line below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from index.schema import Piece

_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\u0000-\u0008\u000b\u000c\u000e-\u001f\ue000-\uf8ff]"
)
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_TO_SPACE = str.maketrans(dict.fromkeys(_BLANKS, " "))

_NOISE = re.compile(
    r"""^(?:
      (?:您|现在|当前)(?:现在|当前)?(?:所在|所处)?的?位置\s{0,9}[:：].{0,120}
    | (?:所在)?位置\s{0,9}[:：].{0,120}(?:->|[>»＞]).{0,120}
    | 首页\s{0,9}(?:->|>|»|＞|/).{0,120}
    | 【?\s{0,9}字[号体]\s{0,9}[:：].{0,40}
    | \[\s{0,9}字[号体]\s{0,9}[:：].{0,40}
    | (?:分享|分享到|来源|视频|作者|浏览次数|阅读次数|点击数?|访问量)\s{0,9}[:：]?\s{0,9}\d*
    | [•·]\s{0,9}(?:附件|视频|图片|音频)\s{0,9}[:：]?
    | 附件下载
    | 扫一扫.{0,30}
    | (?:更多(?:信息|内容|资讯)\s{0,9})?(?:敬?请)?(?:扫码|搜索)?关注.{0,12}(?:微信|公众号|微博).{0,30}
    | 责任编辑\s{0,9}[:：].{0,30}
    | (?:下载|打印|打印本页|全屏|关闭|关闭窗口|收藏|返回顶部|返回首页|网站地图|联系我们|无障碍(?:浏览)?)
    | (?:加大|还原|减小|大|中|小|】|>|繁體?|简体|用户登录)
    | (?:[\[【]?(?:打印|关闭|收藏|返回)(?:本页|窗口|顶部)?[\]】]?|\s|\|){1,40}
    | (?:上一篇|下一篇|上一条|下一条)\s{0,9}(?:[:：].{0,120})?
    | 政府信息公开(?:专栏|目录|指南)?
    | 版权所有\s{0,9}[:：].{0,60}
    | .{0,12}ICP备.{0,40}
    | .{0,20}公网安备.{0,40}
    | <!--[^>]{0,80}-->
    )$""",
    re.VERBOSE,
)
_LINKS_FOLLOW = re.compile(r"^(?:相关(?:信息|链接|阅读|文章|新闻|文件|解读)|延伸阅读|热点推荐)\s{0,9}[:：]?$")
_IMPRINT = re.compile(r"^(?:主办|承办|技术支持)\s{0,9}[:：].{0,60}$")
"""Of a site, where the signs of one stand beside it; elsewhere it says who handles a proposal."""

_SITE = re.compile(r"版权所有|ICP备|公网安备|网站标识码|网站地图")
_BESIDE = 3  # lines
_TAIL = re.compile(r"(?:(?:【|\[|(?<=\s))\s{0,9}字[号体]|(?<=\s)分享到?)\s{0,9}[:：].{0,40}$")
_SITE_SUFFIX = re.compile(r"^(.{8,120}?)\s{0,9}[-_—|]{1,9}\s{0,9}[^-_—|]{2,20}(?:网|网站|政府|门户)$")
_PROSE = 30  # characters; a line as long as this with a full stop is no link


def clean(text: str) -> str:
    """Drop characters that nobody sees and turn every kind of blank into a space; strip the ends."""
    return _INVISIBLE.sub("", text).translate(_TO_SPACE).strip()


def drop(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces that belong to the document, in order, their text cleaned."""
    kept: list[Piece] = []
    last_prose = max((position for position, piece in enumerate(pieces) if _is_content(piece)), default=0)
    for position, piece in enumerate(pieces):
        if piece.cells is not None:
            if any(map(clean, piece.cells)):
                kept.append(piece)
            continue
        text = clean(piece.text)
        if position > last_prose and _LINKS_FOLLOW.match(text):
            break
        if text and not _NOISE.match(text) and not (_IMPRINT.match(text) and _is_of_a_site(pieces, position)):
            kept.append(replace(piece, text=_TAIL.sub("", text).rstrip()))
    return _without_page_title(kept)


def _is_content(piece: Piece) -> bool:
    """Tell whether a piece cannot be a link or a button: a table row, or prose."""
    return piece.cells is not None or (len(piece.text) >= _PROSE and "。" in piece.text)


def _is_of_a_site(pieces: Sequence[Piece], position: int) -> bool:
    """Tell whether the lines around a place are a site's own."""
    return any(_SITE.search(piece.text) for piece in pieces[max(0, position - _BESIDE) : position + _BESIDE + 1])


def _without_page_title(pieces: list[Piece]) -> list[Piece]:
    """Drop a browser title (``title - site``) and a doubled first line where the title itself follows."""
    for position, piece in enumerate(pieces[:4]):
        suffixed = _SITE_SUFFIX.match(piece.text)
        title = suffixed[1] if suffixed else piece.text
        near = takewhile(lambda later: not _is_content(later), pieces[position + 1 : position + 4])
        repeated = any(later.text == title for later in near)  # behind prose it is the title of what is annexed
        if repeated and (suffixed or position == 0):
            return pieces[:position] + pieces[position + 1 :]
    return pieces
