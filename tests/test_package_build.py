"""What the Windows package holds does not depend on where it is built."""

import importlib.util

from pipelines.home import REPOSITORY


def build():
    spec = importlib.util.spec_from_file_location("package_build", REPOSITORY / "packaging/windows/build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_record_tells_of_what_is_in_the_package_alone(tmp_path):
    info = tmp_path / "thing-1.dist-info"
    info.mkdir()
    (tmp_path / "thing.py").write_text("")
    (tmp_path / "a, b.txt").write_text("")
    record = info / "RECORD"
    kept = 'thing.py,sha256=x,0\n"a, b.txt",sha256=x,0\nthing-1.dist-info/RECORD,,\n'
    record.write_text(f"bin/thing,sha256=of-the-folder-it-was-built-in,310\n{kept}")
    build()._only_what_is_there(record)
    assert record.read_text() == kept
