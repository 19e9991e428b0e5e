"""A few processes that run one picklable function over chunks, in order.

Plain child processes that talk over pipes: unlike `multiprocessing` they never run the caller's main module again, so
a user's script needs no guard. Both ends are this program: pickles never come from outside.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, BinaryIO, TypeVar

from countermark.model.errors import CountermarkError

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

_LENGTH = struct.Struct("<Q")
_SERVE = "from countermark.tables.workers import serve; serve()"


def _send(pipe: BinaryIO, value: Any) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: BinaryIO) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(pipe.read(_LENGTH.unpack(head)[0]))  # noqa: S301 - our own child at the other end


def serve() -> None:
    """Run in the child: take the function, then answer chunk after chunk until the pipe closes."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    function = _receive(source)
    while True:
        try:
            chunk = _receive(source)
        except (EOFError, KeyboardInterrupt):
            return
        _send(out, function(chunk))


class _Worker:
    """One child process."""

    def __init__(self, function: Callable[..., Any]) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        assert self._process.stdin is not None  # noqa: S101 - both pipes were asked for
        assert self._process.stdout is not None  # noqa: S101
        self._to: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self._from: BinaryIO = self._process.stdout  # type: ignore[assignment]
        _send(self._to, function)

    def __call__(self, chunk: Any) -> Any:
        try:
            _send(self._to, chunk)
            return _receive(self._from)
        except (EOFError, BrokenPipeError, OSError) as error:
            raise CountermarkError("a worker process ended early", hint="is memory short?") from error

    def close(self) -> None:
        with suppress(BrokenPipeError):  # a worker that ended early has closed its end
            self._to.close()
        self._from.close()
        self._process.wait(timeout=30)


def map_in_order(function: Callable[[Chunk], Result], chunks: Iterable[Chunk], *, workers: int) -> Iterator[Result]:
    """Give the function's results for the chunks, in their order, computed by `workers` processes."""
    crew = [_Worker(function) for _ in range(workers)]
    free: SimpleQueue[_Worker] = SimpleQueue()
    for worker in crew:
        free.put(worker)

    def one(chunk: Chunk) -> Result:
        worker = free.get()
        try:
            result: Result = worker(chunk)
        finally:
            free.put(worker)
        return result

    try:
        with ThreadPoolExecutor(workers) as threads:
            pending: deque[Future[Result]] = deque()
            for chunk in chunks:
                pending.append(threads.submit(one, chunk))
                if len(pending) > workers * 2:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
    finally:
        for worker in crew:
            worker.close()
