"""Verdicts: the measured value against the limit, on the day; packs that make no sense; the planted defects."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from core.errors import SetupError
from core.nouns.measures import FileFacts, Measures
from core.nouns.verdict import Verdict
from core.rules.check import check, overall
from core.rules.evidence import draw_evidence, not_white
from core.rules.measures.measure import measure
from core.rules.rule_packs import packs
from tests.rules.planted import figures, photos, score

TODAY = date(2026, 11, 24)


def shot(level: int = 255, side: int = 1700, reach: float = 0.9) -> np.ndarray:
    """A packshot with edges inside the product."""
    image = np.full((side, side, 3), level, np.uint8)
    gap = round(side * (1 - reach) / 2)
    image[gap:side - gap, gap:side - gap] = (40, 70, 120)
    for x in range(gap + 40, side - gap - 60, 120):
        image[gap + 30:side - gap - 30, x:x + 40] = (150, 90, 60)
    return image


def measured(image: np.ndarray, kind: str = "jpeg", size: int = 200_000) -> Measures:
    return measure(image, FileFacts(kind, size, (image.shape[1], image.shape[0]), "RGB"))


def verdicts(found: Measures, pack: str, today: date = TODAY) -> dict[str, Verdict]:
    return {verdict.rule: verdict for verdict in check(found, packs()[pack], today)}


def test_a_good_packshot_passes_everywhere_but_zalandos_upright() -> None:
    found = measured(shot())
    for name in ("amazon", "google", "ebay"):
        judged = check(found, packs()[name], TODAY)
        assert overall(judged) == "pass", [verdict for verdict in judged if verdict.outcome != "pass"]
    assert verdicts(found, "zalando")["aspect"].outcome == "fail"
    upright = replace(found, width=1801, height=2600)
    assert overall(check(upright, packs()["zalando"], TODAY)) == "pass"


def test_a_verdict_says_what_was_measured_and_what_was_wanted() -> None:
    found = verdicts(measured(shot(reach=0.6, side=800)), "amazon")["fill"]
    assert (found.outcome, found.limit) == ("fail", "at least 85 %")
    assert 59 < float(found.measured.removesuffix(" %")) < 61
    assert "85 %" in found.reason and found.reason.endswith(".") and found.evidence == "margins"
    assert found.fix == "recrop"
    gray = verdicts(measured(shot(level=245)), "amazon")["white_background"]
    assert (gray.outcome, gray.measured, gray.fix, gray.evidence) == ("fail", "0 %", "whiten", "background")
    assert "the marketplace gives none" in gray.reason


def test_a_value_just_short_of_its_limit_is_not_rounded_to_it() -> None:
    found = replace(measured(shot()), reach=0.8496)
    assert verdicts(found, "amazon")["fill"].measured == "84.9 %"


@pytest.mark.parametrize(("level", "wanted"), [(245, "whiten"), (200, ""), (90, "")])
def test_only_paper_is_offered_to_be_whitened(level: int, wanted: str) -> None:
    assert verdicts(measured(shot(level=level)), "amazon")["white_background"].fix == wanted


def test_google_warns_with_the_days_left_until_the_larger_minimum_is_in_force() -> None:
    small = replace(measured(shot()), width=400, height=400)
    before, last = verdicts(small, "google"), verdicts(small, "google", date(2027, 1, 30))
    after = verdicts(small, "google", date(2027, 1, 31))
    assert (before["size_2027"].outcome, before["size_2027"].days_left) == ("warn", 68)
    assert "68 days" in before["size_2027"].reason
    assert (last["size_2027"].outcome, last["size_2027"].days_left, last["size_any"].outcome) == ("warn", 1, "pass")
    assert (after["size_2027"].outcome, after["size_2027"].days_left) == ("fail", None)
    assert "size_any" not in after and "size_apparel" not in after


def test_googles_old_minimum_depends_on_what_is_sold() -> None:
    small = replace(measured(shot()), width=180, height=180)
    outcomes = {label: verdicts(replace(small, top_label=label), "google") for label in ("apparel", "other", "")}
    assert outcomes["apparel"]["size_apparel"].outcome == "fail"
    assert "size_apparel" not in outcomes["other"] and outcomes["other"]["size_any"].outcome == "pass"
    assert outcomes[""]["size_apparel"].outcome == "unknown" and "product type" in outcomes[""]["size_apparel"].reason
    tiny = verdicts(replace(small, width=90), "google")["size_any"]
    assert tiny.outcome == "fail" and tiny.measured == "90 x 180 px"


def test_what_cannot_be_measured_is_unknown_and_does_not_fail() -> None:
    found = verdicts(measured(photos()["coffee"], kind="", size=0), "amazon")
    assert {rule for rule, verdict in found.items() if verdict.outcome == "unknown"} >= {"fill", "no_text", "format"}
    assert all(verdict.fix == "" and verdict.evidence == "" for verdict in found.values()
               if verdict.outcome == "unknown")
    assert found["white_background"].outcome == "fail" and found["white_background"].fix == ""


def test_formats_and_bytes() -> None:
    found = measured(shot(), kind="webp", size=17_000_000)
    webp = verdicts(found, "amazon")["format"]
    assert (webp.outcome, webp.measured, webp.fix) == ("fail", "WebP", "convert")
    assert verdicts(found, "google")["format"].outcome == "pass"
    too_big = verdicts(found, "google")["bytes"]
    assert (too_big.outcome, too_big.measured, too_big.limit, too_big.fix) == ("fail", "17.0 MB", "at most 16.0 MB",
                                                                              "shrink")


def test_borders_and_lettering_are_boxed() -> None:
    image = cv2.copyMakeBorder(shot(side=900, reach=0.6), 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=(200, 20, 20))
    cv2.putText(image, "SALE NOW", (60, 130), (200, 30, 30), cv2.FontFace("sans"), 60, 600)
    found = verdicts(measured(image), "ebay")
    assert found["no_border"].outcome == "fail" and len(found["no_border"].evidence) == 4
    inner = measured(image).product_box  # lettering is not the product
    assert inner is not None and inner[1] > 160
    left, top, right, bottom = found["no_text"].evidence[0]
    assert 40 < left < 120 and 60 < top < bottom < 150 and 250 < right < 500


def test_verdicts_survive_json() -> None:
    for verdict in verdicts(measured(shot(level=245, reach=0.5)), "amazon").values():
        assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict


def test_overall_is_the_worst() -> None:
    good = verdicts(measured(shot()), "amazon")["fill"]
    made = {outcome: replace(good, outcome=outcome) for outcome in ("pass", "warn", "fail", "unknown")}
    assert overall([made["pass"], made["unknown"]]) == "pass" and overall([]) == "pass"
    assert overall([made["pass"], made["warn"]]) == "warn"
    assert overall([made["warn"], made["fail"]]) == "fail"


def test_packs_say_where_they_come_from() -> None:
    found = packs()
    assert set(found) >= {"amazon", "google", "ebay", "zalando"}
    for pack in found.values():
        assert pack.source.startswith("https://") and pack.checked >= date(2026, 11, 1) and pack.note


def own_pack(folder: Path, **changes: Any) -> Path:
    rule = {"id": "tall", "title": "Upright", "measure": "aspect", "compare": "at_most", "limit": 1, "severity": "must",
            "asks": "Our shop shows upright pictures."}
    rule |= changes.pop("rule", {})
    pack = {"name": "ours", "title": "Our shop", "source": "https://shop.example/rules", "checked": "2026-11-01",
            "rules": [rule]} | changes
    (folder / "ours.json").write_text(json.dumps(pack), encoding="utf-8")
    return folder


def test_a_shop_adds_its_own_pack(tmp_path: Path) -> None:
    found = packs(own_pack(tmp_path))
    assert set(found) == {"amazon", "google", "ebay", "zalando", "ours"}
    judged = check(replace(measured(shot()), width=1800), found["ours"], TODAY)
    assert [verdict.outcome for verdict in judged] == ["fail"]


@pytest.mark.parametrize(("changes", "words"), [
    ({"rule": {"measure": "__class__"}}, "unknown measure"),
    ({"rule": {"compare": "is"}}, "limit"),
    ({"rule": {"measure": "size"}}, "limit"),
    ({"rule": {"limit": "x" * 3}}, "limit"),
    ({"rule": {"starts": "2027-02-01", "ends": "2027-01-01"}}, "before it starts"),
    ({"rule": {"fix": "upscale"}}, "fix"),
    ({"rule": {"color": "red"}}, "color"),
    ({"checked": "yesterday"}, "checked"),
    ({"source": "file:///etc/passwd"}, "source"),
    ({"rules": []}, "rules"),
])
def test_a_pack_that_makes_no_sense_says_where(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SetupError) as caught:
        packs(own_pack(tmp_path, **changes))
    assert "ours.json" in caught.value.message and words in caught.value.message and caught.value.hint


def test_a_folder_that_is_missing_or_no_json_is_a_setup_error(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be read"):
        packs(tmp_path / "none")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(SetupError, match="not JSON"):
        packs(tmp_path)
    (tmp_path / "broken.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(SetupError, match="broken.json"):
        packs(tmp_path)


def test_evidence_is_drawn_on_a_new_picture_where_the_rule_is_broken() -> None:
    image = shot(level=245, side=600, reach=0.5)
    found = measured(image)
    before = image.copy()
    drawn = draw_evidence(image, found, check(found, packs()["amazon"], TODAY))
    assert (image == before).all() and drawn.shape == image.shape
    assert (drawn[5, 5] != image[5, 5]).any() and not_white(image)[5, 5]  # gray paper is tinted
    assert (drawn[200, 200] == image[200, 200]).all() and not not_white(image)[200, 200]  # the product is not
    assert (draw_evidence(image, found, []) == image).all()
    smaller = cv2.resize(image, (150, 150), interpolation=cv2.INTER_AREA)
    assert draw_evidence(smaller, found, check(found, packs()["amazon"], TODAY)).shape == (150, 150, 3)


@pytest.mark.slow
def test_planted_defects_are_found_without_false_alarms() -> None:
    table = score(8, seed=2)
    least = {"white_background": (0.95, 0.95), "fill": (0.95, 0.95), "no_text": (0.95, 0.85), "no_border": (0.9, 0.8),
             "no_watermark": (0.9, 0.8), "sharp": (0.95, 0.95)}
    for rule, (precision, recall) in least.items():
        assert figures(table[rule]) >= (precision, recall) and figures(table[rule])[1] >= recall, (rule, table[rule])
