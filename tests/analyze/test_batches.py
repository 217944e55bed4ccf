"""A batch keeps order, survives bad sources, can be cancelled, and is found again on disk."""

import threading
import time

import pytest

from core.analyze.batches import Batch, Source, read_batch
from core.errors import NotAPicture, NotFound
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from tests.made_up import made_up_analysis


def judge(source: Source) -> Analysis:
    if "broken" in source.uri:
        raise NotAPicture("This is no picture.", "Choose another.")
    time.sleep(0.02 if source.uri.endswith("0") else 0.001)
    return made_up_analysis(uri=source.uri)


def batch_of(names: list[str], tmp_path, judge=judge, threads: int = 4) -> Batch:
    return Batch([Source(name) for name in names], judge, folder=tmp_path, threads=threads)


def test_results_come_in_the_order_of_the_sources(tmp_path):
    names = [f"picture {number}" for number in range(30)]
    assert [result.uri for result in batch_of(names, tmp_path).in_order()] == names


def test_a_broken_source_is_a_value_among_good_ones(tmp_path):
    results = list(batch_of(["a", "broken", "c"], tmp_path).in_order())
    assert [type(result) for result in results] == [Analysis, Failure, Analysis]
    assert results[1].error == "NotAPicture" and results[1].hint == "Choose another."


def test_a_fault_in_judging_costs_one_source(tmp_path):
    def faulty(source):
        return 1 / 0 if source.uri == "b" else judge(source)

    results = list(batch_of(["a", "b", "c"], tmp_path, judge=faulty).in_order())
    assert [isinstance(result, Failure) for result in results] == [False, True, False]


def test_progress_counts_and_estimates(tmp_path):
    gate = threading.Event()

    def gated(source):
        if source.uri == "second":
            gate.wait(5)
        return made_up_analysis(uri=source.uri)

    batch = batch_of(["first", "second"], tmp_path, judge=gated)
    assert batch.wait(done=1, timeout=5)
    assert batch.running and batch.done == 1 and batch.seconds_left > 0
    gate.set()
    assert batch.wait(timeout=5)
    assert not batch.running and batch.seconds_left == 0 and batch.rate > 0


def test_cancel_stops_at_once_and_keeps_what_is_done(tmp_path):
    gate = threading.Event()

    def gated(source):
        if source.uri != "first":
            gate.wait(5)
        return made_up_analysis(uri=source.uri)

    batch = batch_of(["first", "second", "third"], tmp_path, judge=gated)
    batch.wait(done=1, timeout=5)
    started = time.monotonic()
    batch.cancel()
    assert batch.wait(timeout=1) and time.monotonic() - started < 0.5
    gate.set()
    time.sleep(0.05)
    assert not batch.running and [result.uri for result in batch.results] == ["first"]


def test_a_batch_is_read_back_from_disk(tmp_path):
    batch = batch_of(["a", "broken", "c"], tmp_path)
    batch.wait(timeout=5)
    kept = read_batch(tmp_path, batch.batch_id)
    assert kept.total == kept.done == 3
    assert [result.to_dict() for result in kept.results] == [result.to_dict() for result in batch.results]


def test_a_half_written_line_does_not_spoil_the_rest(tmp_path):
    batch = batch_of(["a", "b"], tmp_path)
    batch.wait(timeout=5)
    path = tmp_path / f"{batch.batch_id}.jsonl"
    path.write_text(path.read_text()[:-20])
    assert read_batch(tmp_path, batch.batch_id).done == 1


@pytest.mark.parametrize("name", ["0123456789abcdef", "../secret", "", "0123456789ABCDEF"])
def test_an_unknown_or_hostile_name_is_not_found(tmp_path, name):
    with pytest.raises(NotFound):
        read_batch(tmp_path / "batches", name)
