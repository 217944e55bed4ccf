"""Real processes, really killed: nothing is lost, little is done twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.catalog.store import Store
from core.settings import ROOT

COUNT = 1500


def begin(url: str, work_log: Path, seconds_each: float = 0.004) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen([sys.executable, "-m", "tests.jobs.audits_at_work", url, str(work_log), str(seconds_each)],
                            cwd=ROOT, env=environment)


def wait_until(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def settled(store: Store, job_id: str) -> int:
    job = store.job(job_id)
    return job.done + job.failed


def kill(process: subprocess.Popen) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)


def check_all_is_there(store: Store, job_id: str, work_log: Path) -> None:
    job = store.job(job_id)
    assert (job.state, job.listed, job.done, job.failed) == ("done", COUNT, COUNT, 0)
    rows = list(store.rows(job_id))
    assert [row.number for row in rows] == list(range(1, COUNT + 1)), "a row for each, each once, in order"
    assert len({row.uri for row in rows}) == COUNT and all(row.kind for row in rows)
    assert sum(store.counts(job_id)["kind"].values()) == COUNT == store.count(job_id)
    work = len(work_log.read_text("utf-8").splitlines())
    assert COUNT <= work <= 1.2 * COUNT, f"{work} judgments for {COUNT} pictures"


@pytest.mark.slow
def test_killed_five_times_nothing_is_lost(database_url, tmp_path):
    url, work_log = database_url, tmp_path / "work.log"
    store = Store(url)
    job_id = store.create_job(f"shelf {COUNT}", "list", {})
    for part in (0.02, 0.2, 0.4, 0.6, 0.8):
        process = begin(url, work_log)
        wait_until(lambda part=part: settled(store, job_id) >= part * COUNT)
        kill(process)
        assert store.job(job_id).state in ("listing", "running")
    assert begin(url, work_log).wait(60) == 0
    check_all_is_there(store, job_id, work_log)
    store.close()


@pytest.mark.slow
def test_a_killed_process_leaves_its_work_to_another_that_runs(database_url, tmp_path):
    url, work_log = database_url, tmp_path / "work.log"
    store = Store(url)
    job_id = store.create_job(f"shelf {COUNT}", "list", {})
    first, second = begin(url, work_log), begin(url, work_log)
    wait_until(lambda: settled(store, job_id) >= 0.3 * COUNT)
    kill(first)
    assert second.wait(60) == 0
    check_all_is_there(store, job_id, work_log)
    store.close()
