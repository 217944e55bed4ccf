"""Sales tables as people have them, and what is said of bad ones."""

from __future__ import annotations

import pandas as pd
import pytest

from core.errors import InputError, NotFound
from core.sales.effects.estimate import estimate
from core.sales.simulation import simulate
from core.sales.table.cells import numbers, shares
from core.sales.table.columns import fact_name, guess
from core.sales.table.history_reader import read_history


@pytest.fixture
def table():
    return simulate(3, products=12, weeks=12)[0]


def written(tmp_path, table, name="sales.csv", **options):
    path = tmp_path / name
    table.to_csv(path, index=False, **options)
    return path


def test_csv_xlsx_and_parquet_hold_the_same(tmp_path, table):
    table.to_excel(tmp_path / "a.xlsx", index=False)
    table.to_parquet(tmp_path / "a.parquet")
    found = [read_history(path) for path in
             (written(tmp_path, table), tmp_path / "a.xlsx", tmp_path / "a.parquet")]
    for one in found:
        assert one.table["units"].sum() == table["units"].sum()
        assert (one.dependent, one.period, one.reference) == ("units", "week", "product_only")
        assert set(one.covariates) == {"category", "rating"} and not one.omissions


def test_a_german_export_is_understood(tmp_path, table):
    german = table.rename(columns={"product": "Artikelnummer", "date": "Datum", "units": "Absatz", "price": "Preis",
                                   "promotion": "Aktion", "kind": "Bildart"}).drop(columns=["revenue", "picture"])
    german["Datum"] = pd.to_datetime(german["Datum"]).dt.strftime("%d.%m.%Y")
    german["Preis"] = german["Preis"].map(lambda price: f"{price:,.2f} €".translate(str.maketrans(",.", ".,")))
    german["Aktion"] = german["Aktion"].map({0: "nein", 1: "ja"})
    path = written(tmp_path, german, sep=";", encoding="cp1252")
    found = read_history(path)
    assert found.currency == "EUR"
    assert found.table["price"].sum() == pytest.approx(table["price"].sum())
    assert found.table["promotion"].sum() == table["promotion"].sum()
    assert found.table["period"].nunique() == 12


def test_what_a_picture_may_move_is_held_constant_only_where_somebody_says_so(tmp_path, table):
    table["Profit (EUR)"] = table["revenue"] * 0.3
    table["Wetter, Grad"] = table.groupby("date").ngroup() % 9.0
    path = written(tmp_path, table)
    found = read_history(path)
    assert set(found.covariates) == {"category", "rating"}
    assert any("Profit (EUR), Wetter, Grad change from period to period" in note for note in found.notes)
    found = read_history(path, controls=["Wetter, Grad"])
    assert set(found.covariates) == {"category", "rating", "wetter_grad"}
    assert found.table["wetter_grad"].sum() == table["Wetter, Grad"].sum()
    with pytest.raises(InputError, match="no column 'weather' to control for"):
        read_history(path, controls=["weather"])
    with pytest.raises(InputError, match="does not contain numbers"):
        read_history(path, controls=["category"])


def test_names_of_columns_never_break_a_regression():
    assert fact_name("Ad spend (EUR)", ()) == "ad_spend_eur"
    assert fact_name("Ad spend, EUR", {"ad_spend_eur"}) == "ad_spend_eur_"
    assert fact_name("1st week", ()) == "column_1st_week" and fact_name("%", ()) == "column_"
    assert fact_name("Kind_0", ()) == "kind_0_" and fact_name("y", ()) == "y_"
    assert fact_name("log price", ()) == "log_price_"


def test_text_among_numbers_is_counted_and_dropped_with_its_line(tmp_path, table):
    table["units"] = table["units"].astype("str")
    table.loc[4, "units"] = "sold out"
    found = read_history(written(tmp_path, table))
    assert found.omissions[0].count == 1 and found.omissions[0].lines == (6,)
    assert "sold out" in found.notes[0]


def test_mixed_dates(tmp_path, table):
    table["date"] = pd.to_datetime(table["date"]).dt.strftime("%Y-%m-%d")
    table.loc[0, "date"] = "01/01/2024"
    table.loc[1, "date"] = "8 Jan 2024"
    table.loc[2, "date"] = "soon"
    found = read_history(written(tmp_path, table))
    assert len(found.table) == len(table) - 1
    assert found.omissions[0].lines == (4,) and not found.notes


def test_negative_sales_are_dropped_and_returns_netted(tmp_path, table):
    table.loc[0, "units"] = -3
    back = table.iloc[[5]].assign(units=-1, revenue=-10.0)
    found = read_history(written(tmp_path, pd.concat([table, back])))
    assert found.omissions[-1].count == 1 and "below zero" in found.omissions[-1].reason
    row = found.table[(found.table["product"] == table["product"][5]) & (found.table["period"] == table["date"][5])]
    assert row["units"].item() == table["units"][5] - 1


def test_several_currencies_are_refused(tmp_path, table):
    table["price"] = [f"{price} {'EUR' if place % 3 else 'USD'}" for place, price in enumerate(table["price"])]
    with pytest.raises(InputError, match=r"USD \(48\).*|EUR \(96\)"):
        read_history(written(tmp_path, table))


def test_a_dollar_sign_is_settled_by_the_table_or_said(tmp_path, table):
    table["price"] = [f"${price}" for price in table["price"]]
    found = read_history(written(tmp_path, table))
    assert found.currency == "USD" and any("may also be CAD" in note for note in found.notes)
    table["currency"] = "AUD"
    found = read_history(written(tmp_path, table))
    assert found.currency == "AUD" and not any("may also be" in note for note in found.notes)


