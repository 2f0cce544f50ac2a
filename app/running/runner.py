"""Runs on a thread of their own: a queue in, messages out. No widget and no state is touched from that thread."""

import threading
import time
from queue import Empty, SimpleQueue
from typing import Any

from app.running import warm
from app.running.ledger import Ledger
from app.running.results import Results
from app.running.state import RunState
from app.running.task import Job, Task
from nodegraph.engine import Engine

__all__ = ["Job", "Runner"]

FRAME = 0.004  # seconds that one drain may take
PATIENCE = 30.0  # seconds that closing waits for a node that cannot be stopped (reading weights)


class Runner:
    """Does jobs one after the other. `drain`, called each frame, brings `state` and `results` up to date.

    All methods are for the thread that draws, and return at once (`close` apart).
    """

    def __init__(self, state: RunState, results: Results, engine: Engine | None = None):
        warm.share_cores()
        self.engine = engine or Engine()
        self._ledger = Ledger(state, results)
        self._messages: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self._changed = threading.Condition()
        self._waiting: list[Job] = []
        self._task: Task | None = None
        self._number = self._forgotten = 0
        self._warming = self._closing = False
        self._thread = threading.Thread(target=self._work, name="runner", daemon=True)
        self._thread.start()

    @property
    def running(self) -> Job | None:
        """The job at work."""
        task = self._task
        return task.job if task else None

    @property
    def waiting(self) -> tuple[Job, ...]:
        """The queue, next one first."""
        with self._changed:
            return tuple(self._waiting)

    @property
    def is_busy(self) -> bool:
        """Whether there is anything left to do, or to drain."""
        with self._changed:
            return bool(self._task or self._waiting or not self._messages.empty())

    def submit(self, job: Job) -> None:
        """Queue a job. It takes the place of waiting auto jobs, and cancels one that is at work."""
        with self._changed:
            self._waiting = [each for each in self._waiting if not each.auto] + [job]
            if self._task and self._task.job.auto:
                self._task.cancel()
            self._changed.notify()

    def cancel(self) -> None:
        """Stop what runs within one step, and empty the queue."""
        with self._changed:
            self._waiting.clear()
            if self._task:
                self._task.cancel()

    def remove(self, job: Job) -> None:
        """Take a waiting job from the queue; one that was begun meanwhile goes on."""
        with self._changed:
            self._waiting = [each for each in self._waiting if each is not job]

    def warm(self) -> None:
        """Load the libraries ahead of the first job, unless one comes in the meantime."""
        with self._changed:
            self._warming = True
            self._changed.notify()

    def forget(self) -> None:
        """Drop what past jobs have told or are still to tell: another document was opened."""
        with self._changed:
            self._forgotten = self._number
        self._ledger.forget()

    @property
    def is_warming(self) -> bool:
        """Whether the libraries are still being loaded ahead."""
        return self._warming

    def drain(self, seconds: float = FRAME) -> bool:
        """Apply what was told since the last time, as far as the time allows. Whether there was anything."""
        end, count = time.perf_counter() + seconds, 0
        while count == 0 or time.perf_counter() < end:
            try:
                number, message = self._messages.get_nowait()
            except Empty:
                break
            count += 1
            if number > self._forgotten:
                self._ledger.apply(message)
        return count > 0

    def close(self, seconds: float = PATIENCE) -> bool:
        """Cancel everything and wait for the thread's end. Whether it came."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self.cancel()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            task.perform()
            with self._changed:
                self._task = None

    def _next(self) -> Task | None:
        """The next job as a task, or None when it is time to end; warms up while there is none."""
        steps = warm.steps()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._waiting or self._warming)
                if self._closing:
                    return None
                if self._waiting:
                    return self._begin(self._waiting.pop(0))
            self._warming = next(steps, False)

    def _begin(self, job: Job) -> Task:
        self._number += 1
        number = self._number
        self._task = Task(job, self.engine, lambda message: self._messages.put((number, message)))
        return self._task
