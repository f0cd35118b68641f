"""Where Dagster finds its settings and keeps its records."""

import os
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from pipelines.home import REPOSITORY, Home


def dagster_environment(home: Home) -> dict[str, str]:
    """The settings are the repository's ``dagster.yaml``, copied to where everything Dagster writes lies: whatever it
    puts beside its settings stays under the home's warehouse/ too.
    """
    home.dagster.mkdir(parents=True, exist_ok=True)
    folder = _plain_path(home.dagster)
    shutil.copyfile(REPOSITORY / "dagster.yaml", folder / "dagster.yaml")
    return {
        "DAGSTER_HOME": str(folder),
        "TONGBAO_HOME": str(home.root),
        "TONGBAO_DAGSTER": str(folder),
        "DO_NOT_TRACK": "1",
    }


def plain_environment(home: Home) -> dict[str, str]:
    """This process's environment without what an operator set for Dagster or dbt projects of his own."""
    own = {n: v for n, v in os.environ.items() if not n.startswith(("DAGSTER_", "DBT_"))}
    return own | dagster_environment(home)


def _plain_path(folder: Path) -> Path:
    """The folder by a path that Dagster understands: it makes an address of it, in which ``%41`` means something, and a
    pattern, in which ``[2020]`` does. Where no link can be made, its records lie apart from the home: on Windows, whose
    folder for such things is the user's own, always in the same place.
    """
    if not set("[]*?%") & set(str(folder)):
        return folder
    link = Path(gettempdir()) / f"tongbao-{sha256(os.fsencode(folder)).hexdigest()[:16]}"
    with suppress(OSError):
        link.symlink_to(folder, target_is_directory=True)
    if _leads_to(link, folder):
        return link
    if not hasattr(os, "getuid"):
        link.mkdir(exist_ok=True)
        return link
    return Path(mkdtemp(prefix="tongbao-"))


def _leads_to(link: Path, folder: Path) -> bool:
    """Whether it is our own link: whoever else made it could lead it elsewhere later."""
    if not link.is_symlink() or link.readlink() != folder:
        return False
    return not hasattr(os, "getuid") or link.lstat().st_uid == os.getuid()
