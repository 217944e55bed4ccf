"""The living keep their leases, the dead lose them; who dies of the same item again and again leaves it out."""

from __future__ import annotations

from core.catalog.store import Store
from core.jobs import holders, leases
from core.nouns.product import Candidate
from tests.jobs.audits_at_work import shelf
from tests.jobs.test_leases import filled, store

__all__ = ["store"]


def test_the_living_keep_their_leases_and_the_dead_lose_them(store: Store) -> None:
    job_id = filled(store, list(shelf(6)))
    with store.writing() as connection:
        holders.heartbeat(connection, "alive", 60)
        holders.heartbeat(connection, "silent", -1)
        holders.heartbeat(connection, "killed", 60)
        for holder in ("alive", "silent", "killed"):
            assert len(leases.claim(connection, job_id, holder, quotas={}, place="", most=2)) == 2
        living = holders.expire(connection, ["killed"])
        assert living == {"alive"} and holders.reclaim(connection, job_id, living, 0.0) == 4
        assert holders.reclaim(connection, job_id, living, 0.0) == 0, "once"
        assert len(leases.claim(connection, job_id, "new", quotas={}, place="", most=9)) == 4


def test_a_study_whose_processes_die_again_and_again_has_failed(store: Store) -> None:
    """Not "done": there is no report to read."""
    job_id = filled(store, [Candidate("sales.csv", path="/sales.csv")], "study")
    with store.writing() as connection:
        for death in range(holders.LOSSES):
            assert len(leases.claim(connection, job_id, f"holder {death}", quotas={}, place="", most=1)) == 1
            holders.reclaim(connection, job_id, set(), 0.0)
    job = store.job(job_id)
    assert job.state == "failed" and f"{holders.LOSSES} times" in job.message and job.hint
