"""The coverage of the label sets of the model that judged a picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core import cards
from core.cards.measures import read_rows
from core.errors import SetupError
from core.models.manifest import Manifest
from core.nouns.label_set import SensitiveCoverage, SetCoverage
from core.settings import Settings
from core.site import Site
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_row


def test_it_is_that_of_the_models_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        row = made_row(1, label_set=("apparel", "other"))
        finished_audit(site.store, [row])
        card = cards.model_card(site.settings, "shopping_intent_1")
        found = cards.set_coverage(site, row.picture_id)
        assert found == SetCoverage(card.label_sets.coverage, card.measures.coverage[0].share)
        assert found.measured.count > 1000
        analysis = site.store.analysis(row.picture_id)

        def damaged(path: Path) -> None:
            raise SetupError("damaged", "")

        with monkeypatch.context() as patch:
            patch.setattr("core.cards.coverage.read_rows", damaged)
            assert cards.set_coverage(site, row.picture_id) == SetCoverage(0.9), "promised, not measured"
        monkeypatch.setattr(site.store, "analysis", lambda picture_id: replace(analysis, models={"intent": "gone"}))
        assert cards.set_coverage(site, row.picture_id) == SetCoverage()


def test_sets_for_sensitive_are_measured_on_left_out_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        row = made_row(1, label_set=("apparel", "other"))
        finished_audit(site.store, [row])
        analysis = site.store.analysis(row.picture_id)
        current = Manifest.read(site.settings.models_dir).current["intent"]
        monkeypatch.setattr(site.store, "analysis", lambda picture_id: replace(analysis, models={"intent": current}))
        sets, coverage = cards.sensitive_sets(site, row.picture_id)
        rows = [each for each in read_rows(site.settings.models_dir / f"{current}.scores.csv") if each.sensitive]
        assert coverage.promised == 0.9 and 0.8 < coverage.restricted.share < 1 and 0.8 < coverage.others.share < 1
        assert coverage.restricted.count == sum(each.sensitive == "1" for each in rows)
        assert sets.yes.count == coverage.restricted.count and sets.no.count == coverage.others.count
        monkeypatch.setattr(site.store, "analysis", lambda picture_id: replace(analysis, models={"intent": "gone"}))
        assert cards.sensitive_sets(site, row.picture_id) == (None, SensitiveCoverage())
