"""A search carried by the machines of a Dask scheduler: the same chunks as on this one's threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from typing import Any

from matchmaker.errors import UserError, translatable
from matchmaker.matching.search import Chunk, Found, Task
from matchmaker.matching.store.answers import Carrier

AHEAD = 4  # So many chunks a worker are on their way or wait to be taken.
ATTEMPTS = 5  # So many times a chunk may lose its worker before the run gives up.
PATIENCE = "30s"  # How long a scheduler may take to answer.


class NoDistributionError(UserError):
    """The extra with Dask is not installed here."""

    def __init__(self) -> None:
        super().__init__(
            translatable("没有安装 distributed，请安装 matchmaker[distributed] 后再使用 --scheduler。")
        )


@contextmanager
def carrier(address: str) -> Iterator[Carrier]:
    """Yield what runs a task on the workers of a scheduler (tcp://host:port). Raises NoDistributionError.

    The task goes to every worker once, chunks follow it. A worker that dies loses nothing: the scheduler
    runs its chunks again elsewhere, and should the last copy of the task die with it, it is sent again.
    """
    try:
        dask = import_module("distributed")  # An extra that one machine does not need.
    except ImportError as error:
        raise NoDistributionError from error
    with dask.Client(address, timeout=PATIENCE, set_as_default=False) as client:
        yield lambda task: _carry(client, task)


def _carry(client: Any, task: Task) -> Iterator[Found]:  # noqa: ANN401 - a class of the extra.
    chunks = task.chunks()
    waiting: deque[tuple[Chunk, Any]] = deque()
    remaining = iter(chunks)
    shared = client.scatter(task, broadcast=True, hash=False)
    for _chunk in chunks:
        room = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"])) - len(waiting)
        waiting.extend((chunk, _submit(client, shared, chunk)) for chunk in islice(remaining, max(room, 0)))
        chunk, future = waiting.popleft()
        found = _result(future)
        while found is None:
            shared = client.scatter(task, broadcast=True, hash=False)
            waiting = deque((later, _submit(client, shared, later)) for later, _lost in waiting)
            found = _result(_submit(client, shared, chunk))
        yield found


def _submit(client: Any, shared: Any, chunk: Chunk) -> Any:  # noqa: ANN401 - classes of the extra.
    return client.submit(_run, shared, chunk, pure=False, retries=ATTEMPTS)


def _result(future: Any) -> Found | None:  # noqa: ANN401 - a class of the extra.
    """Return what a chunk found, None when the task was lost with the last worker that had it."""
    try:
        found: Found = future.result()
    except CancelledError:
        return None
    return found


def _run(task: Task, chunk: Chunk) -> Found:
    return task.run(chunk)
