"""False alarms of the stage "unsafe" on ordinary goods and people of the pack, by block.

    python -m benchmarks.unsafe --data PACK --each 150

No picture of the pack is unsafe by its collection, so every "likely" is a false alarm. Nothing is said of recall: there
are no unsafe pictures to measure it on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from types import SimpleNamespace

from core.learning.data.pack import read_pack
from core.learning.data.pictures import read_rgb
from core.models import store
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.persons.detector import Persons
from core.vision.unsafe.detector import DOUBTFUL, LIKELY, open_unsafe

BLOCKS = ("fashion", "clothing", "streetwear", "legs", "magento", "home", "other", "apparel2", "home2", "other2",
          "apparel3", "other3", "apparel4", "other4", "negative3", "coco")


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--each", type=int, default=150, help="pictures of each block")
    options = parser.parse_args()
    folder, pack = Settings().models_dir, read_pack(options.data)
    unsafe_of, persons = open_unsafe(store.entry(folder, "unsafe")), Persons(store.entry(folder, "persons"))
    counts: dict[str, dict[str, int]] = {}
    for block in BLOCKS:
        rows = pack[pack["block"] == block]
        rows = rows.sample(min(options.each, len(rows)), random_state=0)
        counts[block] = {"of": len(rows), LIKELY: 0, DOUBTFUL: 0}
        for path in rows["path"]:
            image = read_rgb(options.data / path)
            if unsafe_of(image, SimpleNamespace(persons=None)):  # persons are looked for where it matters only
                seen = SimpleNamespace(persons=persons.search(image).findings.persons)
                counts[block][unsafe_of(image, seen)[0].value] += 1
    total = {name: sum(block[name] for block in counts.values()) for name in ("of", LIKELY, DOUBTFUL)}
    interval = share_of(total[LIKELY], total["of"])
    print(json.dumps({"all": {**total, "likely_interval": [round(interval.low, 5), round(interval.high, 5)]},
                      "blocks": counts}, indent=1))


if __name__ == "__main__":
    main()
