"""What a worker does with a file: measure it, check it by the site's packs, draw the evidence, fix it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.images.decode import decode
from core.rules import tasks
from core.rules.measures.measure import measure
from core.settings import Settings
from tests.made_up import made_up_analysis, made_up_measures
from tests.rules.drawn import shot
from tests.rules.own_pack import own_pack


def png(image: np.ndarray) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()


def test_a_file_tells_its_format_size_and_colors() -> None:
    data = png(shot(side=300))
    facts = tasks.file_facts(data, decode(data, "shot", max_pixels=10**6))
    assert (facts.format, facts.bytes, facts.size_wh, facts.colors) == ("png", len(data), (300, 300), "RGB")
    assert (facts.source_type, facts.manifest) == ("", "")


def test_measuring_joins_pixels_file_and_analysis_and_opens_no_reader_without_need(tmp_path: Path) -> None:
    data = png(shot(side=600))
    settings = Settings(data_dir=tmp_path, models_dir=tmp_path)  # without models: a plain picture needs none
    measures = tasks.measure_picture(settings, data, decode(data, "shot", max_pixels=10**6), made_up_analysis())
    assert (measures.format, measures.bytes, measures.background) == ("png", len(data), "plain")
    assert (measures.kind, measures.top_label, measures.faces) == ("model_face", "apparel", 1)


def test_outcomes_are_those_of_the_sites_packs(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, rules_dir=own_pack(tmp_path))
    wide = made_up_measures(width=1800)
    assert tasks.outcomes(settings, wide, ["ours", "ebay", "gone"]) == {"ours": "fail", "ours.tall": "fail",
                                                                       "ebay": "pass"}
    assert tasks.outcomes(Settings(data_dir=tmp_path), wide, ["ours"]) == {}


def file_of(folder: Path, image: np.ndarray) -> tuple[str, dict[str, object]]:
    """A file and its measures, as an audit keeps them."""
    data = png(image)
    path = folder / "picture"
    path.write_bytes(data)
    picture = decode(data, "shot", max_pixels=10**7)
    return str(path), measure(picture.image, tasks.file_facts(data, picture)).to_dict()


def test_evidence_is_a_preview_with_the_gray_background_tinted(tmp_path: Path) -> None:
    path, measures = file_of(tmp_path, shot(level=245, side=1300))
    data = tasks.draw_evidence(Settings(data_dir=tmp_path), path, measures, ["amazon"])
    drawn = decode(data, "evidence", max_pixels=10**6).image
    assert max(drawn.shape) == 640 and drawn[8, 8, 0] > drawn[8, 8, 2] + 40  # vermillion


def test_a_fixed_file_is_checked_again_by_the_same_pack(tmp_path: Path) -> None:
    path, measures = file_of(tmp_path, shot(level=245, side=1300, reach=0.95))
    fixed = tasks.fix_picture(Settings(data_dir=tmp_path), path, measures | {"top_label": "apparel"},
                              ("amazon", ["whiten", "convert"]))
    after = {verdict.rule: verdict.outcome for verdict in fixed["after"]}
    assert after["white_background"] == "pass" and after["jpeg"] == "pass" and len(fixed["notes"]) == 2
    assert fixed["data"][:2] == b"\xff\xd8" and fixed["size_wh"] == (1300, 1300)


def test_a_fix_keeps_to_the_bytes_and_the_aspect_of_an_own_pack(tmp_path: Path) -> None:
    limit = {"id": "bytes", "title": "Small", "measure": "bytes", "compare": "at_most", "limit": 20_000,
             "unit": "bytes", "severity": "must", "asks": "Our shop loads fast.", "fix": "shrink"}
    settings = Settings(data_dir=tmp_path, rules_dir=own_pack(tmp_path, rules=[limit], aspect=0.5))
    path, measures = file_of(tmp_path, shot(side=1300))
    fixed = tasks.fix_picture(settings, path, measures, ("ours", ["pad", "shrink"]))
    assert len(fixed["data"]) <= 20_000 and fixed["size_wh"][0] / fixed["size_wh"][1] == pytest.approx(0.5, abs=0.01)
