"""What holds of each command alike: on a terminal, in colours and without, wrongly used, interrupted."""

import inspect
import re
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal of POSIX", allow_module_level=True)

from terminals import on_terminal

from pipelines.cli import INTERRUPTED, app

CALLS = {command.callback.__name__: command.callback for command in app.registered_commands}
WORK = re.compile(r"from (pipelines\.commands\.\w+) import (\w+) as work")
COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-7]|9[0-7]|38|48)(?:;[0-9]+)*m")
# A call of each command that reads a published home and ends by itself; the others have tests of their own.
ENDING = {
    "versions": (),
    "backup": ("{new}/备份.zip",),
    "check": (),
    "sql": ("select month, value from fct_metric_month limit 3",),
    "trace": ("web_articles_published", "2020-09"),
    "group": ("{home}", "--out", "{new}/组"),
    "init": ("{new}/院",),
    "formats": (),
    "sample": ("{new}/样", "--months", "1"),
}
ELSEWHERE = {"run", "report", "rollback", "desk", "ui"}
# Placeholders for what a command must be told, where it is never reached.
TOLD = {"backup": ("a.zip",), "sql": ("select 1",), "trace": ("m", "2020-09"), "init": ("a",), "sample": ("a",)}
STUCK = """
import sys, time
import {module} as module
def stuck(*given, **named):
    print("在做", flush=True)
    time.sleep(60)
module.{name} = stuck
from pipelines.cli import main
main()
"""


# Ctrl-C once more while the first one is answered, by an impatient hand or by a library that kept one back.
IMPATIENT = """
import builtins, os, signal
from pipelines import cli
said = builtins.print
def again(*given, **named):
    os.kill(os.getpid(), signal.SIGINT)
    said(*given, **named)
def interrupted(**_):
    builtins.print = again
    raise KeyboardInterrupt
cli.app = interrupted
cli.main()
"""


def test_a_new_command_has_its_place_here():
    assert set(CALLS) == {*ENDING, *ELSEWHERE}


def test_a_second_ctrl_c_does_not_end_the_ending(tmp_path):
    done = on_terminal(cwd=tmp_path, program=("-c", IMPATIENT), seconds=60)
    assert (done.returncode, "已中断" in done.text, "Traceback" in done.raw) == (INTERRUPTED, True, False)


@pytest.mark.parametrize("name", CALLS)
def test_ctrl_c_ends_a_command_with_a_word(tmp_path, name):
    module, work = WORK.search(inspect.getsource(CALLS[name])).groups()
    program = ("-c", STUCK.format(module=module, name=work), name)
    done = on_terminal(
        *TOLD.get(name, ()), cwd=tmp_path, program=program, seconds=60, interrupt_when=lambda seen: "在做" in seen
    )
    assert done.returncode == INTERRUPTED
    assert done.text.rstrip().endswith("已中断。已发布的数据完好，重新运行即可。")
    assert "Traceback" not in done.raw


@pytest.mark.parametrize("colour", [{}, {"NO_COLOR": "1"}], ids=["colour", "plain"])
@pytest.mark.parametrize("name", ENDING)
def test_a_command_does_its_work_in_colours_and_without(published_home, tmp_path, name, colour):
    places = {"home": published_home.root, "new": tmp_path}
    arguments = [argument.format(**places) for argument in ENDING[name]]
    done = on_terminal(name, *arguments, cwd=published_home.root, **colour)
    assert done.returncode == 0, done.text
    assert "程序出错" not in done.text and "Traceback" not in done.raw
    assert not (colour and COLOUR.search(done.raw))


@pytest.mark.parametrize("name", CALLS)
def test_wrong_use_is_told_in_chinese(tmp_path, name):
    done = on_terminal(name, "--没有这个选项", cwd=tmp_path, NO_COLOR="1")
    assert done.returncode == 2 and "没有这个选项" in done.text
    assert not re.search(r"Usage|No such|Error|Traceback", done.text)
