"""Alarms of an audit from its facts: found once, the surest first, those that agree together very likely."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core import alarm, audits
from core.alarm import evidence
from core.alarm.evidence import Evidence
from core.nouns.product import Product
from core.settings import Settings
from core.similar.index import NO_PAIRS, write_pairs
from core.similar.work import intent_model, vector_name
from core.site import Site
from tests.alarm.made_up_audit import audit_of
from tests.similar.made_up_index import made_up_index

SHOP = [Product("J1", "Glass jar"), Product("P1", "Plant pot, red"), Product("K1", "Kettle", brand="Nordbergen"),
        Product("C1", "Tea cup"), Product("D1", "Dress"), Product("T1", "Travel pillow")]
SAID = {1: [("color", "green", 0.9)], 4: [("text", "NORDBERGEN", 0.9), ("text", "NORDBERGEN smudge", 0.2)],
        5: [("color", "blue", 0.8)]}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def test_all_kinds_are_found_and_two_that_agree_are_very_likely(site: Site) -> None:
    job_id = audit_of(site.store, SHOP, pictures_of={2: 1}, said=SAID)
    alarms = alarm.find(site, job_id).alarms
    assert [(one.kind, one.confidence, one.agrees) for one in alarms] == [
        ("color", "very likely", True), ("same", "very likely", True), ("lettering", "likely", False)]
    word, = alarms[2].words
    assert word.xyxy == (0.1, 0.2, 0.5, 0.3), "as shares of the picture of 800 x 800"
    looked = {part.name: (part.looked_at, part.pictures) for part in alarm.find(site, job_id).parts}
    assert looked == {"same": (5, 5), "near": (0, 5), "color": (2, 5), "lettering": (1, 5), "sku": (0, 5),
                      "type": (0, 5), "gender": (0, 5)}


def test_type_and_gender_are_one_finding_and_agree_with_a_color(site: Site) -> None:
    shop = [Product("S1", "Women's shoes"), Product("S2", "Red shoes"), Product("S3", "Shoes")]
    lamp, men = [("tag", "home", 0.999), ("tag", "lighting", 0.998)], ("gender", "men", 0.999)
    said = {1: [*lamp, men], 2: [*lamp, ("color", "blue", 0.95)], 3: [("tag", "fashion", 0.99), ("tag", "shoes", 0.98)]}
    found = alarm.find(site, audit_of(site.store, shop, said=said))
    assert {(one.kind, one.shown.sku, one.agrees) for one in found.alarms} == {
        ("type", "S1", False), ("gender", "S1", False), ("type", "S2", True), ("color", "S2", True)}
    looked = {part.name: part.looked_at for part in found.parts}
    assert (looked["type"], looked["gender"]) == (3, 3)
    told = found.to_dict()["alarms"]
    assert any(one["tags"] == [{"tag": "home", "score": 0.999}, {"tag": "lighting", "score": 0.998}] for one in told)


def test_nearly_the_same_picture_comes_from_the_index(site: Site) -> None:
    job_id = audit_of(site.store, SHOP)
    made = made_up_index(site.settings.data_dir, np.eye(7, 9) + 0.5, vector_name(intent_model(site.settings)))
    write_pairs(made.folder, np.array([(5, 6, 0.9, 2)], NO_PAIRS.dtype))
    found, = alarm.find(site, job_id).alarms
    assert (found.kind, found.shown.title, found.others[0].title) == ("near", "Dress", "Travel pillow")


def test_what_is_known_is_found_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    job = audits.job(site, audit_of(site.store, SHOP, pictures_of={2: 1}, said=SAID))
    calls, real = [], evidence.read_offers
    monkeypatch.setattr(evidence, "read_offers", lambda *given: calls.append(1) or real(*given))
    first = site.part(Evidence).of(job)
    assert site.part(Evidence).of(job) is first and calls == [1]


def test_more_alarms_than_are_kept_are_counted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST", 2)
    shop = [Product(f"S{number}", f"Thing{number}") for number in range(1, 9)]
    found = alarm.find(site, audit_of(site.store, shop, pictures_of={2: 1, 4: 3, 6: 5, 8: 7}))
    assert len(found.alarms) == 2 and found.left_out == {"same": 2}
