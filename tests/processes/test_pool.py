"""One task in flight for each process: a crash, a time-out or too much memory costs one picture."""

import os
import signal
import threading
import time

import cv2
import numpy as np
import pytest
from PIL import Image

from core.errors import InputError, SetupError, WorkFailed, WrongContract
from core.nouns.analysis import AnalysisOptions
from core.processes.pool import BULK, INTERACTIVE, Pool
from core.settings import read_settings


@pytest.fixture
def pool(tmp_path):
    pools = []

    def make(**changes) -> Pool:
        settings = read_settings(data_dir=tmp_path, workers=1).model_copy(update={"max_bytes": 10**8, **changes})
        pools.append(Pool(settings, warm_up="core.analyze.tasks:open_models"))
        assert pools[-1].wait_until_warm()
        return pools[-1]

    yield make
    for workers in pools:
        workers.close()


@pytest.fixture
def large(tmp_path):
    """A picture that takes a worker long enough to be caught at it."""
    path = tmp_path / "large.png"
    noise = np.random.default_rng(0).integers(0, 256, (2600, 3900, 3), np.uint8)
    Image.fromarray(noise).save(path, compress_level=1)
    return path


def test_a_killed_process_costs_one_picture(pool, large, photos):
    workers = pool()
    doomed = workers.submit("core.analyze.tasks:analyze", str(large), "large")
    following = workers.submit("core.analyze.tasks:analyze", str(photos["bus"]), "bus")
    while not doomed.running():
        time.sleep(0.005)
    time.sleep(0.05)
    os.kill(workers.pids[0], signal.SIGKILL)
    with pytest.raises(WorkFailed, match="crashed"):
        doomed.result(200)
    assert following.result(200).uri == "bus"


def test_a_time_out_costs_one_picture(pool, large):
    workers = pool(picture_seconds=0.05)
    before = workers.pids
    with pytest.raises(WorkFailed, match="longer than 0.05 seconds"):
        workers.submit("core.analyze.tasks:analyze", str(large), "large").result(200)
    workers.submit("core.analyze.tasks:analyze", str(large), "large").exception(200)
    assert workers.pids != before
    done = workers.submit("core.analyze.tasks:analyze", str(large), "large", times=2000).result(200)
    assert done.uri == "large", "a task that was given more time has it"


def test_too_much_memory_costs_one_picture(pool, large, photos):
    workers = pool(picture_memory_mb=40)
    with pytest.raises(WorkFailed):
        workers.submit("core.analyze.tasks:analyze", str(large), "large").result(200)
    with pytest.raises(InputError):
        workers.submit("core.analyze.tasks:analyze", "no such file", "gone").result(200)


def test_a_bad_picture_is_the_workers_own_word(pool, tmp_path):
    path = tmp_path / "shoe.jpg"
    path.write_bytes(b"<html><body>Not found</body></html>")
    with pytest.raises(InputError, match="HTML"):
        pool().submit("core.analyze.tasks:analyze", str(path), "shoe.jpg").result(200)


def test_the_page_goes_before_the_batch(pool, photos):
    workers, finished = pool(), []
    gate = workers.submit("core.analyze.tasks:analyze", str(photos["bus"]), "first")
    for number in range(4):
        task = workers.submit("core.analyze.tasks:analyze", str(photos["zidane"]), f"bulk {number}",
                              priority=BULK)
        task.add_done_callback(lambda done: finished.append(done.result().uri))
    urgent = workers.submit("core.analyze.tasks:analyze", str(photos["zidane"]), "urgent", priority=INTERACTIVE)
    urgent.add_done_callback(lambda done: finished.append(done.result().uri))
    gate.result(200)
    urgent.result(200)
    workers.close()
    assert finished.index("urgent") <= 1


def test_a_warm_up_that_fails_is_remembered_and_starts_no_process_again(tmp_path):
    workers = Pool(read_settings(data_dir=tmp_path, workers=1), warm_up="tests.processes.warm_ups:refuse")
    for _ in range(5):
        with pytest.raises(WrongContract, match="wrong shape"):
            workers.submit("tests.processes.warm_ups:echo", "word").result(60)
    assert (tmp_path / "starts").read_text() == "start\n" and workers.pids == []
    workers.close()


def test_a_warm_up_that_crashes_is_tried_again(tmp_path):
    workers = Pool(read_settings(data_dir=tmp_path, workers=1), warm_up="tests.processes.warm_ups:crash_once")
    with pytest.raises(SetupError, match="could not start"):
        workers.submit("tests.processes.warm_ups:echo", "word").result(60)
    assert workers.submit("tests.processes.warm_ups:echo", "word").result(60) == "word"
    workers.close()


def test_closing_ends_the_processes(pool):
    workers = pool()
    pids = workers.pids
    workers.close()
    assert pids and not any(os.path.exists(f"/proc/{pid}/exe") for pid in pids)
    assert not any(thread.is_alive() for thread in threading.enumerate() if thread.name == "worker")


@pytest.mark.slow
def test_a_worker_reads_what_advertises_and_keeps_to_its_memory(pool, photos, tmp_path):
    image = np.array(Image.open(photos["coffee"]).convert("RGB"))
    cv2.putText(image, "FREE SHIPPING", (60, 80), (255, 255, 255), cv2.FontFace("sans"), 36, 700)
    path = tmp_path / "shop.png"
    Image.fromarray(image).save(path)
    request = (["amazon"], AnalysisOptions())
    _, measures, outcomes = pool().submit("core.audits.tasks:audit", str(path), "shop.png", request).result(200)
    assert measures["text"] == "found" and "SHIPPING" in measures["text_read"][0]
    assert outcomes["amazon.no_text"] == "fail"
