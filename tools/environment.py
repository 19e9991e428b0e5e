"""Make an environment from the hashed lock files and run a command in it.

1. Packages come as wheels, each file checked by its hash; the checkout is built by a backend from the same lock.
2. With a valid stamp nothing is touched; without one the environment is made anew. Folders made by others are refused.
3. What stands in the way is raised as one line (`Refusal`).

Environments: `.venv`, or the folder that COUNTERMARK_VENV names. It grows in place from `demo` to `test` to `gate`;
`ftm` has its own beside it, because followthemoney needs a compiler.
"""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "demo": "requirements.lock",
    "test": "requirements-test.lock",
    "gate": "requirements-gate.lock",
    "ftm": "requirements-ftm.lock",
}
GROWTH = ("demo", "test", "gate")
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "NOTICE")
MARK = ".countermark-environment"
STAMP = ".countermark-stamp.json"
LOG = "install.log"
UNSAFE_VARIABLES = {
    "COUNTERMARK_BOOTSTRAPPED",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_PYTHON",
    "PIP_NO_BINARY",
    "PIP_ONLY_BINARY",
    "PIP_REQUIRE_HASHES",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_DRY_RUN",
    "PIP_LOG",
}
NO_NETWORK = (
    r"NewConnectionError|Connect(ion)?(Timeout|Error)|ReadTimeout|ProxyError|SSLError|MaxRetryError|name resolution"
    r"|network is unreachable|connection (refused|reset|broken)|HTTP error 5\d\d|5\d\d Server Error|Could not fetch URL"
)
CAUSES = {
    r"do not match the hashes": "a downloaded file is not the one that the lock names, and was refused",
    r"no space left": "the disk is full; about 500 MB are needed",
    r"(pkg-config|icu-config|icu-i18n).*(not found|No such)": (
        "pyicu needs a compiler and ICU's headers (on Debian and Ubuntu: apt install g++ pkg-config libicu-dev)"
    ),
    NO_NETWORK: "the package index cannot be reached: check the network and the proxy settings, then run this again",
    r"HTTP error 4\d\d|4\d\d Client Error|no matching distribution|could not find a version": (
        "the package index gave no wheel that the lock names for this Python and system: "
        "check the network and pip's settings (pip config list), and use Python 3.11, 3.12 or 3.13"
    ),
}

Refusal: type[Exception] = RuntimeError


def run(options: Namespace, refusal: type[Exception]) -> int:
    """Run a command of the bootstrap and give its exit code."""
    global Refusal  # noqa: PLW0603 - the class lives in the file that older Pythons read
    Refusal = refusal
    if options.command == "env":
        ensure(options.level)
        return 0
    if options.command == "test":
        return run_tests(options.rest)
    return run_demo(options.rest)


def run_demo(rest: list[str]) -> int:
    """Run `countermark demo` where the user is, or beside the environment when that folder cannot be written."""
    python = ensure("demo")
    if not rest and not os.access(Path.cwd(), os.W_OK):
        rest = [str(python.parent.parent / "demo")]
    return subprocess.call([python, "-m", "countermark", "demo", *rest], env=clean_environment())


