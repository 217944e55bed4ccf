"""Answers are remembered with their history and count in every audit; what is fine never comes again."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import alarm, jobs
from core.errors import Misuse, NotFound
from core.nouns.product import Product
from core.settings import Settings
from core.site import Site
from tests.alarm.made_up_audit import audit_of

SHOP = [Product("J1", "Glass jar"), Product("P1", "=Plant pot"), Product("H1", "Hat")]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def test_an_answer_counts_in_later_audits_and_can_be_taken_back(site: Site) -> None:
    job_id = audit_of(site.store, SHOP, pictures_of={2: 1})
    found, = alarm.find(site, job_id).answered("")
    alarm.answer(site, job_id, found.alarm_id, "wrong", author="Ada")
    assert alarm.answer(site, job_id, found.alarm_id, "fine", author="Ben").answer == "fine"
    said = alarm.find(site, job_id)
    assert not said.answered("") and said.answered("fine")[0].alarm_id == found.alarm_id
    assert [(word.author, word.before, word.value) for word in alarm.history(site, job_id, found.alarm_id)] == [
        ("Ben", "wrong", "fine"), ("Ada", "", "wrong")]
    alarm.answer(site, job_id, found.alarm_id, "open")
    assert alarm.find(site, job_id).answered("")


def test_what_is_fine_stays_fine_until_another_product_shows_it(site: Site) -> None:
    job_id = audit_of(site.store, SHOP, pictures_of={2: 1})
    alarm.answer(site, job_id, alarm.find(site, job_id).alarms[0].alarm_id, "fine")
    site.store.forget(job_id)
    with site.store.writing() as connection:
        for table in ("pictures", "results"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - the names stand above
    again = alarm.find(site, audit_of(site.store, [*SHOP, Product("L1", "Lamp")], pictures_of={2: 1, 4: 1}))
    assert again.answered("")[0].products == 2, "a third product is news"


def test_what_does_not_exist_is_told(site: Site) -> None:
    job_id = audit_of(site.store, SHOP, pictures_of={2: 1})
    found, = alarm.find(site, job_id).alarms
    with pytest.raises(Misuse, match="no answer to an alarm"):
        alarm.answer(site, job_id, found.alarm_id, "perhaps")
    with pytest.raises(NotFound, match="no alarm 'f00'"):
        alarm.answer(site, job_id, "f00", "fine")
    with pytest.raises(NotFound):
        alarm.find(site, "0" * 16)


def test_the_table_is_safe_and_the_rest_of_an_audit_is_looked_at(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = audit_of(site.store, SHOP, pictures_of={2: 1})
    data = io.BytesIO()
    assert alarm.write_table(site, job_id, data) == 1
    row, = csv.DictReader(io.StringIO(data.getvalue().decode("utf-8-sig")))
    assert row["other_title"] == "'=Plant pot" and row["kind"] == "same" and "Glass jar" in row["reason"]
    asked = []
    monkeypatch.setattr("core.analyze.recognize", lambda site, stages, source: asked.append((stages, source)) or "r")
    monkeypatch.setattr("core.similar.start_index", lambda site: "i")
    *first, compared = alarm.look(site, job_id)
    assert first == ["r", "i"] and asked == [(("colors", "tags", "text"), job_id)]
    assert jobs.find(site, compared).kind == "wrong-skus" and jobs.find(site, compared).source == job_id
