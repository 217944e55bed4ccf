"""The store says what was written, filtered, counted and compared the same way on both databases."""

import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from core.catalog import database
from core.catalog import query as rows_
from core.catalog import results as kept_results
from core.catalog.job_rows import advance, lock_job
from core.catalog.store import RowFilter, Store
from core.catalog.tables import HEAD, items, metadata, results
from core.errors import Misuse, NotFound, SetupError
from core.jobs import holders, leases
from core.nouns.failure import Failure
from core.nouns.job import ItemResult, PictureResult
from core.nouns.product import Candidate, Product
from core.settings import read_settings
from tests.made_up import made_up_analysis

KINDS = ("model_face", "worn_no_face", "product_only")


def candidate(number: int, category: str = "shoes", uri: str = "") -> Candidate:
    return Candidate(uri or f"https://shop.example/{number}.jpg", url=f"https://shop.example/{number}.jpg",
                     product=Product(sku=f"SKU-{number}", title=f"Läufer {number}", category=category, price=9.5))


def judged(number: int, picture: str = "") -> PictureResult:
    analysis = replace(made_up_analysis(f"{number}", KINDS[number % 3], "apparel" if number % 2 else "negative"),
                       picture_id=(picture or f"{number:x}").rjust(64, "0"))
    score = number / 1000
    intent = replace(analysis.intent, shoppable_score=score, shoppable=number % 2 == 1)
    return PictureResult(replace(analysis, intent=intent), {"fill": number}, {"amazon": "pass"})


def audit(store: Store, source: str, outcomes: dict[Candidate, PictureResult | Failure],
          version: str = "v") -> str:
    """A finished audit with these outcomes; `version` of its measures."""
    job_id = store.create_job(source, "list", {})
    with store.writing() as connection:
        holders.heartbeat(connection, "me", 60)
        connection.execute(text("UPDATE jobs SET lister = 'me' WHERE job_id = :job"), {"job": job_id})
        assert leases.add_items(connection, job_id, "me", outcomes)
    with store.writing() as connection:
        works = leases.claim(connection, job_id, "me", quotas={}, place="", most=10 * len(outcomes))
        while more := leases.claim(connection, job_id, "me", quotas={}, place="", most=10 * len(outcomes)):
            works += more
        pairs = [(work, outcomes[work.candidate]) for work in works]
        made = [ItemResult(work, result if isinstance(result, PictureResult) else None, "m", version, etag="tag-1",
                        failure=result if isinstance(result, Failure) else None) for work, result in pairs]
        job = lock_job(connection, job_id)
        leases.complete(connection, job, "me", kept_results.keep(connection, made))
        advance(connection, lock_job(connection, job_id), {}, listing_over=True)
    return job_id


def hundred(store: Store) -> str:
    wrong = Failure("x", "NotFound", "Nothing there.", "Check the address.")
    return audit(store, "hundred", {candidate(n, "bags" if n % 4 == 0 else "shoes"): wrong if n % 10 == 0 else judged(n)
                                    for n in range(1, 101)})


FILTERS = {
    "all": (RowFilter(), lambda n: True),
    "kind": (RowFilter(kind="worn_no_face"), lambda n: n % 10 and n % 3 == 1),
    "label": (RowFilter(top_label="apparel"), lambda n: n % 10 and n % 2),
    "category": (RowFilter(category="bags"), lambda n: n % 4 == 0),
    "failures": (RowFilter(error="any"), lambda n: n % 10 == 0),
    "one failure": (RowFilter(error="NotFound"), lambda n: n % 10 == 0),
    "verdicts": (RowFilter(error="none"), lambda n: n % 10),
    "not shoppable": (RowFilter(shoppable=False), lambda n: n % 10 and n % 2 == 0),
    "text": (RowFilter(text="LÄUFER 5"), lambda n: n == 5 or 50 <= n < 60),
    "text and kind": (RowFilter(text="sku-5", kind="worn_no_face"),
                      lambda n: n % 10 and n % 3 == 1 and str(n)[0] == "5"),
    "text of failures": (RowFilter(text="sku-5", error="any"), lambda n: n == 50),
    "text of verdicts": (RowFilter(text="sku-5", error="none"), lambda n: n == 5 or 50 < n < 60),
    "wild cards": (RowFilter(text="%"), lambda n: False),
    "several": (RowFilter(kind="model_face", category="bags", shoppable=False),
                lambda n: n % 10 and n % 3 == 0 and n % 4 == 0),
}


