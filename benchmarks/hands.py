"""Which photos with a person and without a face are said to show nothing worn: goods in a hand, and worn goods.

`python -m benchmarks.hands --data PACK` runs the chain on pictures of the pack and prints, for each block, how many of
those with the photo type "Worn, no face" get the fact that nothing is worn, with Wilson's 95 % interval.
`docs/product-views.md` quotes it. Apparel is worn; of the groceries in `jr_*` and `counter/`, 40 of 43 alarms were seen
to be hands that hold them.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

from core.analyze import pipeline
from core.images.decode import read_picture
from core.learning.data.pack import read_pack
from core.nouns.proportion import wilson
from core.settings import read_settings

MOST = {"legs": 200, "streetwear": 60, "magento": 150, "fashion": 400, "clothing": 250, "apparel2": 400,
        "apparel3": 393, "apparel4": 343, "counter": 337, "other": 600, "other2": 500, "other3": 400, "other4": 500,
        "home2": 250, "home4": 250}  # pictures of each block
SEED = 2


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hands", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the picture pack")
    data = parser.parse_args().data
    settings = read_settings()
    models, rng = pipeline.open_models(settings), random.Random(SEED)
    pack = read_pack(data)
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for block, most in MOST.items():
        rows = pack[(pack["block"] == block) & (pack["intent"] != "negative")].to_dict("records")
        for row in rng.sample(rows, min(most, len(rows))):
            picture = read_picture(data / row["path"], row["path"], settings)
            if not len(models.persons.detect(picture.image).persons):
                continue  # the photo type is another one; saves time
            found = pipeline.analyze(picture, models)
            if found.kind != "worn_no_face":
                continue
            group = "jr" if "/jr_" in row["path"] else block
            unseen = "unseen sources" if row["split"] == "val" and block[-1] in "234" else "all"
            for name in {"all", unseen}:
                one = counts[f"{group}, {row['intent'] or 'no label'}", name]
                one[0] += any(fact.name == "worn" for fact in found.facts)
                one[1] += 1
    for (group, sources), (count, total) in sorted(counts.items()):
        low, high = wilson(count, total)
        print(f"{group:24} {sources:15} nothing worn: {count} of {total} = {100 * count / total:.1f} % "
              f"({100 * low:.1f} to {100 * high:.1f})")


if __name__ == "__main__":
    main()
