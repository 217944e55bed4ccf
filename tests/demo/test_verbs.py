"""The verbs of the demo: one run at a time, reuse of a finished one, and the real thing with the real models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import audits, demo, rules
from core.demo import run, shop, verbs
from core.demo.run import NOTE
from core.doors.opening import open_site
from core.errors import NotFound, SetupError
from core.nouns.audit_row import AuditRow
from core.settings import Settings, read_settings
from core.site import Site
from tests.demo.conftest import Rooms

EMPTY = demo.Highlights(0, 0, 0, {}, (), 0, (), None, None)


@pytest.fixture
def made_up(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> Rooms:
    """Rooms whose demo has no pictures."""
    def chosen(site: Any, folder: Path, results: Any, **ids: str) -> demo.Highlights:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "highlights.json").write_text(json.dumps(EMPTY.to_dict()), "utf-8")
        return EMPTY

    monkeypatch.setattr(run, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(run, "choose_highlights", chosen)
    return rooms


def test_a_finished_demo_is_opened_again_without_work(made_up: Rooms) -> None:
    assert demo.find_demo(made_up) is None
    first = demo.open_demo(made_up, wait=True)
    assert first.state == "done"
    again = demo.open_demo(made_up)
    assert (again.audit, again.study, again.analysis) == (first.audit, first.study, first.analysis)
    assert len(made_up.started) == 3
    made_up.parts.clear()  # another process
    assert demo.find_demo(made_up) == again


def test_another_version_makes_another_demo(made_up: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    first = demo.open_demo(made_up, wait=True)
    monkeypatch.setattr(shop, "demo_version", lambda settings: "v2")
    made_up.parts.clear()  # a new version is a new process
    assert demo.find_demo(made_up) is None
    assert demo.open_demo(made_up, wait=True).audit != first.audit


def test_clicks_while_it_runs_start_nothing(made_up: Rooms) -> None:
    made_up.audit = "running"
    assert demo.open_demo(made_up).state == "running"
    assert demo.open_demo(made_up).state == "running"
    made_up.audit = "done"
    assert demo.open_demo(made_up, wait=True).state == "done"
    assert made_up.started.count("audit") == 1


def test_after_a_cancel_there_is_no_demo_and_it_can_be_opened(made_up: Rooms) -> None:
    made_up.audit = "running"
    demo.open_demo(made_up)
    demo.cancel_demo(made_up)
    assert demo.find_demo(made_up) is None
    demo.cancel_demo(made_up)
    made_up.audit = "done"
    assert demo.open_demo(made_up, wait=True).state == "done"


def test_a_failed_demo_says_why_until_it_is_opened_again(made_up: Rooms) -> None:
    made_up.study = "failed"
    with pytest.raises(Exception, match="The table broke"):
        demo.open_demo(made_up, wait=True)
    state = demo.find_demo(made_up)
    assert state is not None and state.state == "failed" and state.error is not None
    made_up.study = "done"
    assert demo.open_demo(made_up, wait=True).state == "done"


@pytest.mark.parametrize("gone", ["analysis", "audit", "study", "highlights.json", NOTE])
def test_a_demo_whose_parts_are_gone_is_none(made_up: Rooms, monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    demo.open_demo(made_up, wait=True)
    folder = verbs.folder_of(made_up)
    if gone in ("analysis", "audit", "study"):
        note = json.loads((folder / NOTE).read_text("utf-8"))
        (folder / NOTE).write_text(json.dumps({**note, gone: "gone"}), "utf-8")
    else:
        (folder / gone).unlink()
    made_up.parts.clear()
    assert demo.find_demo(made_up) is None


def test_closing_the_site_leaves_the_work_to_the_next_process(made_up: Rooms) -> None:
    made_up.audit = "running"
    demo.open_demo(made_up)
    made_up.parts[verbs.Demos].close()
    assert made_up.cancelled == []


def test_a_missing_shop_is_said_before_anything_starts(made_up: Rooms, monkeypatch: pytest.MonkeyPatch,
                                                       tmp_path: Path) -> None:
    monkeypatch.setattr(shop, "ROOT", tmp_path)
    monkeypatch.setattr(shop, "SHOP", tmp_path / "shop")
    with pytest.raises(SetupError, match="is missing"):
        demo.open_demo(made_up)
    assert made_up.started == []


def test_only_pictures_of_the_demo_are_given(made_up: Rooms) -> None:
    folder = verbs.folder_of(made_up)
    folder.mkdir(parents=True)
    (folder / "photo-1.jpg").write_bytes(b"picture")
    (folder.parent / "secret.jpg").write_bytes(b"secret")
    assert demo.highlight(made_up, "photo-1.jpg") == b"picture"
    for name in ("../secret.jpg", "gone.jpg"):
        with pytest.raises(NotFound):
            demo.highlight(made_up, name)


def test_the_samples_of_this_release_are_whole_and_small() -> None:
    samples = demo.sample_highlights()
    files = [photo.file for photo in samples.photos] + [finding.file for finding in samples.findings]
    assert samples.broken is not None and samples.effect is not None
    sizes = [len(demo.sample_highlight(file)) for file in [*files, samples.broken.file]]
    assert len(sizes) == 8
    assert sum(sizes) <= 200_000
    assert {photo.analysis.kind for photo in samples.photos} == {"model_face", "worn_no_face", "product_only"}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, demo.Demo]]:
    """The demo with the real models."""
    with open_site(read_settings(data_dir=tmp_path_factory.mktemp("demo"), workers=2)) as site:
        yield site, demo.open_demo(site, wait=True)


# SKU, rule packs that fail, their rule, and what the reason says: the planted faults of demo/README.md.
PLANTED = [
    ("SUN-01", ("amazon", "ebay", "google"), "no_text", "SALE"),
    ("CAP-03", ("google",), "size_apparel", "180 x 240"),
    ("CAP-03", ("amazon", "ebay"), "size", "240 px"),
    ("CAN-01", ("amazon", "ebay", "google"), "no_border", ""),
    ("DRY-01", ("amazon", "ebay", "google"), "no_watermark", ""),
    ("BOO-01", ("amazon",), "format", ""),
    ("MUG-01", ("amazon",), "fill", ""),
    ("CAN-01", ("amazon",), "fill", ""),
    ("JAR-01", ("amazon",), "white_background", ""),
]


def rows_of(real: tuple[Site, demo.Demo]) -> dict[str, AuditRow]:
    """Picture -> its row of the audit."""
    site, opened = real
    return {row.uri: row for row in audits.rows(site, opened.audit)}


@pytest.mark.slow
@pytest.mark.parametrize(("sku", "packs", "rule", "sentence"), PLANTED)
def test_planted_faults_break_their_rules(real: tuple[Site, demo.Demo], sku: str, packs: tuple[str, ...], rule: str,
                                          sentence: str) -> None:
    row = next(row for row in rows_of(real).values() if row.product.sku == sku)
    checked = rules.check_picture(real[0], row)
    for pack in packs:
        verdict = next(verdict for verdict in checked[pack] if verdict.rule == rule)
        assert verdict.outcome == "fail", f"{sku} {pack} {rule}: {verdict}"
        assert sentence in verdict.reason


@pytest.mark.slow
def test_an_enlarged_thumbnail_is_not_sharp_anywhere(real: tuple[Site, demo.Demo]) -> None:
    checked = rules.check_picture(real[0], rows_of(real)["pictures/wat-01_1.jpg"])
    sharp = [verdict for verdicts in checked.values() for verdict in verdicts if verdict.rule == "sharp"]
    assert len(sharp) == len(checked)
    assert all(verdict.outcome in ("fail", "warn") for verdict in sharp)


@pytest.mark.slow
def test_the_wrong_category_the_shared_and_the_broken_pictures_are_found(real: tuple[Site, demo.Demo]) -> None:
    site, opened = real
    report = audits.read_report(site, opened.audit)
    loafers = next(item for item in report.first.items if item.row.product.sku == "LOA-01")
    assert loafers.finding == "category"
    assert re.search("apparel .*home and decor", loafers.reason)
    assert [set(group.skus) for group in report.shared] == [{"MUG-01", "MUG-02"}]
    failed = {row.uri: row.error for row in rows_of(real).values() if row.error}
    assert failed.pop("pictures/soc-04_1.jpg") == "NotAPicture"
    assert list(failed.values()) == ["NotFound"]
    assert "tsm-02_1.jpg" in next(iter(failed))


@pytest.mark.slow
def test_photos_that_should_pass_break_no_rule_that_must_be_kept(real: tuple[Site, demo.Demo]) -> None:
    result = rows_of(real)
    for name in ("loa-01_1", "tan-01_1"):
        verdicts = result[f"pictures/{name}.jpg"].verdicts
        assert "fail" not in (verdicts["amazon"], verdicts["google"])


@pytest.mark.slow
def test_the_interval_of_sales_holds_the_truth(real: tuple[Site, demo.Demo]) -> None:
    highlights = real[1].highlights
    assert highlights is not None and highlights.effect is not None
    effect = highlights.effect
    assert effect.kind == "model_face" and effect.grade == "B"
    assert effect.percent_low < 12 < effect.percent_high


@pytest.mark.slow
def test_the_demo_is_the_same_each_time_and_as_shipped(real: tuple[Site, demo.Demo], tmp_path: Path) -> None:
    with open_site(read_settings(data_dir=tmp_path, workers=1)) as site:
        second = demo.open_demo(site, wait=True)
        assert plain(site, second) == plain(*real)
        assert demo.open_demo(site, wait=True).audit == second.audit
    shipped = demo.sample_highlights().to_dict()
    assert rounded(shipped) == rounded(second.highlights.to_dict() if second.highlights else {}), (
        "write the samples again: python -m demo.samples")


def plain(site: Site, opened: demo.Demo) -> str:
    """Highlights, rows and report of a demo as JSON, without timings."""
    assert opened.highlights is not None
    report = audits.read_report(site, opened.audit)
    rows = [repr(row) for row in audits.rows(site, opened.audit)]
    return json.dumps([rounded(opened.highlights.to_dict()), rows, repr(report.summary), repr(report.opportunity)])


def rounded(values: Any) -> Any:
    """Two digits, without timings and sentences: processors differ behind them, and words may be changed alone."""
    if isinstance(values, dict):
        return {name: rounded(value) for name, value in values.items() if name not in ("seconds", "reason")}
    if isinstance(values, (list, tuple)):
        return [rounded(value) for value in values]
    return round(values, 2) if isinstance(values, float) else values


def test_settings_of_the_site_decide_where_a_demo_lies(tmp_path: Path) -> None:
    site = Rooms(Settings(data_dir=tmp_path))
    assert verbs.folder_of(site) == tmp_path / "demo"