def test_rows_and_counts_under_every_filter(store):
    job_id = hundred(store)
    for name, (where, expected) in FILTERS.items():
        numbers = [n for n in range(1, 101) if expected(n)]
        assert [row.number for row in store.rows(job_id, where=where)] == numbers, name
        assert store.count(job_id, where) == len(numbers), name
        assert [row.number for row in store.rows(job_id, where=where, offset=2, limit=3)] == numbers[2:5], name
    judged_ones = [n for n in range(1, 101) if n % 10]
    assert store.counts(job_id) == {
        "kind": {"model_face": 30, "product_only": 30, "worn_no_face": 30}, "error": {"NotFound": 10},
        "top_label": {"apparel": 50, "negative": 40}, "category": {"shoes": 75, "bags": 25},
        "kind_label": Counter(f"{KINDS[n % 3]}.{'apparel' if n % 2 else 'negative'}" for n in judged_ones),
        "shoppable": {"true": 50, "false": 40}, "broken": {}}


def test_a_row_has_all_that_reports_need(store):
    rows = list(store.rows(hundred(store), limit=10))
    row, failed = rows[6], rows[9]
    assert (row.uri, row.product.title, row.product.price) == ("https://shop.example/7.jpg", "Läufer 7", 9.5)
    assert (row.kind, row.top_label, row.shoppable, row.shoppable_score) == ("worn_no_face", "apparel", True, 0.007)
    assert (row.scores[1], row.sensitive_score, row.width, row.height) == (0.85, 0.02, 200, 300)
    assert (row.measures, row.verdicts, row.error) == ({"fill": 7}, {"amazon": "pass"}, "")
    assert (failed.error, failed.message, failed.hint, failed.kind) == ("NotFound", "Nothing there.",
                                                                       "Check the address.", "")
    analysis = store.analysis(row.picture_id)
    assert analysis.kind == "worn_no_face" and len(analysis.persons) == 1 and store.analysis("f" * 64) is None


def test_rows_stream_in_every_order(store, monkeypatch):
    monkeypatch.setattr("core.catalog.store.PAGE", 7)
    job_id = hundred(store)
    numbers = list(range(1, 101))
    assert [row.number for row in store.rows(job_id)] == numbers
    assert [row.number for row in store.rows(job_id, order="-number", offset=3)] == numbers[::-1][3:]
    scores = [(row.shoppable_score, row.number) for row in store.rows(job_id, order="score")]
    assert scores == sorted(scores) and len(scores) == 100
    assert [(row.shoppable_score, row.number) for row in store.rows(job_id, order="-score")] == scores[::-1]
    with pytest.raises(Misuse, match="ordered by"):
        list(store.rows(job_id, order="color"))


@pytest.mark.parametrize("order", ["number", "-number", "score", "-score"])
def test_a_page_is_the_same_wherever_the_walk_begins(store, order):
    job_id = hundred(store)
    for where in (RowFilter(), RowFilter(kind="worn_no_face"), RowFilter(error="any"), RowFilter(category="bags")):
        everything = [row.number for row in store.rows(job_id, where=where, order=order)]
        pages = [[row.number for row in store.rows(job_id, where=where, order=order, offset=offset, limit=7)]
                 for offset in range(len(everything) + 2)]
        assert pages == [everything[offset:offset + 7] for offset in range(len(everything) + 2)]


def test_a_late_page_walks_what_lies_behind_it_only(tmp_path, monkeypatch):
    store = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    job_id, offsets = hundred(store), []
    page = rows_.page
    monkeypatch.setattr(rows_, "page", lambda *all, **wishes: offsets.append(wishes["offset"]) or page(*all, **wishes))
    for offset in (10, 90, 98):
        numbers = [row.number for row in store.rows(job_id, offset=offset, limit=4)]
        assert numbers == list(range(1, 101))[offset:offset + 4]
    assert offsets == [10, 6, 0]
    store.close()


def test_two_crawls_compared(store, monkeypatch):
    monkeypatch.setattr("core.catalog.compare.PAGE", 3)
    wrong = Failure("x", "NotFound", "Nothing there.", "")
    before = audit(store, "shop", {candidate(n): judged(n) for n in range(1, 31)})
    later = {candidate(n): judged(n) for n in range(3, 34)}
    later[candidate(4)], later[candidate(5)] = judged(4, picture="abc"), wrong
    later[candidate(6)] = replace(judged(6), verdicts={"amazon": "fail"})
    after = audit(store, "shop", later)
    changes = {(change.what, int(change.uri.split("/")[-1][:-4])): change for change in store.compare(after, before)}
    assert sorted(changes) == [("changed picture", 4), ("changed verdict", 5), ("changed verdict", 6), ("gone", 1),
                             ("gone", 2), ("new", 31), ("new", 32), ("new", 33)]
    assert changes["gone", 1].after is None and changes["gone", 1].before.product.sku == "SKU-1"
    assert changes["changed verdict", 6].before.verdicts == {"amazon": "pass"}
    assert changes["changed verdict", 6].after.verdicts == {"amazon": "fail"}
    assert store.latest_job("shop").job_id == after and store.latest_job("shop", before=after).job_id == before
    assert store.latest_job("shop", before=before) is None and store.latest_job("elsewhere") is None


