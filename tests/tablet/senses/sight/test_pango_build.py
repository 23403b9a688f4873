"""The module through which words are set is made whole, loads without a compiler, and a machine without Pango is told what to install."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.tablet.senses.sight import binding, pango_build


def test_it_is_written_whole_over_an_older_one(tmp_path: Path) -> None:
    (tmp_path / "_pango.py").write_text("old")
    pango_build.generate(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["_pango.py"]
    spec = importlib.util.spec_from_file_location("_pango", tmp_path / "_pango.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    library = module.ffi.dlopen("libpango-1.0.so.0")
    assert module.ffi.string(library.pango_version_string()).startswith(b"1.")


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    pango_build.generate(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b" / "_pango.py").is_file()


def test_opening_it_reads_no_c_and_imports_no_cffi() -> None:
    """Reading the declarations at each start costs 0.6 s; that is why there is a generated module."""
    code = "import sys, kiosk.tablet.senses.sight.binding; print('cffi' in sys.modules, 'pycparser' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_missing_library_says_which_package_to_install() -> None:
    with pytest.raises(binding.LibraryMissing, match="sudo apt install libnothing"):
        binding._open("libnothing.so.9", "libnothing")
