"""A file of every format, tampered with: what comes of it is named or right. A long hunt: ``hunt.py``."""

import pytest
from fuzz.exports import World
from fuzz.hunt import hunt

CASES = 600


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


def test_every_declared_format_is_among_the_files(world):
    shown = {r.format for e in world.exports for r in world.read([(e.name, e.data)])[0].entry.receipts}
    assert shown == {f.id for f in world.catalog.formats}


def test_tampered_exports_are_refused_by_name_or_read_as_a_person_would(world, tmp_path):
    done, findings = hunt(world, CASES, seed=20261126, keep=tmp_path)
    assert (done.total(), findings) == (CASES, [])