def test_a_result_is_kept_once_for_picture_models_and_measures(store):
    audit(store, "one", {candidate(1): judged(1)})
    audit(store, "two", {candidate(1): judged(1), candidate(2): judged(2)})
    with store.reading() as connection:
        assert len(connection.execute(results.select()).all()) == 2
    assert store.last_answer("https://shop.example/2.jpg") == ("2".rjust(64, "0"), "tag-1")
    assert store.last_answer("https://shop.example/3.jpg") is None


def test_an_outcome_counts_only_while_its_lease_is_held(store):
    job_id = store.create_job("s", "list", {})
    with store.writing() as connection:
        holders.heartbeat(connection, "slow", -1)
        connection.execute(text("UPDATE jobs SET lister = 'slow'"))
        leases.add_items(connection, job_id, "slow", [candidate(1), candidate(2)])
        works = leases.claim(connection, job_id, "slow", quotas={}, place="", most=9)
        assert leases.claim(connection, job_id, "quick", quotas={}, place="", most=9) == []
    with store.writing() as connection:
        holders.heartbeat(connection, "quick", 60)
        living = holders.expire(connection, [])
        assert living == {"quick"} and holders.reclaim(connection, job_id, living, 0.0) == len(works) > 0
        again = leases.claim(connection, job_id, "quick", quotas={}, place="", most=9)
    for holder, claims in (("quick", again), ("slow", works)):
        with store.writing() as connection:
            made = [ItemResult(work, judged(work.number), "m", "v") for work in claims]
            leases.complete(connection, lock_job(connection, job_id), holder, kept_results.keep(connection, made))
    assert store.job(job_id).done == len(again) == store.count(job_id)


def test_outcomes_written_together_are_each_their_own(store):
    job_id = store.create_job("s", "list", {})
    with store.writing() as connection:
        connection.execute(text("UPDATE jobs SET lister = 'me'"))
        leases.add_items(connection, job_id, "me", [Candidate(f"{n}.jpg", path=f"{n}.jpg") for n in range(5)])
        works = leases.claim(connection, job_id, "me", quotas={}, place="", most=9)
        connection.execute(text("UPDATE items SET holder = 'other' WHERE number = 5"))
    gone = Failure("x", "NotFound", "Nothing there.", "Check.")
    made = [ItemResult(work, judged(work.number, "same" if work.number < 3 else ""), "m", "v") for work in works]
    made[2] = ItemResult(works[2], failure=gone, attempts=3)
    with store.writing() as connection:
        leases.complete(connection, lock_job(connection, job_id), "me", kept_results.keep(connection, [*made, made[0]]))
        rows = connection.execute(items.select().order_by(items.c.number)).all()
        pictures = {row.result_id: row.picture_id for row in connection.execute(results.select())}
    assert [row.state for row in rows] == ["done", "done", "failed", "done", "leased"]
    assert [pictures.get(row.result_id) for row in rows] == ["same".rjust(64, "0")] * 2 + [None, "4".rjust(64, "0"),
                                                                                            None]
    assert [row.error for row in rows] == ["", "", "NotFound", "", ""] and rows[2].attempts == 3
    assert (store.job(job_id).done, store.job(job_id).failed, store.count(job_id)) == (3, 1, 4)


def test_a_picture_whose_owners_die_again_and_again_is_left_out(store):
    job_id = store.create_job("s", "list", {})
    with store.writing() as connection:
        connection.execute(text("UPDATE jobs SET lister = 'me'"))
        leases.add_items(connection, job_id, "me", [Candidate("poison.jpg", path="poison.jpg")])
        for death in range(holders.LOSSES):
            assert len(leases.claim(connection, job_id, f"holder {death}", quotas={}, place="", most=1)) == 1
            holders.reclaim(connection, job_id, set(), 0.0)
    row = next(store.rows(job_id))
    assert row.error == "WorkFailed" and "left out" in row.message and store.job(job_id).failed == 1


