"""Leased items reach threads in a fair order: urgent ones first, no host taken by many, one long item of a kind."""

from __future__ import annotations

import threading

from core.jobs.leases import ONE_AT_A_TIME
from core.jobs.ready_queue import ReadyQueue
from core.nouns.job import Item
from core.nouns.product import Candidate
from core.sources.fetching.robots import host_turn


def items(count: int, job_id: str = "a", host: str = "", pause: float = 0.0) -> list[Item]:
    return [Item(job_id, number, Candidate(f"{number}", url=f"https://{host}/{number}" if host else "", pause=pause),
                 host) for number in range(1, count + 1)]


def take(queue: ReadyQueue, count: int) -> list[tuple[str, int]]:
    return [(item.job_id, item.number) for item in (queue.take() for _ in range(count)) if item]


def test_files_come_in_their_order() -> None:
    queue = ReadyQueue(2, 6)
    queue.put(items(3))
    assert take(queue, 3) == [("a", 1), ("a", 2), ("a", 3)]


def test_urgent_items_come_first_and_keep_their_own_order() -> None:
    """A second batch of urgent items waits for the first one: otherwise the oldest picture would come last."""
    queue = ReadyQueue(2, 6)
    queue.put(items(2, "audit"))
    queue.put(items(4, "analyze")[:2], first=True)
    queue.put(items(4, "analyze")[2:], first=True)
    assert take(queue, 6) == [("analyze", 1), ("analyze", 2), ("analyze", 3), ("analyze", 4), ("audit", 1),
                               ("audit", 2)]


def test_a_host_is_read_by_few_at_once_and_its_next_item_waits() -> None:
    queue = ReadyQueue(threads=8, per_host=2)
    first, second, third = items(3, host="shop.example")
    queue.put([first, second, third])
    queue.put(items(1, "b"))
    assert take(queue, 3) == [("a", 1), ("a", 2), ("b", 1)]
    results: list[Item | None] = []
    waiting = threading.Thread(target=lambda: results.append(queue.take()))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    queue.was_read(first)
    waiting.join(60)
    assert results == [third]


def test_hosts_in_a_pause_take_no_share_of_the_threads() -> None:
    """Four threads, five hosts: a share for each would leave the quick one a single thread."""
    queue = ReadyQueue(threads=4, per_host=6)
    for number in range(4):
        host = f"slow{number}.example"
        with host_turn(f"https://{host}/", 60.0):
            queue.put(items(2, f"slow {number}", host, pause=60.0))
    queue.put(items(3, "quick", "quick.example"))
    assert take(queue, 3) == [("quick", 1), ("quick", 2), ("quick", 3)]


def test_one_long_item_of_a_kind_at_a_time_while_pictures_go_on() -> None:
    queue = ReadyQueue(threads=4, per_host=6)
    studies = items(2, "study", f"{ONE_AT_A_TIME}study")
    queue.put(studies)
    queue.put(items(2, "audit"))
    assert take(queue, 3) == [("study", 1), ("audit", 1), ("audit", 2)]
    queue.was_read(studies[0])
    assert take(queue, 1) == [("study", 2)]


def test_drop_gives_back_what_nobody_began() -> None:
    queue = ReadyQueue(2, 6)
    queue.put(items(2, "a"))
    queue.put(items(2, "b"), first=True)
    assert [item.job_id for item in queue.drop("b")] == ["b", "b"] and queue.drop("b") == []
    assert len(queue.drop("")) == 2


def test_close_ends_threads_that_wait() -> None:
    queue, results = ReadyQueue(2, 6), []
    waiting = threading.Thread(target=lambda: results.append(queue.take()))
    waiting.start()
    queue.close()
    waiting.join(60)
    assert results == [None]