def test_disorder_and_repeats(tmp_path, table):
    mixed = pd.concat([table, table.iloc[[7]]]).sample(frac=1, random_state=1)
    found = read_history(written(tmp_path, mixed))
    assert found.table["units"].sum() == table["units"].sum()
    assert found.omissions[0].count == 1
    assert found.table.groupby("product")["period"].apply(lambda days: days.is_monotonic_increasing).all()


def test_the_blog_posts_categories_are_kinds(tmp_path, table):
    names = {"model_face": "Category1", "worn_no_face": "Category2", "product_only": "Category3"}
    table["category of image"] = table["kind"].map(names)
    found = read_history(written(tmp_path, table.drop(columns="kind")))
    assert set(found.kinds) == set(names)


def test_a_missing_column_is_named_with_those_that_there_are(tmp_path, table):
    with pytest.raises(InputError, match="units or revenue.*product, date") as error:
        read_history(written(tmp_path, table.drop(columns=["units", "revenue"])))
    assert "=" in error.value.hint
    with pytest.raises(InputError, match="no column 'stock'"):
        read_history(written(tmp_path, table), columns={"units": "stock"})


def test_pictures_take_their_kinds_from_the_chain(tmp_path, table):
    path = written(tmp_path, table.drop(columns="kind"))
    with pytest.raises(InputError, match="not their photo types"):
        read_history(path)
    kinds = {f"https://shop.example/{one.picture}": one.kind
             for one in table.itertuples() if one.product != "Product 2"}
    found = read_history(path, kinds=kinds)
    assert "Product 2" not in set(found.table["product"])
    assert found.omissions[0].count == 12 and "not among the analyzed ones" in found.omissions[0].reason


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04nothing", b"PAR1nothing", b"one column\n1\n"])
def test_what_is_no_table_is_said(tmp_path, content):
    path = tmp_path / "sales.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_history(path)
    assert error.value.hint
    with pytest.raises(NotFound):
        read_history(tmp_path / "nowhere.csv")


def test_cells():
    assert numbers(pd.Series(["1.234,50 €", "3 €", "-4,5"])).tolist() == [1234.5, 3.0, -4.5]
    assert numbers(pd.Series(["$1,234.50", "(7)", "words"])).tolist()[:2] == [1234.5, -7.0]
    assert shares(pd.Series(["yes", "no", "Black Friday"])).tolist() == [1.0, 0.0, 1.0]


def test_names_of_columns_are_guessed():
    amazon = pd.DataFrame({"(Child) ASIN": ["a"], "Date": ["2024-01-01"], "Units Ordered": [1],
                           "Ordered Product Sales": ["$1"], "Sessions": [2], "Image category": ["legs"]})
    assert guess(amazon) == {"product": "(Child) ASIN", "date": "Date", "units": "Units Ordered",
                             "revenue": "Ordered Product Sales", "sessions": "Sessions", "kind": "Image category"}


@pytest.mark.slow
def test_five_million_rows(tmp_path):
    week = simulate(1, products=1000, weeks=104)[0]
    day = pd.concat([week.assign(date=week["date"] + pd.Timedelta(days=shift)) for shift in range(48)])
    path = tmp_path / "large.parquet"
    day.to_parquet(path)
    found = read_history(path)
    assert found.rows_read == len(day) > 4_900_000
    assert found.table["units"].sum() == day["units"].sum()


@pytest.mark.slow
def test_a_column_that_the_picture_moves_does_not_take_the_effect_away(tmp_path):
    table, _ = simulate(3, products=60, weeks=60)
    table["Profit (EUR)"] = table["revenue"] * 0.3
    table["Wetter, Grad"] = table.groupby("date").ngroup() % 9.0 + table.groupby("product").ngroup() % 4
    found = estimate(read_history(written(tmp_path, table), controls=["Wetter, Grad"]))
    plain = estimate(read_history(written(tmp_path, table.drop(columns=["Profit (EUR)", "Wetter, Grad"]), "plain.csv")))
    for one, other in zip(found.effects[:2], plain.effects[:2], strict=True):
        assert one.percent == pytest.approx(other.percent, abs=0.5)
    spoilt = estimate(read_history(written(tmp_path, table), controls=["Profit (EUR)"]))
    assert abs(spoilt.effects[0].percent) < 0.7 * plain.effects[0].percent, "this is what it guards against"
    assert "profit eur" in spoilt.method.words


def test_weeks_with_their_years_beside_and_totals_below(tmp_path, table):
    iso = pd.to_datetime(table["date"]).dt.isocalendar()
    table = table.drop(columns="date").assign(KW=iso["week"], Jahr=iso["year"])
    total = table.iloc[[0]].assign(product="Total", units=99_999)
    history = read_history(written(tmp_path, pd.concat([table, total])))
    assert history.period == "week" and history.table["period"].nunique() == 12 and "jahr" not in history.covariates
    assert [(one.reason, one.count) for one in history.omissions] == [("The row is a total, not a product.", 1)]
    assert history.table["units"].sum() == table["units"].sum()


def test_a_person_says_the_decimal_mark(tmp_path, table):
    small = table[["product", "date",
    "kind"]].assign(units=[f"{1 + place % 7}.{place % 900 + 100}" for place in range(len(table))])
    path = written(tmp_path, small)
    history = read_history(path)
    assert history.table["units"].min() >= 1000 and "set the decimal mark to point" in " ".join(history.notes)
    assert read_history(path, columns={"decimal": "point"}).table["units"].max() < 8
    with pytest.raises(InputError, match="comma or point"):
        read_history(path, columns={"decimal": "dot"})
