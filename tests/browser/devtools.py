"""A page in Chromium that can be typed into and asked, over the two pipes of its remote debugging."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.browser.conftest import FLAGS

KEYS = {"ArrowRight": 39, "ArrowLeft": 37, "Enter": 13, "Escape": 27, "Tab": 9}

# The browser reads from 3 and writes to 4: the ends of the pipes go there by way of numbers that are surely free.
_WIRE = """
import fcntl, os, sys
high = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 20) for end in sys.argv[1:3]]
for place, end in zip((3, 4), high):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Tab:
    """One page: `ask` evaluates, `press` types a key, `requests` are the addresses that the page asked for."""

    def __init__(
        self, chromium: str, profile: Path, page: Path, *, width: int = 1400, height: int = 900, script: bool = True
    ) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        size = f"--window-size={width},{height}"

        command = [chromium, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe", size, "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WIRE, str(theirs_in), str(theirs_out), *command],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._left = b""
        self._number = 0
        self._session: str | None = None
        self.requests: list[str] = []
        self.errors: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        if not script:
            self.call("Emulation.setScriptExecutionDisabled", value=True)
        self.open(page.as_uri())

    def open(self, address: str) -> None:
        """Go to an address and wait until it is there; a fragment alone loads nothing, so an empty page comes first."""
        for url in ("about:blank", address):
            self.call("Page.navigate", url=url)
            self._wait("Page.loadEventFired")

    def __enter__(self) -> Self:
        """Give the page."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the browser."""
        self._session = None
        with suppress(OSError, EOFError):
            self.call("Browser.close")
        os.close(self._out)
        os.close(self._in)
        self._process.wait(timeout=30)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and give its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            told = self._read()
            if told.get("id") == self._number:
                assert "error" not in told, told["error"]
                result: dict[str, Any] = told["result"]
                return result

    def _wait(self, event: str) -> None:
        while self._read().get("method") != event:
            pass

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            assert select.select([self._in], [], [], 60)[0], "the browser says nothing"
            data = os.read(self._in, 1 << 20)
            if not data:
                raise EOFError("the browser is gone")
            self._left += data
        line, _, self._left = self._left.partition(b"\0")
        told: dict[str, Any] = json.loads(line)
        parameters = told.get("params", {})
        if told.get("method") == "Network.requestWillBeSent" and parameters["request"]["url"] != "about:blank":
            self.requests.append(parameters["request"]["url"])
        elif told.get("method") == "Log.entryAdded":
            self.errors.append(parameters["entry"]["text"])
        elif told.get("method") == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(parameters["exceptionDetails"]))
        return told

    def ask(self, script: str) -> Any:
        """Evaluate an expression in the page and give its value."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key."""
        more: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": KEYS.get(key, ord(key[0].upper()))}
        if len(key) == 1 or key == "Enter":
            more["text"] = "\r" if key == "Enter" else key
        self.call("Input.dispatchKeyEvent", type="keyDown", **more)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=more["windowsVirtualKeyCode"])

    def picture(self, place: Path, *, whole: bool = False) -> None:
        """Take a picture of the window, or of the whole page."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        place.write_bytes(base64.b64decode(data))
