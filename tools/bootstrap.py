#!/usr/bin/env python3
"""Find a Python, make the environment, run Countermark in it: `python3 tools/bootstrap.py demo`, `... test`.

1. Standard library only; this file parses and runs on Python 3.6, so that an old Python gets one clear line.
2. What stands in the way gets one line on standard error and exit code 2; an interrupted run ends with 130.
3. The rest, in `environment.py`, is read only by a Python that is new enough.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
TESTED = ((3, 13), (3, 12), (3, 11))
VERSION_PROBE = "import sys; print('%d.%d' % sys.version_info[:2])"
WHOLE_PROBE = "import ensurepip, venv, zlib; " + VERSION_PROBE
RESTARTED = "COUNTERMARK_BOOTSTRAPPED"


class Refusal(Exception):  # noqa: N818 - not a fault of the program but its answer
    """The one line that tells what stands in the way, and what to do."""


def main():
    """Run one command and give its exit code."""
    options = parse()
    try:
        adopt_interpreter()
        sys.path.insert(0, str(Path(__file__).resolve().parent))
        import environment  # noqa: PLC0415 - written for a newer Python than may read this file

        return environment.run(options, Refusal)
    except Refusal as refusal:
        return say(str(refusal), 2)
    except KeyboardInterrupt:
        return say("Interrupted: run the same command again, what is half made will be made anew.", 130)
    except OSError as error:
        return say("{}: {}.".format(error.filename or "Cannot go on", error.strerror or error), 2)


def parse():
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Make the environment and run Countermark in it.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.required = True
    for name, text in (("demo", "run `countermark demo`"), ("test", "run the fast test suite")):
        command = commands.add_parser(name, help=text)
        command.add_argument("rest", nargs=argparse.REMAINDER, help="passed on as they are")
    command = commands.add_parser("env", help="only make the environment")
    command.add_argument("level", choices=("demo", "ftm", "gate", "test"))
    return parser.parse_args()


def say(line, code):
    """Write one line on standard error and give the exit code back."""
    sys.stderr.write("countermark: {}\n".format(" ".join(line.split())))
    return code


def adopt_interpreter():
    """Go on under a Python that can make environments, a tested one for choice, or refuse with the reason."""
    own = ask(sys.executable, WHOLE_PROBE)
    if own in TESTED:
        return
    others = []
    for name in ["python{}.{}".format(*version) for version in TESTED] + ["python3"]:
        path = shutil.which(name)
        if path and path not in others:
            others.append(path)
    whole = {path: ask(path, WHOLE_PROBE) for path in others}
    for path in others:
        if whole[path] in TESTED:
            restart(path)
    if own and own >= OLDEST:
        return
    for path in others:
        if whole[path] and whole[path] >= OLDEST:
            restart(path)
    raise Refusal(why_none([sys.executable, *others]))


def ask(path, probe):
    """Give the version that an interpreter says it has, or None when it is missing, broken or not whole."""
    try:
        done = subprocess.run([path, "-I", "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return None
    match = re.match(rb"(\d+)\.(\d+)\s*$", done.stdout)
    return (int(match.group(1)), int(match.group(2))) if match else None


def restart(path):
    """Start again under another interpreter, once."""
    if os.environ.get(RESTARTED):
        raise Refusal(f"{path} does not stay the Python that it says it is: put a real Python first on the PATH.")
    os.environ[RESTARTED] = "1"
    os.execv(path, [path, str(Path(__file__).resolve()), *sys.argv[1:]])


def why_none(paths):
    """Say why none of the interpreters will do."""
    for path in paths:
        version = ask(path, VERSION_PROBE)
        if version and version >= OLDEST:
            return (
                "{0} is Python {1}.{2} without a whole venv module (venv and ensurepip): install it "
                "(on Debian and Ubuntu: apt install python{1}.{2}-venv) and run this again."
            ).format(path, *version)
    this = "{} is Python {}.{}".format(sys.executable, *sys.version_info[:2])
    return f"Python 3.11 or newer is needed and {this}: install one, or name it (make PYTHON=/path/to/python3.12 demo)."


if __name__ == "__main__":
    sys.exit(main())
