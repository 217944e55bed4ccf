"""A shop's own rule pack, as docs/marketplace-rules.md describes it, for tests that change it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def own_pack(folder: Path, **changes: Any) -> Path:
    """Write `ours.json` into a folder and return the folder; `rule` changes its one rule, all else the pack."""
    rule = {"id": "tall", "title": "Upright", "measure": "aspect", "compare": "at_most", "limit": 1, "severity": "must",
            "asks": "Our shop shows upright pictures."}
    rule |= changes.pop("rule", {})
    pack = {"name": "ours", "title": "Our shop", "source": "https://shop.example/rules", "checked": "2026-11-01",
            "rules": [rule]} | changes
    (folder / "ours.json").write_text(json.dumps(pack), encoding="utf-8")
    return folder
