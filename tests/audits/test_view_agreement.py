"""How often views and first pictures agree with people: 140 pictures labeled by eye, and a shop's own galleries.

The rules were written down before the first run, in docs/product-views.md;
`python -m tests.audits.test_view_agreement` prints the counts that it quotes.
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from core.audits import tasks
from core.audits.product_views import view_name, views_of
from core.nouns.analysis import AnalysisOptions
from core.nouns.audit_row import AuditRow
from core.nouns.proportion import Share, share_of
from core.settings import Settings, read_settings

LABELS = Path(__file__).with_name("view_labels.csv")
AS_LABELED = {"product": "alone", "plain": "alone", "setting": "alone"}
SHOPS_FIRST = re.compile(r"(main|0)(_\d+)?")


def judged_rows(pack: Path, names: Iterable[str]) -> list[AuditRow]:
    """Rows as an audit gives them, without a database."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(data_dir=Path(folder), workers=1)
        return [_row(settings, pack / name, number) for number, name in enumerate(names, 1)]


def _row(settings: Settings, path: Path, number: int) -> AuditRow:
    analysis, measures, verdicts = tasks.audit(settings, str(path), path.name, (["amazon"], AnalysisOptions()))
    intent = analysis.intent
    return AuditRow(number, path.name, picture_id=analysis.picture_id, kind=analysis.kind,
                    top_label=intent.shopping.top, scores=tuple(float(score) for score in intent.shopping.scores),
                    shoppable=intent.shoppable, shoppable_score=intent.shoppable_score,
                    width=analysis.size_wh[0], height=analysis.size_wh[1], measures=measures,
                    verdicts={name: answer for name, answer in verdicts.items() if "." not in name})


def views(pack: Path) -> Counter[tuple[str, str]]:
    """(label, told) -> pictures."""
    labeled = list(csv.DictReader(LABELS.open(encoding="utf-8")))
    rows = judged_rows(pack, [item["path"] for item in labeled])
    told = (AS_LABELED.get(view_name(row), view_name(row)) for row in rows)
    return Counter(zip((item["view"] for item in labeled), told, strict=True))


def agreement(counted: Counter[tuple[str, str]]) -> Share:
    """Of the pictures whose label is one that the chain can tell."""
    tellable = {pair: count for pair, count in counted.items() if pair[0] != "several"}
    return share_of(sum(count for (label, told), count in tellable.items() if label == told), sum(tellable.values()))


def heroes(pack: Path) -> tuple[Share, float]:
    """How often the pick is the shop's own first picture, and how often chance would be."""
    shops = defaultdict(list)
    for path in sorted((pack / "magento").glob("*.jpg")):
        if named := re.match(r"([a-z]+\d+-[a-z]+)[-_](.*)\.jpg", path.name):
            shops[named[1]].append((f"magento/{path.name}", bool(SHOPS_FIRST.fullmatch(named[2]))))
    galleries = {name: items for name, items in shops.items() if len(items) > 1 and sum(own for _, own in items) == 1}
    rows = iter(judged_rows(pack, [path for items in galleries.values() for path, _ in items]))
    hits = 0
    for items in galleries.values():
        own = next(path for path, first in items if first).rpartition("/")[2]
        found = views_of([next(rows) for _ in items])
        hits += found.hero is not None and found.hero.row.uri == own
    return share_of(hits, len(galleries)), sum(1 / len(items) for items in galleries.values()) / len(galleries)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_views_agree_with_labels_made_by_eye(pack: Path) -> None:
    found = agreement(views(pack))
    assert found.count == 130 and found.low > 0.75, found


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_first_picture_is_the_shops_own_more_often_than_chance(pack: Path) -> None:
    found, chance = heroes(pack)
    assert found.count == 100 and found.low > chance + 0.1, (found, chance)


if __name__ == "__main__":
    from tests.conftest import PACK_PLACES

    place = Path(sys.argv[1]) if len(sys.argv) > 1 else next(path for path in PACK_PLACES if path.is_dir())
    counted = views(place)
    print(agreement(counted), *sorted(counted.items()), sep="\n")
    print(*heroes(place))
