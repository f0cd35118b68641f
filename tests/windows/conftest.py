"""The Windows package as an office runs it, under Wine: unpacked in a folder with Chinese and blanks in its name, where
the code page is 936.

    .venv/bin/python -m pytest -n 0 tests/windows

TONGBAO_PACKAGE names a package that is built already. Without wine and the mingw compiler (Debian: ``apt install wine
gcc-mingw-w64-x86-64``) every test is skipped.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.home import REPOSITORY

BUILD = REPOSITORY / "packaging" / "windows" / "build.py"
NEEDED = ("wine", "wineserver", "x86_64-w64-mingw32-gcc", "localedef")
# Wine has no bcryptprimitives.dll; of its one function that is asked for, advapi32 knows the work.
SHIM = """
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, (ULONG)size); }
"""


def pytest_collection_modifyitems(items) -> None:
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=f"no {missing[0]}: Windows is not tried here"))


@dataclass(frozen=True)
class Windows:
    """A Windows with the package unpacked in it.

    package: its folder; environment: what Wine is started with; shown: a line for each address given to its browser.
    """

    package: Path
    environment: dict[str, str]
    shown: Path

    @property
    def python(self) -> str:
        return str(self.package / "python" / "python.exe")

    def double_click(self, name: str) -> subprocess.Popen:
        """What the shell does with a file of the package that is double-clicked: nothing is typed, now or later."""
        return self._start(["cmd", "/c", self.path(self.package / name)], self.package.parent)

    def start(self, *arguments: str, cwd: Path | None = None) -> subprocess.Popen:
        """Run the packaged Python."""
        return self._start([self.python, "-X", "utf8", *arguments], cwd or self.package)

    def _start(self, command: list[str], cwd: Path) -> subprocess.Popen:
        """Output is a pipe: without one a program ends before its first line."""
        return subprocess.Popen(
            ["wine", *command],
            cwd=cwd,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess:
        process = self.start(*arguments, cwd=cwd)
        out, err = process.communicate(timeout=1800)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def tongbao(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess:
        return self.run("-m", "pipelines.cli", *arguments, cwd=cwd)

    def opened(self) -> list[str]:
        """What the browser was told to show, in order."""
        return self.shown.read_text(encoding="utf-8").splitlines() if self.shown.exists() else []

    @property
    def documents(self) -> Path:
        """The folder 文档 of the user."""
        (user,) = (p for p in (self.shown.parent / "prefix/drive_c/users").iterdir() if p.name != "Public")
        return user / "Documents"

    @staticmethod
    def path(path: Path) -> str:
        """A path as Windows writes it."""
        return "Z:" + str(path).replace("/", "\\")


@pytest.fixture(scope="session")
def package_zip(tmp_path_factory) -> Path:
    if built := os.environ.get("TONGBAO_PACKAGE"):
        return Path(built)
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, str(BUILD), "--to", str(folder)], check=True)
    return next(folder.glob("*.zip"))


@pytest.fixture(scope="session")
def windows(package_zip, tmp_path_factory) -> Iterator[Windows]:
    base = tmp_path_factory.mktemp("windows")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT", "WINE"))}
    environment |= {
        "WINEPREFIX": str(base / "prefix"),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "winemenubuilder.exe,mscoree,mshtml=",
        # Folders of the user are Wine's own, not those of whoever runs the tests.
        "HOME": str(base),
        # The code page follows the locale; one of one's own needs no administrator.
        "LOCPATH": str(base),
        "LC_ALL": "zh_CN.UTF-8",
    }
    subprocess.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", str(base / "zh_CN.UTF-8")], check=False)
    # What Windows would open in the browser is noted: no page is shown here.
    browser, shown = base / "browser", base / "shown.txt"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{shown}"\n', encoding="utf-8")
    browser.chmod(0o755)
    for command in (
        ["wineboot", "--init"],
        ["reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"],
        ["reg", "add", r"HKCU\Software\Wine\WineBrowser", "/v", "Browsers", "/d", str(browser), "/f"],
        ["reg", "add", r"HKCR\.html", "/ve", "/d", "htmlfile", "/f"],
    ):
        subprocess.run(["wine", *command], env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    # Windows has Chinese fonts of its own, Wine those of this machine.
    for font in Path("/usr/share/fonts").rglob("*CJK*.tt[cf]"):
        (base / "prefix/drive_c/windows/Fonts" / font.name).symlink_to(font)
    with zipfile.ZipFile(package_zip) as package:
        package.extractall(base / "我的 U盘")
    (folder,) = (base / "我的 U盘").iterdir()
    (base / "shim.c").write_text(SHIM, encoding="ascii")
    shim = folder / "python" / "bcryptprimitives.dll"
    compile_it = ["x86_64-w64-mingw32-gcc", "-shared", "-o", str(shim), str(base / "shim.c"), "-ladvapi32"]
    subprocess.run(compile_it, check=True)
    shutil.copy(shim, base / "prefix" / "drive_c" / "windows" / "system32")
    # platform.platform() would abort in Wine's propsys.dll.
    (folder / "python" / "_wmi.pyd").unlink()
    # Wine knows no CopyFile2, which copies files in shutil; without it shutil copies as everywhere.
    (folder / "lib" / "sitecustomize.py").write_text("import _winapi\n\ndel _winapi.CopyFile2\n", encoding="ascii")
    yield Windows(folder, environment, shown)
    subprocess.run(["wineserver", "-k"], env=environment, check=False)


def exports_of(raw: Path) -> dict[str, bytes]:
    return {p.relative_to(raw).as_posix(): p.read_bytes() for p in sorted(raw.rglob("*")) if p.is_file()}


def without_places(text: str, *folders: str) -> str:
    """What a command says, whatever the home is called and however it writes a path."""
    for folder in folders:
        text = text.replace(folder, "HOME")
    return re.sub(r"(?<=HOME)[\\/][^\s：，。）]*", lambda found: found[0].replace("\\", "/"), text)
