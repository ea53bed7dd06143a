"""The one error type that is shown to people as it is, without a traceback, and other errors' causes in Chinese."""

from __future__ import annotations

import errno
import re

_CAUSES = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一级不是文件夹",
    errno.EEXIST: "已有同名文件",
    errno.ENAMETOOLONG: "名称过长",
    errno.EBUSY: "正被其他程序使用",
    errno.EMFILE: "打开的文件过多",
    errno.EIO: "磁盘读写出错",
}
_LINE = re.compile(r"\bline (\d+)")  # as json and tomllib tell where they stopped


class UserError(Exception):
    """Something that the user can put right. Its text is one clear Chinese sentence that names the way out."""


def cause(error: Exception) -> str:
    """Return in a few Chinese words why a file could not be read or written, to be put into a sentence."""
    if isinstance(error, OSError):
        return _CAUSES.get(error.errno or 0, f"系统错误 {error.errno}")
    if isinstance(error, UnicodeError):
        return "编码不是 UTF-8"
    found = _LINE.search(str(error))
    return f"第 {found[1]} 行格式有误" if found else "内容格式有误"
