"""What the program runs on may be passed on with it: nothing under the GPL alone."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from pipelines.home import REPOSITORY

LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
LOCKED = re.findall(r"^([A-Za-z0-9_.-]+)==", LOCK, re.MULTILINE)


def licences(name: str) -> list[str]:
    """The licences one may choose of, as the package says them."""
    told = metadata(name)
    if told["License-Expression"]:
        return re.split(r" OR ", told["License-Expression"])
    classified = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier", []) if c.startswith("License ::")]
    return classified or [(told["License"] or "").strip().partition("\n")[0]]


@pytest.mark.parametrize("name", LOCKED)
def test_nothing_at_run_time_is_under_the_gpl_alone(name):
    try:
        chosen = licences(name)
    except PackageNotFoundError:
        pytest.skip("for another system")
    free = [one for one in chosen if not re.search(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public", one)]
    assert free, chosen
