"""What every page of the site has around it: masthead, navigation, looks. Speaks to Gradio; knows no page's content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import gradio as gr

from assistant.page.markup import escape
from assistant.page.site import PRODUCT, PROMISE, Section, page_file

_SANS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")
_DISCONNECTED = "与服务器的连接中断，正在重新连接。您输入的内容会保留；如果一直没有恢复，请刷新页面。"


def framed(section: Section, sections: Sequence[Section]) -> gr.Blocks:
    """Return a section's page inside the frame that all share."""
    title = PRODUCT if section.path == "/" else f"{section.title} · {PRODUCT}"
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True, fill_height=True) as page:
        html(_masthead(section, sections), "masthead", js_on_load=page_file("site.js"))
        with gr.Column(elem_id="page"):
            section.build()
    return cast(gr.Blocks, page)


def page_options(section: Section) -> dict[str, Any]:
    """Return what Gradio wants to know of a page's looks when it is mounted."""
    # Not as ``css``: Gradio would confine every rule to its own container, and the body's state could not be named.
    style = page_file("site.css") + section.style
    return {
        "theme": gr.themes.Base(font=_SANS, font_mono=("ui-monospace", "monospace")),
        "head": f'<meta name="color-scheme" content="light dark"><style>{style}</style>',
        "footer_links": [],
        "run_history": False,
    }


def html(value: str, elem_id: str, **options: Any) -> gr.HTML:
    """Return a component that shows ready markup; foreign words in it must have been escaped.

    Gradio treats an HTML component's template as code, but not its value: the value alone may hold foreign words.
    """
    return gr.HTML(
        value, html_template="${value}", elem_id=elem_id, apply_default_css=False, **({"js_on_load": None} | options)
    )


def _masthead(here: Section, sections: Sequence[Section]) -> str:
    links = "".join(
        f'<a href="{escape(each.address)}"{_current(each is here)}{" data-staff" if each.staff_only else ""}>'
        f"{escape(each.title)}</a>"
        for each in sections
    )
    first = next((each.address for each in sections if each.staff_only), "")
    login = f'<a href="{escape(first)}" class="login">工作人员登录</a>' if first else ""
    public = sum(not each.staff_only for each in sections)
    navigation = (
        f'<nav aria-label="页面" data-public="{public}" data-standing="{"open" if here.staff_only else ""}">'
        f"{links}{login}</nav>"
    )
    name = f"<h1>{PRODUCT}</h1>" if here.path == "/" else f'<p class="name">{PRODUCT}</p>'
    return (
        f'<header><span class="emblem" aria-hidden="true"></span><div class="product">{name}<p>{PROMISE}</p></div>'
        f'{navigation}<button type="button" id="theme" class="quiet" aria-label="切换深色或浅色">◐</button></header>'
        f'<p id="trouble" role="alert">{_DISCONNECTED}</p>'
    )


def _current(is_here: bool) -> str:
    return ' aria-current="page"' if is_here else ""
