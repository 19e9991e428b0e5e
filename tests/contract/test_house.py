"""The house itself: direction of imports, locks that name no index, no machine's paths, documented modules."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "countermark"
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-gate.lock", "requirements-ftm.lock")
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if not path.name.startswith("_") or path.stem == "__init__")
# Written in two halves, so that this file does not find itself.
MACHINE_PATHS = re.compile(r"(?<![\w./:-])/(?:wor" + r"k|roo" + r"t|hom" + r"e/\w+|User" + r"s/\w+)/\w")
INDEX_HOSTS = re.compile(
    r"py" + r"pi\.org|pythonhost" + r"ed|npm" + r"js\.org|deb\.debi" + r"an\.org|anacon" + r"da\.org", re.IGNORECASE
)


@cache
def tracked() -> tuple[Path, ...]:
    """List the files that git tracks, or skip where this is no checkout."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def project() -> dict[str, Any]:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(name: str) -> dict[str, set[str]]:
    """Read a lock: package to its versions (one for each range of Pythons)."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([a-z0-9._-]+)==(\S+)", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def test_data_moves_one_way() -> None:
    pytest.importorskip("importlinter", reason="import-linter comes with `make gate`")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", done.stdout)


def test_no_tracked_file_names_a_path_of_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        for match in MACHINE_PATHS.finditer(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


def test_no_tracked_file_names_a_package_index() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        for match in INDEX_HOSTS.finditer(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


def test_no_tracked_file_is_large() -> None:
    assert [path.name for path in tracked() if path.stat().st_size > 2_000_000] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_is_hashed_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE), "no options: the caller chooses the index"
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 10
    for entry in entries:
        assert "==" in entry.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_a_package_has_one_version_in_all_locks_that_grow_into_each_other() -> None:
    core, test, gate = (locked(name) for name in LOCKS[:3])
    assert core.items() <= test.items() <= gate.items()


@pytest.mark.parametrize(
    ("lock", "groups", "extras"),
    [
        ("requirements.lock", ("build",), ()),
        ("requirements-test.lock", ("build", "test"), ()),
        ("requirements-gate.lock", ("build", "test", "gate"), ()),
        ("requirements-ftm.lock", ("build", "test"), ("ftm",)),
    ],
)
def test_lock_is_as_fresh_as_the_project_file(lock: str, groups: tuple[str, ...], extras: tuple[str, ...]) -> None:
    settings = project()
    wanted = list(settings["project"]["dependencies"])
    for extra in extras:
        wanted += settings["project"]["optional-dependencies"][extra]
    for group in groups:
        wanted += [line for line in settings["dependency-groups"][group] if isinstance(line, str)]
    versions = locked(lock)
    for requirement in map(Requirement, wanted):
        held = versions.get(requirement.name.lower())
        assert held, f"{requirement.name} is not in {lock}: run make lock"
        assert all(requirement.specifier.contains(version) for version in held), f"{requirement}: run make lock"


def test_the_core_needs_nothing_that_is_published_as_source_only() -> None:
    assert {"pyicu", "followthemoney", "rigour"} & set(locked("requirements-gate.lock")) == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_public_names_are_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.stem != "__init__" or tree.body:
        assert ast.get_docstring(tree), "the module has no docstring"
    public = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, public) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert bare == []


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert project()["project"]["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert (PACKAGE / "py.typed").exists()


def test_help_is_there() -> None:
    command = [sys.executable, "-m", "countermark", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


@pytest.mark.slow
def test_the_wheel_holds_every_tracked_file_of_the_package(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="the build backend comes with `make demo`")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    command = [sys.executable, "-c", build, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
        inside = set(wheel.namelist())
    wanted = {str(path.relative_to(ROOT / "src")) for path in tracked() if path.is_relative_to(PACKAGE)}
    assert wanted - inside == set()
    assert any(name.endswith("/licenses/LICENSE") for name in inside)
    assert any(name.endswith("/licenses/NOTICE") for name in inside)
