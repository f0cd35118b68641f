"""The last word when a command could not do its work: one clear Chinese line and the right exit code."""

import errno
import os
import sys
import traceback

from pipelines.errors import Interrupted, RunFailed, WrongUse
from pipelines.interrupts import INTERRUPTED
from pipelines.warehouse.engine import Damaged, Held, meaning
from pipelines.warehouse.lock import Busy
from pipelines.warehouse.publish import SwapRefused
from pipelines.warehouse.results import MORE_MEMORY

DATA_FAULT, WRONG_USE, OUR_FAULT = 1, 2, 3
UNEXPECTED = "程序出错了"


class DataFault(Exception):
    """Faults in the data stopped the command (exit 1); the message has been printed or is the text."""


def explain(reason: Exception, verbose: bool) -> int:
    """Print what happened and return the exit code."""
    text, code = in_words(reason)
    if verbose and text.startswith(UNEXPECTED):
        traceback.print_exc()
    if text:
        print(text, file=sys.stderr)
    return code


def in_words(reason: Exception) -> tuple[str, int]:
    """What happened as an operator is told it, and the exit code."""
    reason = meaning(reason) or reason
    if isinstance(reason, DataFault):
        return str(reason), DATA_FAULT
    if isinstance(reason, Interrupted):
        return str(reason), INTERRUPTED
    if isinstance(reason, WrongUse | Busy | Held | Damaged):
        return str(reason), WRONG_USE
    if text := _system(reason):
        return text, WRONG_USE
    if isinstance(reason, SwapRefused):
        return f"没有发布成功，原来发布的数据保持不变。\n{reason}", WRONG_USE
    if isinstance(reason, RunFailed):
        code = WRONG_USE if MORE_MEMORY in str(reason) else OUR_FAULT
        return f"没有发布成功，原来发布的数据保持不变。\n{reason}", code
    return (
        f"{UNEXPECTED}（{type(reason).__name__}：{reason}）。已发布的数据完好。"
        "这不是数据的问题，请把这段文字发给维护人员；设置 TONGBAO_DEBUG=1 再运行可看到细节。",
        OUR_FAULT,
    )


def _system(reason: BaseException | None) -> str:
    """What the system refused, wherever in the chain of causes it stands; libraries keep only its text. A swap that was
    refused says itself what to do."""
    while reason is not None and not isinstance(reason, SwapRefused):
        number = reason.errno if isinstance(reason, OSError) else None
        if isinstance(reason, MemoryError) or type(reason).__name__ == "OutOfMemoryException":  # the engine's
            number = errno.ENOMEM
        if number is None:
            number = next((known for known, words in SAID.items() if any(said in str(reason) for said in words)), None)
        if number in SYSTEM:
            # Of a file written beside another one to replace it the operator knows the other one.
            name = getattr(reason, "filename2", None) or getattr(reason, "filename", None)
            place = f"（{name}）" if name else ""
            return SYSTEM[number].format(place=place)
        reason = reason.__cause__
    return ""


# Pages are written after publishing, so all that can be said of the published file is that it is whole.
SYSTEM = {
    errno.ENOSPC: "磁盘已满{place}，没有写完。请腾出空间后再运行；已发布的数据完好。",
    errno.ENOMEM: "内存不够{place}，没有做完。请关闭别的程序后再运行；已发布的数据完好。",
    errno.EDQUOT: "磁盘配额已用完{place}，没有写完。请腾出空间后再运行；已发布的数据完好。",
    errno.EFBIG: "文件大到这个磁盘放不下{place}。请换一个磁盘；已发布的数据完好。",
    errno.EIO: "磁盘或网络读写出错{place}，或磁盘已满。请腾出空间，检查磁盘和网络，再运行一次；已发布的数据完好。",
    errno.ENOENT: "这个位置不存在，或不能在那里建文件{place}。请换一个文件夹；已发布的数据完好。",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹{place}。请换一个位置；已发布的数据完好。",
    errno.ENAMETOOLONG: "路径太长{place}。请把单位文件夹放到路径较短的位置；已发布的数据完好。",
    errno.ELOOP: "路径里的链接互相指向，没有尽头{place}。请改正链接；已发布的数据完好。",
    errno.ENOTSUP: "这个位置不支持要做的读写{place}。请换一个文件夹；已发布的数据完好。",
    errno.EROFS: "这个位置是只读的{place}。请换一个能写的文件夹；已发布的数据完好。",
    errno.EACCES: "没有权限{place}。请检查文件夹权限，或关闭占用它的程序，再运行一次；已发布的数据完好。",
    errno.EPERM: "没有权限{place}。请检查文件夹权限，或关闭占用它的程序，再运行一次；已发布的数据完好。",
}
# What systems and SQLite say where only the text is kept; Windows speaks the language of its user. SQLite says the
# second of a full disk too, where it was to make the file larger that its processes share.
SAID = {
    errno.ENOSPC: (
        os.strerror(errno.ENOSPC),
        "not enough space on the disk",
        "磁盘空间不足",
        "database or disk is full",
    ),
    errno.EIO: ("disk I/O error",),
}
