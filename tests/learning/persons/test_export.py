"""The trained person model becomes a version with its three files, metrics and card; it is not current by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.learning.persons import export
from core.models import store, versions
from core.models.manifest import Manifest

AP = {"ap50": 0.61234, "low": 0.5, "high": 0.7}
SHARE = {"share": 0.25, "count": 1, "n": 4}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    for suffix in (*export.SUFFIXES, ".md"):
        (tmp_path / f"persons_9{suffix}").write_bytes(f"content of {suffix}".encode())
    return tmp_path


def test_a_trained_model_is_registered_and_waits_for_its_promotion(work: Path, tmp_path: Path) -> None:
    own = {"threshold": 0.4, "ap50": {"pooled": AP, "coco": AP}, "found": {"legs": SHARE},
           "false_alarms": {"footwear_product_only": SHARE, "all_products": SHARE}}
    report = {"size": 352, "iou": 0.6, "persons_9": own}
    export.write_metrics(work / "persons_9.json", report)
    export.register_model(tmp_path / "models", "persons_9", report, work)
    manifest = Manifest.read(tmp_path / "models")
    entry = manifest.entries["persons_9"]
    assert manifest.current == {} and entry.thresholds == {"score": 0.4, "iou": 0.6}
    assert [item.path.name for item in entry.files] == ["persons_9.xml", "persons_9.bin", "persons_9.pt"]
    assert entry.metrics["ap50_coco"] == 0.6123 and entry.metrics["legs_found"] == 0.25
    assert (tmp_path / "models" / "persons_9.json").is_file() and entry.card == tmp_path / "models" / "persons_9.md"
    versions.promote(tmp_path / "models", "persons_9")
    assert store.entry(tmp_path / "models", "persons").name == "persons_9"
