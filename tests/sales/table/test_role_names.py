"""Names of columns: no name has two roles, and none is weaker than it is strong."""

from __future__ import annotations

import pandas as pd
import pytest

from core.sales.table.calendar_words import without_accents
from core.sales.table.columns import guess, simple
from core.sales.table.role_names import NAMES, NOT_SALES, WEAK


def test_a_name_has_one_role_and_no_accents():
    names = [name for table in (NAMES, WEAK) for words in table.values() for name in words]
    assert sorted(names) == sorted(set(names))
    assert all(without_accents(simple(name)) == name for name in names) and set(WEAK) < set(NAMES)
    assert not NOT_SALES & set(names)


@pytest.mark.parametrize(("header", "units", "revenue"), [
    ("Day,Product title,Orders,Quantity ordered,Quantity returned,Net quantity,Gross sales,Net sales,Total sales",
     "Net quantity", "Net sales"),
    ("product_title,variant_sku,orders,net_items_sold,gross_sales,discounts,returns,net_sales,taxes,total_sales",
     "net_items_sold", "net_sales"),
    ("Date,SKU,Items Sold,N. Revenue,Orders,Status", "Items Sold", "N. Revenue"),
    ("Datum,Produkt,Bestellungen,Verkaufte Artikel,Nettoumsatz", "Verkaufte Artikel", "Nettoumsatz"),
    ("Date,Item ID,Item name,Items viewed,Items added to cart,Items purchased,Item revenue", "Items purchased",
    "Item revenue"),
    ("(Parent) ASIN,(Child) ASIN,Title,Sessions - Mobile App,Sessions - Total,Units Ordered,Unit Session Percentage,"
     "Ordered Product Sales,Total Order Items", "Units Ordered", "Ordered Product Sales"),
    ("Sale Date,Item Number,Custom Label (SKU),Quantity sold,Sold For,Total Price", "Quantity sold", "Total Price"),
    ("Week,Artikel,Absatz,Umsatz,Bestand", "Absatz", "Umsatz"), ("Semaine,Réf,Unités vendues,Ventes nettes,Retours",
                                                              "Unités vendues", "Ventes nettes"),
    ("Semana,Referencia,Unidades vendidas,Ventas netas,Pedidos", "Unidades vendidas", "Ventas netas"),
    ("Settimana,Codice,Quantità venduta,Fatturato", "Quantità venduta", "Fatturato"),
    ("Semana,Código,Quantidade,Receita", "Quantidade", "Receita"), ("Week,Artikelcode,Aantal,Omzet", "Aantal", "Omzet"),
    ("Tydzień,Kod produktu,Ilość,Przychód", "Ilość", "Przychód"), ("Date,SKU,Orders", "Orders", None),
    ("Date,SKU,Units returned,Units", "Units", None)])
def test_reports_of_shops_and_languages(header, units, revenue):
    roles = guess(pd.DataFrame(columns=header.split(",")))
    assert (roles["units"], roles.get("revenue")) == (units, revenue)
    assert "product" in roles and not {"orders", "returns"} & {roles.get("price"), roles.get("sessions")}


def test_a_column_of_words_holds_no_amounts():
    table = pd.DataFrame({"Sales": ["north", "south"], "Total sales": ["3", "4"]})
    assert guess(table)["revenue"] == "Total sales"
    assert guess(table[["Sales"]])["revenue"] == "Sales", "its words are then counted and named"
