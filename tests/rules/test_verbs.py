"""The room's verbs, with the site's own packs: checking needs no worker, evidence and fixes are tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import rules
from core.audits.request import ALL_RULES, AuditRequest, normalize
from core.errors import Misuse, SetupError
from core.nouns.audit_row import AuditRow
from core.settings import Settings
from tests.made_up import made_up_measures
from tests.rules.own_pack import own_pack


class OneSite:
    """What the verbs need of a site; remembers the tasks it was given."""

    def __init__(self, folder: Path, rules_dir: Path | None = None) -> None:
        self.settings = Settings(data_dir=folder, rules_dir=rules_dir)
        self.tasks: list[tuple[Any, ...]] = []

    def run(self, *task: Any) -> Any:
        self.tasks.append(task)
        return {"data": b"new", "size_wh": (1, 1), "notes": ("Done.",), "after": []}


def row(**changes: Any) -> AuditRow:
    measures = made_up_measures(width=1800, **changes).to_dict()
    outcomes = {"amazon": "pass", "ours": "fail"}
    return AuditRow(1, "shop/1.jpg", picture_id="a" * 64, measures=measures, verdicts=outcomes)


def test_own_packs_are_offered_like_the_bundled_ones(tmp_path: Path) -> None:
    site = OneSite(tmp_path, own_pack(tmp_path))
    assert list(rules.packs(site)) == ["amazon", "ebay", "google", "zalando", "ours"]
    assert normalize(AuditRequest(rules=ALL_RULES), rules.packs(site)).rules[-1] == "ours"
    assert list(rules.packs(OneSite(tmp_path))) == ["amazon", "ebay", "google", "zalando"]


def test_a_picture_is_checked_without_a_worker(tmp_path: Path) -> None:
    site = OneSite(tmp_path, own_pack(tmp_path))
    verdicts = rules.check_picture(site, row())
    assert list(verdicts) == ["amazon", "ours"] and not site.tasks
    assert [verdict.outcome for verdict in verdicts["ours"]] == ["fail"]
    assert rules.check_picture(site, AuditRow(1, "a.jpg")) == {}, "not measured"
    assert rules.outcomes(site, row().measures, ["ours"]) == {"ours": "fail", "ours.tall": "fail"}


def test_a_broken_pack_is_an_error_of_the_setup_wherever_packs_are_needed(tmp_path: Path) -> None:
    site = OneSite(tmp_path, own_pack(tmp_path, rule={"measure": "hue"}))
    for verb in (rules.packs, lambda site: rules.check_picture(site, row()),
                 lambda site: rules.outcomes(site, row().measures, ["amazon"])):
        with pytest.raises(SetupError, match=r"ours\.json is not valid: rule tall"):
            verb(site)
    missing = OneSite(tmp_path, tmp_path / "none")
    with pytest.raises(SetupError, match="cannot be read") as caught:
        rules.packs(missing)
    assert "MERCHLENS_RULES_DIR" in caught.value.hint


def test_fixes_are_those_of_the_broken_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = OneSite(tmp_path)
    monkeypatch.setattr("core.catalog.pictures.original", lambda folder, picture_id: folder / picture_id)
    fixed = rules.fix_picture(site, row(format="webp", background_rgb=(245.0,) * 3, white_share=0.0), "amazon")
    assert site.tasks[0][0] == "core.rules.tasks:fix_picture"
    assert site.tasks[0][3] == ("amazon", ["whiten", "convert"])
    assert (fixed.data, fixed.notes, fixed.after) == (b"new", ("Done.",), ())
    assert {verdict.rule for verdict in fixed.before if verdict.outcome == "fail"} == {"white_background", "format"}


def test_without_an_honest_fix_nothing_is_done(tmp_path: Path) -> None:
    site = OneSite(tmp_path)
    for pack in ("amazon", "no such pack"):
        with pytest.raises(Misuse, match="No automatic fix"):
            rules.fix_picture(site, row(), pack)
    assert not site.tasks