def test_names_that_no_database_takes_come_back_whole(store):
    strange = Candidate("caf\udce9\0.jpg", path="/folder/caf\udce9.jpg", product=Product(title="a\0b"))
    job_id = store.create_job("s", "folder", {})
    with store.writing() as connection:
        connection.execute(text("UPDATE jobs SET lister = 'me'"))
        leases.add_items(connection, job_id, "me", [strange])
        work = leases.claim(connection, job_id, "me", quotas={}, place="", most=1)[0]
    assert work.candidate == strange, "a worker gets the path as it is on the disk"


def test_unknown_jobs_and_options_that_are_no_values(store):
    for ask in (store.job, store.pause, store.resume, store.cancel):
        with pytest.raises(NotFound):
            ask("0123456789abcdef")
    with pytest.raises(Misuse):
        store.create_job("s", "list", {"a": object()})
    assert store.jobs() == [] and list(store.rows("0123456789abcdef")) == []


def test_only_one_of_many_starts_of_a_source_wins(store):
    def start(_):
        try:
            return store.create_job("same", "list", {})
        except Misuse as error:
            return error

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(start, range(8)))
    won = [item for item in answers if isinstance(item, str)]
    assert len(won) == 1 and all(won[0] in str(item) for item in answers if not isinstance(item, str))


def test_migrations_make_the_tables_and_are_taken_once(database_url):
    with ThreadPoolExecutor(4) as pool:  # as when a server and a command start at once
        stores = list(pool.map(lambda _: Store(database_url), range(4)))
    engine = stores[0]._engine
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [(HEAD,)]
        context = MigrationContext.configure(connection, opts={
            "compare_type": True,  # without the index of full text, which each database has of its own kind
            "include_object": lambda thing, name, *rest: not str(name).startswith((
                "picture_search", "picture_texts_search", "item_search", "item_texts_search"))})
        assert compare_metadata(context, metadata) == []
    assert ScriptDirectory(str(database._MIGRATIONS)).get_heads() == [HEAD]
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SetupError, match="newer Merchlens"):
        Store(database_url)
    for store in stores:
        store.close()


def test_what_cannot_be_opened_says_why(tmp_path):
    (tmp_path / "text.db").write_text("no database at all, but a text of some length " * 20)
    with pytest.raises(SetupError, match="is damaged"):
        Store(f"sqlite:///{tmp_path / 'text.db'}")
    for url in ("nonsense", "mysql://somewhere/x", "sqlite://"):
        with pytest.raises(SetupError):
            Store(url)
    with pytest.raises(SetupError) as caught:
        Store("postgresql://somebody:secret@127.0.0.1:9/x")
    assert "secret" not in str(caught.value)
    assert read_settings(data_dir=tmp_path).database == f"sqlite:///{tmp_path / 'catalogue.db'}"


def test_a_held_and_a_full_database_are_said_in_words_and_lose_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    store = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    with sqlite3.connect(tmp_path / "catalogue.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SetupError, match="held by another"):
            store.create_job("s", "list", {})
        other.execute("ROLLBACK")
    job_id = store.create_job("s", "list", {})
    with store.writing() as connection:
        connection.execute(text("UPDATE jobs SET lister = 'me'"))
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    many = [candidate(number) for number in range(5000)]
    with pytest.raises(SetupError, match="disk of the database is full"), store.writing() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {pages + 5}"))
        leases.add_items(connection, job_id, "me", many)
    assert store.job(job_id).listed == 0, "all of a transaction or nothing"
    with store.writing() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
        leases.add_items(connection, job_id, "me", many)
    assert store.job(job_id).listed == 5000
    store.close()


def test_writers_do_not_lock_each_other_out(tmp_path):
    """Read first, then write, from many threads: the case that fails half-way with deferred transactions."""
    store = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    job_id, faults = store.create_job("s", "list", {}), []

    def count_up():
        try:
            for _ in range(25):
                with store.writing() as connection:
                    advance(connection, lock_job(connection, job_id), {"listed": 1})
        except Exception as error:  # noqa: BLE001 - shown below
            faults.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and store.job(job_id).listed == 200
    store.close()


def test_state_of_jobs_is_synced_to_the_disk(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    with store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2, "FULL"
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {_claim_sql()}")).all()
    assert "items_to_do" in str(plan) and "SCAN items" not in str(plan), "claiming never walks all items"
    store.close()


def _claim_sql() -> str:
    query = items.select().where(items.c.job_id == "a", items.c.state == "waiting", items.c.host == "h",
                                  items.c.due <= 1).order_by(items.c.due, items.c.number).limit(5)
    return str(query.compile(create_engine("sqlite://"), compile_kwargs={"literal_binds": True}))
