"""Rule packs: dated data with their source; a broken one names its file, its rule and what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import SetupError
from core.rules.check import check
from core.rules.rule_packs import FIXES, MEASURES, packs, read_pack
from core.settings import ROOT
from tests.made_up import made_up_measures
from tests.rules.drawn import TODAY, measured, shot
from tests.rules.own_pack import own_pack

MUST = {"severity": "must", "asks": "We ask.", "title": "A rule"}


def test_packs_say_where_they_come_from() -> None:
    found = packs()
    assert set(found) >= {"amazon", "google", "ebay", "zalando"}
    for pack in found.values():
        assert pack.source.startswith("https://") and pack.checked >= date(2026, 11, 1) and pack.note


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
def test_a_pack_that_is_not_valid_says_where(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
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


@pytest.mark.parametrize(("rule", "words"), [
    ({"measure": "product_box"}, "unknown measure 'product_box'"),
    ({"measure": "hue"}, "longest"),
    ({"measure": "border_sides", "compare": "at_most", "limit": 2}, "does not fit 'at_most' of 'border_sides'"),
    ({"measure": "reach", "compare": "is", "limit": "large"}, "does not fit 'is' of 'reach'"),
    ({"measure": "reach", "compare": "one_of", "limit": ["large"]}, "does not fit"),
    ({"measure": "size", "compare": "near", "limit": [1, 2]}, "does not fit"),
    ({"measure": "format", "compare": "one_of", "limit": []}, "limit"),
    ({"labels": ["shoes"]}, "unknown label 'shoes'; the labels are negative, apparel, home_decor, other"),
    ({"severity": "may"}, "severity"),
    ({"asks": ""}, "asks"),
])
def test_a_rule_that_could_never_be_checked_is_refused_when_it_is_read(
        tmp_path: Path, rule: dict[str, Any], words: str) -> None:
    with pytest.raises(SetupError) as caught:
        packs(own_pack(tmp_path, rule=rule))
    assert caught.value.message.startswith("The rule pack ours.json is not valid: rule tall")
    assert words in caught.value.message and "docs/marketplace-rules.md" in caught.value.hint


def test_every_measure_can_be_asked_for(tmp_path: Path) -> None:
    rules = []
    for name in sorted(MEASURES):
        compare, limit = {"size": ("at_least", [1, 1])}.get(name, ("at_least", 1))
        rule = {"id": name, "measure": name, "compare": compare, "limit": limit, **MUST}
        try:
            read_pack(own_pack(tmp_path, rules=[rule]) / "ours.json")
        except SetupError:
            rule |= {"compare": "is", "limit": "none"}
        rules.append(rule)
    pack = read_pack(own_pack(tmp_path, rules=rules) / "ours.json")
    for measures in (made_up_measures(), made_up_measures(reach=None, edge_width=None, format="", text="unknown")):
        verdicts = check(measures, pack, TODAY)
        assert len(verdicts) == len(MEASURES)
        assert all(verdict.reason.startswith("We ask. ") and verdict.reason.endswith(".") for verdict in verdicts)


def test_a_pack_of_the_same_name_replaces_the_bundled_one(tmp_path: Path) -> None:
    own = packs(own_pack(tmp_path, name="amazon"))
    assert list(own) == ["amazon", "ebay", "google", "zalando"] and own["amazon"].title == "Our shop"
    assert packs()["amazon"].title != "Our shop", "without the folder nothing has changed"


@pytest.mark.parametrize(("change", "words"), [
    ({"name": "all"}, "reserved"), ({"name": "Our Shop"}, "name"),
    ({"views": [{"id": "tall", "title": "T", "any_of": ["worn"], "asks": "A."}]}, "the id 'tall' occurs twice"),
    ({"views": [{"id": "v", "title": "T", "any_of": ["front"], "asks": "A."}]}, "view v, any_of"),
])
def test_names_must_be_free(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(SetupError, match="ours.json is not valid") as caught:
        packs(own_pack(tmp_path, **change))
    assert words in caught.value.message


def test_two_files_with_one_name_are_refused(tmp_path: Path) -> None:
    own_pack(tmp_path)
    (tmp_path / "theirs.json").write_bytes((tmp_path / "ours.json").read_bytes())
    with pytest.raises(SetupError, match=r"theirs\.json has the name 'ours'"):
        packs(tmp_path)


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    first = packs(own_pack(tmp_path))["ours"]
    assert packs(tmp_path)["ours"] is first
    own_pack(tmp_path, title="Our new shop")
    os.utime(tmp_path / "ours.json", ns=(5, 5))
    assert packs(tmp_path)["ours"].title == "Our new shop"
    (tmp_path / "ours.json").unlink()
    assert "ours" not in packs(tmp_path)


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("{")
    (tmp_path / "drafts").mkdir()
    assert set(packs(tmp_path)) == set(packs())


@pytest.mark.parametrize(("content", "words"), [
    (b"x" * 1_000_001, "the limit is 1,000,000"), (b"\xff\xfe", "not JSON"), (b"[" * 100_000, "not JSON"),
    (b"null", "not valid"), (b'{"rules": 3}', "not valid")])
def test_odd_files_are_refused_in_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "odd.json").write_bytes(content)
    with pytest.raises(SetupError) as caught:
        packs(tmp_path)
    assert "odd.json" in caught.value.message and words in caught.value.message and caught.value.hint.endswith(".")


def test_the_example_of_the_documentation_is_a_valid_pack(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "marketplace-rules.md").read_text("utf-8")
    example = page.split("```json\n", 1)[1].split("```", 1)[0]
    (tmp_path / "our_shop.json").write_text(example, encoding="utf-8")
    pack = packs(tmp_path)["our_shop"]
    good = made_up_measures(width=1600, height=2000, top_label="apparel")
    assert {verdict.outcome for verdict in check(good, pack, TODAY)} == {"pass"}
    wide = check(replace(good, width=2400), pack, TODAY)
    assert [(verdict.rule, verdict.outcome, verdict.fix) for verdict in wide if verdict.outcome != "pass"] == [
        ("aspect", "fail", "pad")]
    assert pack.views and {rule.severity for rule in pack.rules} == {"must", "should"}


def test_the_documentation_names_every_measure_and_fix() -> None:
    page = (ROOT / "docs" / "marketplace-rules.md").read_text("utf-8")
    assert not [name for name in MEASURES if f"`{name}`" not in page]
    assert not [name for name in FIXES if f"`{name}`" not in page]


def test_reading_packs_and_checking_loads_no_package_that_reads_pictures() -> None:
    script = ("import sys; from core import rules; from core.rules import check, rule_packs; rule_packs.packs(); "
              "print('loaded', *sorted(sys.modules.keys() & {'cv2', 'PIL', 'torch', 'onnxruntime', 'lxml'}))")
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["loaded"]
