"""``tongbao desk``: the clerk's page for this home, on the loopback address only."""

import signal

from pipelines.commands.greeting import greet, name_in_tables
from pipelines.commands.usage import existing_home


def desk(directory: str | None, port: int, open_page: bool) -> None:
    from pipelines.desk.server import serve

    home = existing_home(directory)
    greet(home, name_in_tables(home))
    # A closed terminal and a system that shuts down end it like Ctrl-C, with the work that it has begun.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        serve(home, port, open_page, _say)
    except KeyboardInterrupt:
        # It has just told to end it so: nothing was broken off.
        print("工作台已关闭。已发布的数据完好。")


def _say(address: str) -> None:
    print(f"工作台：{address}\n关闭网页就结束；也可以按 Ctrl+C。", flush=True)
