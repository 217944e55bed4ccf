"""One picture of an audit in a worker process: the numbers of Analyze, and with rules its measures and outcomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.analyze import tasks as analyze_tasks
from core.audits.tasks import audit
from core.errors import NotAPicture
from core.nouns.analysis import AnalysisOptions
from core.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
FULL = AnalysisOptions("full")


def test_the_analysis_is_that_of_analyze(photos: dict[str, Path], tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    analysis, measures, outcomes = audit(settings, str(photos["bus"]), "bus.jpg", ([], FULL))
    alone = analyze_tasks.analyze(settings, str(photos["bus"]), "bus.jpg", FULL)
    assert (analysis.uri, analysis.kind, analysis.picture_id) == ("bus.jpg", alone.kind, alone.picture_id)
    assert analysis.intent.to_dict() == alone.intent.to_dict()
    assert measures == {} and outcomes == {}, "an audit without rules measures nothing"


def test_with_rules_a_picture_is_measured_and_checked(photos: dict[str, Path], tmp_path: Path) -> None:
    analysis, measures, outcomes = audit(Settings(data_dir=tmp_path), str(photos["bus"]), "bus.jpg",
                                         (["amazon", "ebay"], FULL))
    assert (measures["width"], measures["height"]) == analysis.size_wh and analysis.seconds["measures"] > 0
    assert {name for name in outcomes if "." not in name} == {"amazon", "ebay"}
    assert outcomes["amazon"] == outcomes["amazon.white_background"] == "fail", "a street is no white background"


def test_a_file_that_is_no_picture_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"<html>")
    with pytest.raises(NotAPicture):
        audit(Settings(data_dir=tmp_path), str(tmp_path / "photo.jpg"), "photo.jpg", (["amazon"], FULL))
