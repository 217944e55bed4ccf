"""A host that delivers nothing is asked ever more rarely and given up; one answer makes it well again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import FetchFailed
from core.jobs import hosts as module
from core.jobs.hosts import ABSENT_PATIENCE, IN_A_ROW, LONGEST_CLOSED, PROBE_SECONDS, Hosts
from tests.jobs.audits_at_work import QUICK

BUSY = FetchFailed("nowhere is slow.")
ABSENT = FetchFailed("No server answers at nowhere.", "Check its port.", no_server=True)
POLICY = replace(QUICK, host_patience=60.0, first_wait=1.0, longest_wait=8.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_every_tenth_failure_asks_for_a_longer_pause(clock: list[float]) -> None:
    hosts = Hosts(POLICY)
    pauses = [hosts.note_failure("shop", BUSY) for _ in range(5 * IN_A_ROW)]
    assert [pause for pause in pauses if pause] == [2.0, 4.0, 8.0, 8.0, 8.0]
    assert pauses[:IN_A_ROW - 1] == [0.0] * (IN_A_ROW - 1)


def test_a_host_is_given_up_after_failures_and_time_and_probed_once_a_minute(clock: list[float]) -> None:
    hosts = Hosts(POLICY)
    for _ in range(IN_A_ROW):
        hosts.note_failure("shop", BUSY)
    assert hosts.refusal("shop") is None, "ten failures in a moment are not enough"
    clock[0] += 600
    assert hosts.refusal("shop") is None, "the first question after that is a probe"
    reason = hosts.refusal("shop")
    assert reason is not None and "shop" in reason.message and "10 minutes" in reason.message and reason.hint
    assert hosts.refusal("other") is None
    clock[0] += PROBE_SECONDS + 1
    assert hosts.refusal("shop") is None and hosts.refusal("shop") is not None


def test_one_answer_makes_a_host_well(clock: list[float]) -> None:
    hosts = Hosts(POLICY)
    for _ in range(IN_A_ROW):
        hosts.note_failure("shop", BUSY)
    clock[0] += 600
    hosts.note_delivery("shop")
    assert hosts.refusal("shop") is None and hosts.note_failure("shop", BUSY) == 0.0


def test_a_host_that_wants_a_long_pause_gets_it_without_another_question(clock: list[float]) -> None:
    hosts = Hosts(POLICY)
    hosts.leave_alone("shop", 1200.0)
    hosts.leave_alone("long", 86_400.0)
    reason = hosts.refusal("shop")
    assert reason is not None and "asked for a pause" in reason.message and "20 min" in reason.hint and reason.final
    assert hosts.refusal("other") is None
    clock[0] += 1201
    assert hosts.refusal("shop") is None and hosts.refusal("long") is not None
    clock[0] += LONGEST_CLOSED
    assert hosts.refusal("long") is None, "an hour is the longest: who knows whether the day was meant"


def test_a_host_that_does_not_exist_is_given_up_soon(clock: list[float]) -> None:
    hosts = Hosts(POLICY)
    for _ in range(IN_A_ROW):
        hosts.note_failure("nowhere", ABSENT)
        hosts.note_failure("shaky", ABSENT)
    hosts.note_failure("shaky", BUSY)
    assert not hosts.is_given_up("nowhere")
    assert max(hosts.note_failure("nowhere", ABSENT) for _ in range(90)) == ABSENT_PATIENCE / 4
    clock[0] += ABSENT_PATIENCE
    assert hosts.is_given_up("nowhere") and not hosts.is_given_up("shaky") and not hosts.is_given_up("other")
    assert hosts.refusal("nowhere") is None, "a probe"
    reason = hosts.refusal("nowhere")
    assert reason is not None and reason.message == "No server answers at nowhere, so this picture was not asked for."
    assert (reason.hint, reason.final) == (ABSENT.hint, True)
    assert hosts.refusal("shaky") is None and hosts.refusal("shaky") is None, "it was found once"
