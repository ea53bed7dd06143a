"""What is said to the assistant that no document answers: greetings, errands, orders to it, questions about oneself.

Told by the words alone, so that nothing need be searched; a question that could be about a document is never taken for
one of these. Each kind has one fixed reply.
"""

from __future__ import annotations

import re

from assistant.asking import without_courtesy
from assistant.question import Kind, analyse

COURTESIES = frozenset({"declined_greeting", "declined_thanks", "declined_about"})
"""Replies to what is said to the assistant itself."""

_ENDING = r"[了啊呀呢吧哦啦~～。！!？?，,\s]*"
_GREETS = rf"(?:你好|您好|大家好|早上好|早安|上午好|中午好|下午好|晚上好|哈喽|在吗|在不在|hello|hi){_ENDING}"
_THANKS = (
    r"(?:好的?|行|嗯|可以|明白|知道|清楚|收到|了解|懂|谢谢|多谢|感谢|非常感谢|辛苦|再见|拜拜|没事|不用|没有别的|就这样|你|您)"
    rf"{_ENDING}"
)
_ME = r"(?:我们?|本人|俺)"
_PLEASE = r"^(?:请|麻烦|能不能|可不可以|可以|(?:你|您)?能)?(?:你|您)?"
_FOR_ME = rf"{_PLEASE}[帮替给代为]{_ME}(?:去|再|先|直接|马上|尽快|[向给跟和把].{{1,12}}?)?"
_ERRANDS = "投诉|举报|打个?电话|发(?:邮件|短信|消息)|预约|报名|转[交达告]|催|联系|订|买|挂号|约|交|提交|办理|反映"
_WRITTEN = "诗|词|歌|绝句|对联|小说|故事|作文|文章|段子|代码|程序|文案|新闻稿|发言稿|演讲稿|建议|提案|议案|信"
_OWN = r"(?:建议|议案|提案|诉求|申请|投诉)"
_LIVE = "几点|星期几|几号|天气|下雨|下雪|气温|多少度|新闻|热搜|股价|股市|大盘|油价|汇率|金价|限行|堵车|路况"
_ASKS = "什么|怎|如何|哪|谁|需要|多久"
"""Words of a question that a document may answer, 替我交社保的单位是哪家 for one."""
_RULES: tuple[tuple[str, str], ...] = (
    ("declined_greeting", rf"^(?:{_GREETS})+$"),
    ("declined_thanks", rf"^(?:{_THANKS})+$"),
    (
        "declined_order",
        r"(?:忽略|无视|忘掉|忘记|抛开|不要?管).{0,4}(?:以上|上面|上述|前面|之前|先前|所有|一切|你).{0,4}"
        r"(?:规则|指令|提示|指示|设定|限制|要求|内容|话)(?![^，,。]{0,6}(?:的|会|将|怎|吗))|"
        r"(?:不要管|别管|甭管|不用看|别看).{0,4}(?:系统|文件|资料)(?!.{0,4}吗)|(?:你的|系统)提示词|"
        r"(?:从现在起|现在|请|假装|假设)[，,]?你(?:就)?(?:是(?!怎|如何|否)|当|扮演|变成)|(?:请|你).{0,3}扮演|编一?个也|"
        rf"^(?:请|你|直接|给我|帮我|替我)*[写编]一?[首篇段个份封](?!.*(?:{_ASKS}|格式|注意)).{{0,14}}(?:{_WRITTEN})|作诗|"
        r"(?:讲|说)一?个?(?:笑话|故事)[给我们听吧吗呗啊。！!？?]*$|翻译[成为][英日韩俄法][文语][吧。！!]*$",
    ),
    (
        "declined_about",
        r"^(?:你|您)(?:们)?(?:到底|究竟)?(?:是(?:谁|什么|真人|人吗|机器人|AI|人工智能|哪)|叫什么|能(?:帮我)?[做干](?:些|点)?[什啥]|"
        r"会[做干]?些?[什啥]|有(?:什么|哪些)(?:用|功能|本事)|会不会|靠谱|可靠|准不准|由谁|谁[做开]|怎么用)|"
        r"^(?:怎么|如何)使?用(?:这个|本|你)?(?:系统|助手|网站|工具|软件)?[？?]?$|"
        r"^(?:这个助手|本(?:系统|助手|网站|工具))(?:是|能|有|怎么)",
    ),
    (
        "declined_errand",
        rf"{_FOR_ME}算|(?:{_FOR_ME}(?:{_ERRANDS})|^{_ME}(?:想|要)(?:投诉|举报)(?!电话)|^帮.{{0,4}}(?:催(?![收缴])|打个?电话))"
        rf"(?!.*(?:{_ASKS}|的(?:单位|部门|机构|银行|平台)))",
    ),
    (
        "declined_personal",
        rf"^(?!.*第?\d+号).*(?:{_ME}(?:提(?:出|交|过|了)?的?|递交的|交的|联名的|上次.{{0,3}}).{{0,4}}?|{_ME}的){_OWN}.{{0,8}}?"
        r"(?:怎么样|进展|进度|到哪|办(?:[结完好得]|理得|理到)|有没有|有结果|结果(?:呢|出|是|怎|如何)|了吗|采纳|回音|下文|"
        rf"答复(?:了|没))|^(?!.*(?:怎|如何|哪|什么)).*(?:查|看).{{0,4}}(?:我|本人)的",
    ),
    (
        "declined_live",
        rf"^(?!.*(?:规定|政策|办法|预案|补贴|要求)).*(?:现在|今天|今晚|明天|后天|昨天|此刻|本周|最近).{{0,10}}?(?:{_LIVE})"
        r"(?=[是有怎多如什吗呢会要了？?]|$)|^(?:现在)?(?:几点|星期几)[了啊呀钟？?]*$",
    ),
)


def declined(asked: str) -> str | None:
    """Name of the text that replies to what no document answers; None for a question to be looked up.

    Args:
        asked: As asked; what stands behind a greeting counts, not the greeting.
    """
    words = without_courtesy(asked)
    for name, pattern in _RULES:
        if any(re.search(pattern, text, re.IGNORECASE) for text in (asked, words)):
            return name
    return "declined_opinion" if analyse(words).kind is Kind.OPINION else None
