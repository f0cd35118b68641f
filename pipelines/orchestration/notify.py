"""A word to the office's group chat (WeCom, DingTalk or Feishu) when a run has failed.

The address of the group's robot stands in the environment (``TONGBAO_WEBHOOK``): it is a secret, so it is neither
written to a file nor said in a message.
"""

import json
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

ADDRESS = "TONGBAO_WEBHOOK"
TRIES, SECONDS = 3, 10


class NotSent(Exception):
    """The message did not arrive; says why, and not where to."""


def body(address: str, text: str) -> dict:
    """What the robot behind ``address`` understands.

    Raises:
        NotSent: it is none of the three.
    """
    parts = urlsplit(address)
    if parts.scheme in ("http", "https"):
        if parts.path.startswith("/open-apis/bot/"):
            return {"msg_type": "text", "content": {"text": text}}
        if parts.path.startswith(("/cgi-bin/webhook/send", "/robot/send")):
            return {"msgtype": "text", "text": {"content": text}}
    raise NotSent(f"{ADDRESS} 不是企业微信、钉钉或飞书群机器人的地址")


def send(address: str, text: str, wait: float = 2.0) -> None:
    """Send ``text``; tried three times, ``wait`` seconds and twice as many between.

    Raises:
        NotSent: it was not taken.
    """
    data = json.dumps(body(address, text), ensure_ascii=False).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json; charset=utf-8"})
    why = ""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(wait * attempt)
        try:
            with _OPENER.open(request, timeout=SECONDS) as answer:
                why = _refusal(answer.read(65_536))
        except (urllib.error.URLError, OSError, ValueError) as reason:
            why = str(getattr(reason, "code", "")) or type(reason).__name__
        if not why:
            return
    raise NotSent(f"消息没有发出（试了 {TRIES} 次）：{why}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message goes where it was told to go or nowhere."""

    def redirect_request(self, *_args, **_named):
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _refusal(answer: bytes) -> str:
    """Robots say with 200 that they refused."""
    told = json.loads(answer or b"{}")
    code = told.get("errcode", told.get("code", told.get("StatusCode", 0)))
    return "" if code == 0 else f"群机器人拒绝，代码 {code}"


def failure_text(folder: str, months: str, run_id: str) -> str:
    """Says that and which; what went wrong may quote figures and names and stays on the machine."""
    return (
        f"通报没有发布成功：{folder}，{months or '未知月份'}（运行 {run_id[:8]}）。已发布的数据完好，原因请在本机查看。"
    )
