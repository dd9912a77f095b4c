"""A real browser for tests: Chromium without a window, told what to do over two pipes.

The protocol: https://chromedevtools.github.io/devtools-protocol/. Messages are JSON with a NUL after each.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.programs import environment, needs

needs_chromium = needs("chromium")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-ipc-flooding-protection",  # hundreds of searches in a minute, each an address
    "--disable-sync",
    "--remote-debugging-pipe",
    "about:blank",
]


class Browser:
    """One page. `told` holds what its console and its policies said."""

    def __init__(self, write: int, read: int):
        self._write, self._read = os.fdopen(write, "wb", 0), os.fdopen(read, "rb", 0)
        self._last, self._rest, self._session = 0, b"", ""
        self.told: list[str] = []
        (target,) = [t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        self._session = self.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Do something; its answer."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._write.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result
            self._hear(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            data = self._read.read(1 << 16)
            assert data, "the browser has ended"
            self._rest += data
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def _hear(self, event: dict[str, Any]) -> None:
        what = event.get("params", {})
        if event.get("method") == "Log.entryAdded":
            self.told.append(what["entry"]["text"])
        elif event.get("method") == "Runtime.exceptionThrown":
            self.told.append(what["exceptionDetails"].get("exception", {}).get("description", "an exception"))

    def open(self, address: str) -> None:
        """Go to an address and wait until it is there."""
        self.send("Page.navigate", url=address)
        self.wait(f"location.href === {json.dumps(address)} && document.readyState === 'complete'")

    def ask(self, expression: str) -> Any:
        """The value of an expression of JavaScript, waited for where it is a promise."""
        answer = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression: str, seconds: float = 20) -> Any:
        """Ask until the answer is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if value := self.ask(expression):
                    return value
            except AssertionError as error:  # the page that was asked has gone
                if "context" not in str(error):
                    raise
            time.sleep(0.02)
        raise AssertionError(f"in vain: {expression}\n{self.told}")

    def press(self, *keys: str) -> None:
        """Keys by their names (`ArrowDown`, `Tab`, `Enter`), or letters."""
        codes = {"Enter": (13, "\r"), "Tab": (9, ""), "ArrowDown": (40, ""), "ArrowUp": (38, ""), "Escape": (27, "")}
        for key in keys:
            code, text = codes.get(key, (ord(key[0].upper()), key))
            named = {"key": key, "windowsVirtualKeyCode": code}
            self.send("Input.dispatchKeyEvent", type="keyDown", **named, **({"text": text} if text else {}))
            self.send("Input.dispatchKeyEvent", type="keyUp", **named)

    def type(self, text: str) -> None:
        """Write into what has the focus."""
        self.send("Input.insertText", text=text)

    def picture(self, path: Path, width: int, height: int, dark: bool = False) -> None:
        """A screenshot."""
        import base64

        media = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.send("Emulation.setEmulatedMedia", features=media)
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in `folder`."""
    there, theirs = os.pipe(), os.pipe()

    def join() -> None:  # the browser reads from 3 and writes to 4
        ours = os.dup(there[0]), os.dup(theirs[1])
        os.dup2(ours[0], 3)
        os.dup2(ours[1], 4)

    words = ["chromium", *QUIET[:-1], f"--user-data-dir={folder}", QUIET[-1]]
    process = subprocess.Popen(
        words,
        preexec_fn=join,  # noqa: PLW1509
        close_fds=False,
        env=environment({"HOME": str(folder)}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(there[0])
    os.close(theirs[1])
    browser = Browser(there[1], theirs[0])
    try:
        yield browser
    finally:
        process.kill()
        process.wait()
        browser._write.close()
        browser._read.close()