def run_tests(rest: list[str]) -> int:
    """Run the fast tests on the source tree, on all processors unless told otherwise."""
    python = ensure("test")
    workers = [] if any(word.startswith("-n") for word in rest) else ["-n", "auto", "--dist", "worksteal"]
    environment = clean_environment() | {"PYTHONPATH": str(ROOT / "src")}
    options = ["-q", *workers]
    if not os.access(ROOT, os.W_OK):  # what the tools remember between runs then goes beside the environment
        caches = python.parent.parent / "caches"
        options += ["-o", f"cache_dir={caches / 'pytest'}"]
        environment |= {"HYPOTHESIS_STORAGE_DIRECTORY": str(caches / "hypothesis"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.call([python, "-m", "pytest", *options, *rest], env=environment, cwd=ROOT)


def place(level: str) -> Path:
    """Give the folder of an environment."""
    folder = Path(os.environ.get("COUNTERMARK_VENV") or ROOT / ".venv").absolute()
    return folder.with_name(folder.name + "-ftm") if level == "ftm" else folder


def ensure(level: str) -> Path:
    """Make the environment hold a level and the checkout as it is now; give its Python."""
    folder = place(level)
    python = folder / "bin" / "python"
    with one_at_a_time(folder.parent):
        stamp = read_stamp(folder)
        if not stamp or not usable(stamp, folder, python):
            make(folder)
            stamp = {"folder": str(folder), "locks": {}, "checkout": None}
        checkout = checkout_hash()
        if level in stamp["locks"] and stamp["checkout"] == checkout:
            return python
        (folder / STAMP).unlink(missing_ok=True)
        if level not in stamp["locks"]:
            install_lock(python, folder, level)
            covered = GROWTH[: GROWTH.index(level) + 1] if level in GROWTH else (level,)
            stamp["locks"].update({name: file_hash(LOCKS[name]) for name in covered})
        if stamp["checkout"] != checkout:
            install_checkout(python, folder)
            stamp["checkout"] = checkout
        write_stamp(folder, stamp)
    return python


def usable(stamp: dict[str, Any], folder: Path, python: Path) -> bool:
    """Tell whether an environment was made at this place, from these locks, and its Python still starts."""
    if stamp["folder"] != str(folder) or any(file_hash(LOCKS[name]) != known for name, known in stamp["locks"].items()):
        return False
    try:
        return subprocess.run([python, "-I", "-S", "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@contextlib.contextmanager
def one_at_a_time(parent: Path) -> Iterator[None]:
    """Hold off a second run beside this one; on file systems without locks, and in no folder, do nothing."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            handle = os.open(parent, os.O_RDONLY)
            stack.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make(folder: Path) -> None:
    """Make an empty environment, in place of a half-made or outdated one of ours."""
    try:
        if folder.is_dir() and any(folder.iterdir()):
            if not ((folder / MARK).exists() or made_by_uv(folder)):
                raise Refusal(f"{folder} is there and is not ours to replace: remove it, or set COUNTERMARK_VENV=DIR.")
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text("Made by tools/bootstrap.py, which may delete it.\n", encoding="utf-8")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Refusal(f"{folder}: the disk is full; about 500 MB are needed.") from error
        why = f"Cannot write to {folder} ({error.strerror})"
        raise Refusal(f"{why}: set COUNTERMARK_VENV=DIR to a folder that you can write to.") from error
    version = "{}.{}".format(*sys.version_info[:2])
    tell(f"Making the environment {shown(folder)} (Python {version})")
    if quietly([sys.executable, "-I", "-m", "venv", folder], folder):
        remedy = f"on Debian and Ubuntu: apt install python{version}-venv"
        raise Refusal(f"Python's venv module could not make {folder} ({remedy}; details: {folder / LOG}).")


def made_by_uv(folder: Path) -> bool:
    """Tell whether this is the environment that `uv run` makes in the checkout, and makes again at will."""
    settings = folder / "pyvenv.cfg"
    ours = folder == ROOT / ".venv" and settings.is_file()
    return ours and re.search(r"^uv\s*=", settings.read_text(encoding="utf-8"), re.MULTILINE) is not None


def install_lock(python: Path, folder: Path, level: str) -> None:
    """Install what a lock file names: wheels only, each checked by its hash."""
    lock = ROOT / LOCKS[level]
    count = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    tell(f"Installing the packages of {lock.name} (up to {count})")
    source_only = ["--no-binary=pyicu"] if level == "ftm" else []
    wheels = ["--require-hashes", "--no-deps", "--only-binary=:all:", *source_only]
    if quietly([python, "-m", "pip", "install", *wheels, "-r", lock], folder):
        raise Refusal(f"Packages were not installed: {cause(folder)} (details: {folder / LOG}).")


def install_checkout(python: Path, folder: Path) -> None:
    """Build this checkout with the locked backend and install it."""
    tell("Installing countermark")
    offline = ["--no-deps", "--no-index", "--no-build-isolation", "--force-reinstall"]
    if quietly([python, "-m", "pip", "install", *offline, ROOT], folder):
        raise Refusal(f"The checkout could not be installed: {cause(folder)} (details: {folder / LOG}).")


def quietly(command: list[str | Path], folder: Path) -> int:
    """Run a command with its output in the log and give its exit code; a Ctrl-C waits for its end."""
    with (folder / LOG).open("wb") as log:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment())
        try:
            return child.wait()
        finally:
            child.terminate()
            child.wait()


def clean_environment() -> dict[str, str]:
    """Give the caller's variables without those that would put packages, or find modules, elsewhere."""
    environment = {name: value for name, value in os.environ.items() if name not in UNSAFE_VARIABLES}
    pip = {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return environment | pip | {"PIP_CONSTRAINT": os.devnull}  # the lock has the last word


def cause(folder: Path) -> str:
    """Say why pip gave up: one of the common causes, or its own last error."""
    text = (folder / LOG).read_text(encoding="utf-8", errors="replace")
    for pattern, reason in CAUSES.items():
        if re.search(pattern, text, re.IGNORECASE):
            return reason
    errors = re.findall(r"^\s*(?:ERROR|\w*Error|error): *(.+)$", text, re.MULTILINE)
    return errors[-1][:200] if errors else "pip gave no reason"


def read_stamp(folder: Path) -> dict[str, Any] | None:
    """Read what an environment holds, or None when it is half made or unknown."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) and {"folder", "locks", "checkout"} <= set(stamp) else None


def write_stamp(folder: Path, stamp: dict[str, Any]) -> None:
    """Write it whole or not at all."""
    new = folder / (STAMP + ".new")
    new.write_text(json.dumps(stamp, sort_keys=True, indent=1), encoding="utf-8")
    new.replace(folder / STAMP)


def file_hash(name: str) -> str:
    """Hash a file of the checkout."""
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def checkout_hash() -> str:
    """Hash everything that the installed package is built from."""
    sources = (path for path in (ROOT / "src").rglob("*") if path.is_file() and path.suffix != ".pyc")
    names = [name for name in BUILT_FROM if (ROOT / name).exists()]
    names += sorted(str(path.relative_to(ROOT)) for path in sources)
    lines = "".join(f"{name}\0{file_hash(name)}\n" for name in names)
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def tell(line: str) -> None:
    """Write a line of progress."""
    sys.stderr.write(f"{line} ...\n")
    sys.stderr.flush()


def shown(path: Path) -> str:
    """Shorten a path for reading."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
