"""Audits list, read, judge and count; retries, pauses, cancels; one bad picture, host or disk never ends the rest."""

from tests.jobs.audits_at_work import at_work


def test_every_picture_of_a_source_gets_a_row(database_url):
    with at_work(database_url) as (store, audits):
        job = audits.wait(audits.start("shelf 120", "list", {"rules": ["amazon"]}), 30)
        assert (job.state, job.listed, job.total, job.done, job.failed) == ("done", 120, 120, 120, 0)
        rows = list(store.rows(job.job_id))
        assert [row.number for row in rows] == list(range(1, 121))
        assert rows[4].uri == "picture 5" and rows[4].kind == "product_only" and rows[4].product.sku == "sku-5"
        assert rows[4].scores[1] == 0.85 and rows[4].measures == {"fill": 0.5}
        assert rows[3].verdicts == {"amazon": "fail"}
        assert job.rate > 0 and job.seconds_left is None and job.ended >= job.started >= job.created
