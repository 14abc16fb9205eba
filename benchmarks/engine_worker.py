"""One engine with eight threads, by itself: engine_worker.py ENGINE URL TASKS ROUNDS WHERE_ITS_QUEUE_IS."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from statistics import median

import requests

SENDERS = 8
Engine = Callable[[int], None]
"""Posts so many and returns when all are done."""


class Poster:
    """Makes the posts, and says when so many were made."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._made = 0
        self._lock = threading.Condition()

    def post(self, text: str) -> None:  # noqa: D102
        answer = requests.post(
            self._url, json={"text": text}, headers={"Authorization": "Bearer t0ken"}, timeout=30
        )
        assert answer.ok
        with self._lock:
            self._made += 1
            self._lock.notify()

    def wait(self, count: int) -> None:  # noqa: D102
        with self._lock:
            assert self._lock.wait_for(lambda: self._made >= count, timeout=300), "they were not all made"
            self._made = 0


@contextmanager
def huey(poster: Poster, place: str) -> Iterator[Engine]:
    from huey import SqliteHuey  # noqa: PLC0415 - one engine a process

    app = SqliteHuey(filename=place, fsync=True)
    task = app.task()(poster.post)
    consumer = app.create_consumer(workers=SENDERS, worker_type="thread", initial_delay=0.01, max_delay=0.01)
    consumer.start()

    def run(count: int) -> None:
        for number in range(count):
            task(f"Words number {number}")
        poster.wait(count)

    yield run
    consumer.stop(graceful=True)


@contextmanager
def celery(poster: Poster, place: str) -> Iterator[Engine]:
    from celery import Celery  # noqa: PLC0415 - one engine a process
    from celery.contrib.testing.worker import start_worker  # noqa: PLC0415 - one engine a process

    app = Celery("bare", broker=place)
    app.conf.task_ignore_result = True

    @app.task(name="post", acks_late=True)
    def task(text: str) -> None:
        poster.post(text)

    with start_worker(app, pool="threads", concurrency=SENDERS, perform_ping_check=False):

        def run(count: int) -> None:
            for number in range(count):
                task.delay(f"Words number {number}")
            poster.wait(count)

        yield run


@contextmanager
def dbos(poster: Poster, place: str) -> Iterator[Engine]:
    from dbos import DBOS  # noqa: PLC0415 - one engine a process

    DBOS(config={"name": "bare", "system_database_url": place, "log_level": "ERROR"})

    @DBOS.step()
    def step(text: str) -> None:
        poster.post(text)

    @DBOS.workflow()
    def publish(text: str) -> None:
        step(text)

    DBOS.launch()
    DBOS.register_queue("bare", worker_concurrency=SENDERS, polling_interval_sec=0.02)

    def run(count: int) -> None:
        for number in range(count):
            DBOS.enqueue_workflow("bare", publish, f"Words number {number}")
        poster.wait(count)

    yield run
    DBOS.destroy(workflow_completion_timeout_sec=10)  # what it writes down last comes after our count


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def bare(poster: Poster, count: int) -> None:
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(lambda number: poster.post(f"Words number {number}"), range(count)))
    poster.wait(count)


def main(name: str, url: str, count: int, rounds: int, place: str) -> None:
    logging.disable(logging.WARNING)
    poster, above, rates = Poster(url), [], []
    with ExitStack() as stack:
        run = stack.enter_context({"huey": huey, "celery": celery, "dbos": dbos}[name](poster, place))
        run(50)  # what is imported and compiled once is not counted
        for _round in range(rounds):
            without = cpu(lambda: bare(poster, count))
            start = time.perf_counter()
            above.append((cpu(lambda: run(count)) - without) / count)
            rates.append(count / (time.perf_counter() - start))
        print(
            f"{name}, bare: {median(above) * 1e3:.2f} ms a task above the bare POST (best round "
            f"{min(above) * 1e3:.2f}), enqueueing included; {max(rates):,.0f} tasks/s at best",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
