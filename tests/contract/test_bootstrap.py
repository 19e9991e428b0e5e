"""The first command on a fresh machine: one clear line for whatever stands in the way, and a quick second run."""

from __future__ import annotations

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / "tools" / "bootstrap.py"
WITHOUT_ENSUREPIP = "import sys; sys.modules['ensurepip'] = None\n"
PRETENDS_3_9 = "import sys; sys.version_info = (3, 9, 2, 'final', 0)\n"


def bootstrap(*words: str, python: Path | str = sys.executable, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the bootstrap as a user would, with a few variables of ours."""
    environment = os.environ | variables
    for name in ("PYTHONPATH", "COUNTERMARK_BOOTSTRAPPED"):
        environment.pop(name, None)
    command = [str(python), str(BOOTSTRAP), *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Give the only line of a refusal, after the lines of progress."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if not line.endswith(" ...")]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("countermark: ")
    return lines[0]


@pytest.fixture
def empty_path(tmp_path: Path) -> str:
    """Give a PATH on which there is no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return str(folder)


def interpreter(folder: Path, startup: str) -> Path:
    """Make a real interpreter that begins with a statement of ours, isolated mode included."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, capture_output=True)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    (packages / "first.pth").write_text(startup, encoding="ascii")
    return folder / "bin" / "python"


def test_the_first_file_parses_on_python_3_6() -> None:
    ast.parse(BOOTSTRAP.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python(tmp_path: Path, empty_path: str) -> None:
    old = interpreter(tmp_path / "old", PRETENDS_3_9)
    line = one_line(bootstrap("demo", python=old, PATH=empty_path))
    assert "Python 3.11 or newer is needed" in line
    assert "is Python 3.9" in line


@pytest.mark.parametrize("version", ["3.6", "3.8", "3.10"])
def test_a_really_old_python(version: str, empty_path: str) -> None:
    found = [shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}.*/bin/python")]
    runs = [path for path in found if path and not subprocess.run([path, "-c", ""], check=False).returncode]
    if not runs:
        pytest.skip(f"no Python {version} on this machine")
    line = one_line(bootstrap("demo", python=runs[-1], PATH=empty_path))
    assert f"is Python {version}:" in line


def test_an_old_python_hands_over_to_a_newer_one_on_the_path(tmp_path: Path, empty_path: str) -> None:
    old = interpreter(tmp_path / "old", PRETENDS_3_9)
    newer = Path(empty_path) / "python3.11"
    newer.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    newer.chmod(0o755)
    blocked = tmp_path / "file"
    blocked.touch()
    line = one_line(bootstrap("env", "demo", python=old, PATH=empty_path, COUNTERMARK_VENV=str(blocked)))
    assert "Cannot write" in line


def test_a_python_without_its_venv_module(tmp_path: Path, empty_path: str) -> None:
    bare = interpreter(tmp_path / "bare", WITHOUT_ENSUREPIP)
    line = one_line(bootstrap("test", python=bare, PATH=empty_path))
    assert "without a whole venv module" in line
    assert f"apt install python3.{sys.version_info[1]}-venv" in line


def test_make_without_any_python(empty_path: str) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("no make on this machine")
    environment = os.environ | {"PATH": empty_path, "MAKEFLAGS": ""}
    command = [make, "-C", str(ROOT), "PYTHON=python3", "demo"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert "no python3 on the PATH: install Python 3.11 or newer" in done.stderr


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, below: str) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    line = one_line(bootstrap("demo", COUNTERMARK_VENV=str(blocked / below)))
    assert f"Cannot write to {blocked}" in line
    assert "set COUNTERMARK_VENV=DIR" in line


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("years of work", encoding="utf-8")
    line = one_line(bootstrap("demo", COUNTERMARK_VENV=str(theirs)))
    assert "not ours to replace" in line
    assert [path.name for path in theirs.iterdir()] == ["thesis.txt"]


def test_no_network(tmp_path: Path) -> None:
    target = tmp_path / "environment"
    cut_off = dict.fromkeys(("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "HTTP_PROXY", "http_proxy"), "")
    cut_off |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_CACHE_DIR": "1"}
    done = bootstrap("demo", **cut_off, PIP_RETRIES="1", COUNTERMARK_VENV=str(target))
    assert "the package index cannot be reached" in one_line(done)
    assert not (target / ".countermark-stamp.json").exists()


def test_an_interrupted_run_says_so_and_leaves_no_stamp(tmp_path: Path) -> None:
    target = tmp_path / "environment"
    command = [sys.executable, str(BOOTSTRAP), "env", "demo"]
    environment = os.environ | {"COUNTERMARK_VENV": str(target)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stderr is not None
        assert child.stderr.readline().startswith("Making the environment")
        time.sleep(0.3)
        child.send_signal(signal.SIGINT)
        assert child.stderr.read().startswith("countermark: Interrupted: run the same command again")
    assert child.returncode == 130
    assert not (target / ".countermark-stamp.json").exists()


@pytest.mark.slow
def test_second_run_is_quick_and_a_half_made_environment_is_made_anew(tmp_path: Path) -> None:
    target = tmp_path / "Мої середовища" / "one"
    hostile = {
        "COUNTERMARK_VENV": str(target),
        "PIP_USER": "1",
        "PIP_REQUIRE_VIRTUALENV": "1",
        "PIP_TARGET": str(tmp_path / "elsewhere"),
        "LC_ALL": "C",
    }
    first = bootstrap("env", "demo", **hostile)
    assert first.returncode == 0, first.stderr
    assert not (tmp_path / "elsewhere").exists()
    stamp = target / ".countermark-stamp.json"
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}

    started = time.perf_counter()
    second = bootstrap("env", "demo", **hostile)
    assert time.perf_counter() - started < 1.0
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == before

    imported = "import countermark, sys; sys.exit(not countermark.__file__.startswith(sys.prefix))"
    assert subprocess.run([target / "bin" / "python", "-I", "-c", imported], check=False).returncode == 0

    held = json.loads(stamp.read_text(encoding="utf-8"))
    stamp.write_text(json.dumps(held | {"checkout": "older"}), encoding="utf-8")
    third = bootstrap("env", "demo", **hostile)
    assert third.stderr.splitlines() == ["Installing countermark ..."]

    stamp.unlink()
    shutil.rmtree(target / "bin")
    fourth = bootstrap("env", "demo", **hostile)
    assert fourth.returncode == 0, fourth.stderr
    assert fourth.stderr.startswith("Making the environment")
    assert json.loads(stamp.read_text(encoding="utf-8")) == held
