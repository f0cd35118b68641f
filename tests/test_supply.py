"""What the program runs on may be passed on with it, is listed, and known vulnerabilities of it are found."""

import json
import sys
import threading
import zipfile
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipelines.home import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "packaging"))
from supply import LOCK, affects, bill, is_gpl_alone, licence_of, main, packages, pins

LISTED = packages()


@pytest.mark.parametrize("package", LISTED, ids=lambda p: f"{p.name}-{p.version}")
def test_nothing_at_run_time_is_under_the_gpl_alone(package):
    if not package.is_installed:
        pytest.skip("for another system")
    assert package.licence and not is_gpl_alone(package.licence), package.licence


@pytest.mark.parametrize(
    ("licence", "alone"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3", True),
        ("LGPL-2.1-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GPL-2.0-only OR MIT", False),
        ("Artistic License; GNU General Public License (GPL)", False),
        ("MIT", False),
    ],
)
def test_what_counts_as_the_gpl_alone(licence, alone):
    assert is_gpl_alone(licence) == alone


def test_a_licence_is_told_by_expression_classifier_or_text():
    def said(**told) -> str:
        message = Message()
        message["Name"] = "some_package"
        for name, value in told.items():
            message[name.replace("_", "-")] = value
        return licence_of(message)

    assert said(License_Expression="MIT OR Apache-2.0", License="see file") == "MIT OR Apache-2.0"
    assert said(Classifier="License :: OSI Approved :: BSD License", License="BSD") == "BSD License"
    assert said(License="Copyright (c) 2025\n\nPermission is hereby granted, free of charge, to") == "MIT"
    assert said(License="Apache 2.0\nand more") == "Apache 2.0"
    assert said() == ""


def test_metadata_of_the_backport_are_read_alike():
    """Whatever imports it has the standard library's function answer with its classes."""
    backport = pytest.importorskip("importlib_metadata")
    package = next(p for p in LISTED if p.is_installed and p.licence)
    assert licence_of(backport.metadata(package.name)) == package.licence


def test_the_command_lists_every_pin_and_stops_at_a_gpl(capsys, tmp_path):
    assert main(["licences"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(LISTED) > 100
    # Serves to develop alone: it computes a seed.
    lock = tmp_path / "lock"
    lock.write_text("lunardate==0.3.0 \\\n    --hash=sha256:00\npytest==1\n", encoding="utf-8")
    assert main(["licences", "--lock", str(lock)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "not to be passed on" in told[0] and "not to be passed on" not in told[1]


def test_what_only_tests_and_the_sample_need_is_no_run_time_dependency():
    names = {package.name for package in LISTED}
    assert names.isdisjoint({"lunardate", "xlwt", "pytest", "hypothesis", "playwright", "ruff"})
    assert {"duckdb", "polars", "dagster"} <= names


def test_the_bill_of_materials_names_every_pin_once_and_is_the_same_each_time(tmp_path):
    for name in ("a.json", "b.json"):
        assert main(["bom", "--to", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["serialNumber"].startswith("urn:uuid:")
    assert [(c["name"], c["version"]) for c in told["components"]] == pins(LOCK)
    references = [c["bom-ref"] for c in told["components"]]
    assert len(set(references)) == len(references)
    (duckdb,) = (c for c in bill()["components"] if c["name"] == "duckdb")
    assert duckdb["purl"] == f"pkg:pypi/duckdb@{duckdb['version']}" and duckdb["licenses"]


def advisory(events, name="Some_Package", versions=(), **more) -> dict:
    ranges = [{"type": "ECOSYSTEM", "events": events}] if events else []
    part = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": ranges, "versions": list(versions)}
    return {"id": "PYSEC-1", "summary": "bad", "affected": [part], **more}


@pytest.mark.parametrize(
    ("told", "affected"),
    [
        (advisory([{"introduced": "0"}, {"fixed": "2.10"}]), {"1.0", "2.9"}),
        # Orders of text would put 2.10 before 2.9.
        (advisory([{"fixed": "2.10"}, {"introduced": "2.9"}]), {"2.9"}),
        (advisory([{"introduced": "2.9"}, {"last_affected": "2.10"}]), {"2.9", "2.10"}),
        (advisory([{"introduced": "0"}, {"fixed": "1.1"}, {"introduced": "2.10"}]), {"1.0", "2.10", "3.0"}),
        (advisory([], versions=["3.0"]), {"3.0"}),
        (advisory([{"introduced": "0"}], name="another"), set()),
        (advisory([{"introduced": "0"}], withdrawn="2026-01-01T00:00:00Z"), set()),
    ],
)
def test_a_version_is_affected_from_its_introduction_until_its_mending(told, affected):
    assert {v for v in ("1.0", "2.9", "2.10", "3.0") if affects(told, "some-package", v)} == affected


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "some.lock"
    path.write_text("some-package==2.9 \\\n    --hash=sha256:00\nother==1.0 ; sys_platform == 'win32' \\\n", "utf-8")
    return path


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_an_audit_by_a_copy_of_the_advisories_needs_no_network(tmp_path, lock, capsys, kind):
    text = json.dumps(advisory([{"introduced": "0"}, {"fixed": "2.10"}]))
    copy = tmp_path / "advisories"
    if kind == "folder":
        (copy / "PyPI").mkdir(parents=True)
        (copy / "PyPI" / "PYSEC-1.json").write_text(text, encoding="utf-8")
    else:
        with zipfile.ZipFile(copy, "w") as archive:
            archive.writestr("PYSEC-1.json", text)
    assert main(["audit", "--advisories", str(copy), "--lock", str(lock)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "some-package\t2.9\tPYSEC-1\tbad",
        "2 pins, 1 known vulnerabilities",
    ]
    lock.write_text("some-package==2.10\n", encoding="utf-8")
    assert main(["audit", "--advisories", str(copy), "--lock", str(lock)]) == 0


def test_an_audit_that_could_not_look_says_so_and_is_no_success(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04")
    where = [
        [],
        ["--advisories", str(tmp_path / "empty")],
        ["--advisories", str(tmp_path / "torn.zip")],
        ["--advisories", str(tmp_path / "nowhere")],
        ["--service", "http://127.0.0.1:1/v1/querybatch"],
    ]
    for asked in where:
        assert main(["audit", *asked]) == 2
        assert capsys.readouterr().err.startswith("not audited: ")


def test_a_service_is_told_names_and_versions_alone(lock, capsys):
    asked = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": [{"vulns": [{"id": "GHSA-1"}]}, {}]}).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = main(["audit", "--lock", str(lock), "--service", f"http://127.0.0.1:{server.server_port}/v1/querybatch"])
    finally:
        server.shutdown()
        server.server_close()
    assert done == 1 and "some-package\t2.9\tGHSA-1" in capsys.readouterr().out
    names = [(q["package"]["name"], q["version"]) for q in asked[0]["queries"]]
    assert names == [("some-package", "2.9"), ("other", "1.0")]
