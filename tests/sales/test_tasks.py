"""What runs in the child process, called here: each task says how far it is and leaves what it promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.errors import InputError, Misuse
from core.sales import tasks
from core.sales.effects.prior import Prior
from core.sales.simulation import simulate
from core.sales.storage import FACTS, REPORT, read_history, read_report
from core.sales.table.picture_join import ADDRESS


class Said(list[tuple[str, float]]):
    """What a task said about its progress."""

    def __call__(self, sentence: str, done: float) -> None:
        self.append((sentence, done))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return simulate(3, products=16, weeks=30)[0]


@pytest.fixture
def path(tmp_path: Path, table: pd.DataFrame) -> Path:
    table.to_csv(tmp_path / "sales.csv", index=False)
    return tmp_path / "sales.csv"


def order(source: str | Path, **values: Any) -> dict[str, Any]:
    return {"source": str(source), "name": "Shop", "columns": {}, "controls": [], "kinds": {}, "by": "kind",
            "simulate": {}, "priors": [], "estimate": False, **values}


def test_columns_come_with_their_roles_and_the_first_rows_as_text(path: Path, table: pd.DataFrame) -> None:
    said = Said()
    seen = tasks.read_columns(str(path), progress=said)
    assert seen["columns"] == list(table.columns) and seen["guess"]["units"] == "units"
    assert len(seen["sample"]) == tasks.SAMPLE_ROWS and all(isinstance(cell, str) for row in seen["sample"]
                                                            for cell in row)
    assert said == [("Reading the table", 0.1)]


def test_an_empty_cell_of_the_sample_is_empty(tmp_path: Path) -> None:
    (tmp_path / "gaps.csv").write_text("sku,units,price\nA,1,2\nB,,3\nC,4,\n")
    assert tasks.read_columns(str(tmp_path / "gaps.csv"), progress=Said())["sample"] == [
        ["A", "1", "2"], ["B", "", "3"], ["C", "4", ""]]


@pytest.mark.parametrize(("columns", "way"), [({}, "by file name"), ({"picture": ""}, "by SKU")])
def test_photos_are_matched_before_anything_starts(tmp_path: Path, columns: dict[str, str], way: str) -> None:
    (tmp_path / "sales.csv").write_text("sku,week,sold,photo\nA-17,2024-W01,1, A-17.jpg\nB-20,2024-W01,2,\n")
    kinds = {"shots/A-17.jpg": ("model_face", "apparel", ""), "9f.jpg": ("product_only", "other", "B-20")}
    said = Said()
    first, *rest = tasks.match_pictures(str(tmp_path / "sales.csv"), columns, kinds, progress=said)
    assert first.startswith("2 of 2 photos of the table are among the analyzed ones") and way in first and not rest
    assert said


def test_a_study_leaves_its_history_and_its_report(path: Path, tmp_path: Path) -> None:
    said = Said()
    tasks.study(str(tmp_path), order(path, estimate=True), progress=said)
    assert len(read_history(tmp_path).table) == 16 * 30 and read_report(tmp_path).facts["name"] == "Shop"
    done = [share for _, share in said]
    assert done == sorted(done) and done[0] > 0 and done[-1] < 1 and said[-1][0] == "Writing the report"


def test_a_table_that_is_only_read_has_no_report(path: Path, tmp_path: Path) -> None:
    tasks.study(str(tmp_path), order(path), progress=Said())
    assert (tmp_path / FACTS).is_file() and not (tmp_path / REPORT).exists()


def test_a_bad_table_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError):
        tasks.study(str(tmp_path), order(tmp_path / "bad.csv"), progress=Said())
    assert [file.name for file in tmp_path.iterdir()] == ["bad.csv"]


def test_the_result_of_a_test_is_weighted_in(path: Path, tmp_path: Path) -> None:
    prior = Prior("model_face", "units", 0.1, 0.001, "A test")
    tasks.study(str(tmp_path), order(path, estimate=True, priors=[prior.to_dict()]), progress=Said())
    assert next(effect.grade for effect in read_report(tmp_path).effects if effect.kind == "model_face") == "A"
    with pytest.raises(Misuse):
        tasks.study(str(tmp_path), order(path, estimate=True, priors=[{}]), progress=Said())


def test_a_simulated_shop_needs_no_table(tmp_path: Path) -> None:
    shop = {"seed": 1, "products": 4, "weeks": 12, "design": "fixed", "confounding": "none"}
    tasks.study(str(tmp_path), order("simulated", simulate=shop), progress=Said())
    history = read_history(tmp_path)
    assert history.simulated and history.table["product"].nunique() == 4


@pytest.mark.parametrize(("by", "labels"), [("kind", {"model_face", "worn_no_face", "product_only"}),
                                            ("intent", {"apparel", "other"})])
def test_analyzed_pictures_give_the_types_or_the_intents(tmp_path: Path, table: pd.DataFrame, by: str,
                                                         labels: set[str]) -> None:
    path = tmp_path / "sales.csv"
    (table if by == "intent" else table.drop(columns="kind")).to_csv(path, index=False)
    kinds = {name: (kind, "apparel" if kind == "model_face" else "other")
             for name, kind in zip(table["picture"], table["kind"], strict=True)}
    tasks.study(str(tmp_path), order(path, kinds=kinds, by=by), progress=Said())
    history = read_history(tmp_path)
    assert set(history.kinds) == labels and ADDRESS in history.matches[0]


def test_a_test_is_planned_and_read_from_a_stored_history(tmp_path: Path) -> None:
    shop = {"seed": 4, "products": 30, "weeks": 60, "design": "fixed", "confounding": "none"}
    tasks.study(str(tmp_path), order("simulated", simulate=shop), progress=Said())
    said = Said()
    planned = tasks.plan_test(str(tmp_path), "drone", {"weeks": 4}, progress=said)
    assert (planned.kind, planned.weeks) == ("drone", 4) and said
    assert tasks.read_test(str(tmp_path), planned.to_dict(), progress=said).verdict == "too early"
    with pytest.raises(Misuse, match="not a plan"):
        tasks.read_test(str(tmp_path), {}, progress=said)


@pytest.mark.parametrize(("form", "start"), [("html", b"<!doctype html>"), ("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_a_stored_report_is_drawn(tmp_path: Path, path: Path, form: str, start: bytes) -> None:
    tasks.study(str(tmp_path), order(path, estimate=True), progress=Said())
    assert tasks.draw_report(str(tmp_path), form, progress=Said()).lower().startswith(start.lower())
