"""Names of a sales table's columns, by role, in eight languages and as shops, marketplaces and analytics write them.

English, German, French, Spanish, Italian, Portuguese, Dutch and Polish, some in Russian, Japanese and
Chinese; Shopify, WooCommerce, Google Analytics, Amazon and eBay. The best come first: net items before ordered ones,
and those before orders. Accents do not count.
"""

from __future__ import annotations


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(" | "))


NAMES = {
    "product": _names("""
        product | sku | product id | productid | item | item id | child asin | asin | parent asin | article |
        article number | product variant sku | variant sku | item sku | seller sku | custom label | custom label sku
        | item number | ebay item id | product code | product number | product sku | item name | product name |
        product title | item title | listing title | artikel | artikelnummer | artikelnr | art nr | produkt |
        produktname | artikelname | bestellnummer | produit | reference | ref | code article | nom du produit |
        producto | referencia | codigo | articulo | nombre del producto | prodotto | codice | codice articolo |
        articolo | riferimento | produto | codigo do produto | artigo | product naam | productnaam | artikelcode |
        produktu | nazwa produktu | kod produktu | towar | indeks |
        товар | артикул | наименование | номенклатура | 商品 | 商品名 | 商品番号 | 商品コート | 商品编号 |
        商品名称 | 产品 | style | gtin | ean | upc"""),
    "date": _names("""
        date | day | week | week start | week starting | week beginning | week of | period | month | order date |
        sale date | purchase date | invoice date | transaction date | report date | sales date | day index |
        year week | yearweek | week year | iso week | year month | yearmonth | calendar week | datum | tag | woche |
        kalenderwoche | kw | monat | zeitraum | bestelldatum | verkaufsdatum | fecha | dia | semana | mes | periodo
        | jour | semaine | mois | periode | date de commande | data | giorno | settimana | mese | data ordine |
        semana do ano | dag | week nr | weeknummer | maand | dzien | tydzien | miesiac | okres | data sprzedazy |
        дата | неделя | месяц | период | 日付 | 週 | 月 | 日期 | 周 | quarter | quartal | trimestre | time | timestamp |
        start date"""),
    "units": _names("""
        net items sold | net quantity | net units | net units sold | net sales units | units sold | items sold |
        quantity sold | qty sold | units | unit sales | sales units | sales qty | sales quantity | sold quantity |
        items purchased | item quantity | units ordered | ordered item quantity | ordered quantity |
        quantity ordered | ordered units | total quantity sold | total units | quantity | qty | sold | pieces | pcs
        | verkaufte artikel | verkaufte stuck | verkaufte menge | verkaufte einheiten | menge | stuckzahl |
        stueckzahl | absatz | stuck | verkauft | anzahl | unites vendues | articles vendus | quantite vendue |
        unites | quantite | vendus | unidades vendidas | articulos vendidos | cantidad vendida | unidades | cantidad
        | vendidos | unita vendute | quantita venduta | articoli venduti | pezzi venduti | unita | quantita | pezzi
        | itens vendidos | quantidade vendida | quantidade | qtd | verkochte stuks | verkocht aantal |
        verkochte artikelen | aantal | stuks | sprzedana ilosc | sprzedane sztuki | ilosc | sztuki | liczba sztuk |
        количество | продано | кол во | 数量 | 販売数 | 販売数量 | 売上数量 | 销量 | 销售数量 |
        demand"""),
    "revenue": _names("""
        net sales | net revenue | n revenue | item revenue | ordered product sales | product sales | net turnover |
        revenue | sales | total sales | gross sales | gross revenue | sales value | sales amount | sales revenue |
        turnover | gmv | total revenue | total price | nettoumsatz | umsatz | umsatz netto | erlos | ventes nettes |
        chiffre d affaires | ventes | ca ht | ventas netas | ingresos | ventas | facturacion | vendite nette |
        ricavi | fatturato | vendite | vendas liquidas | receita | faturamento | vendas | netto omzet | omzet |
        przychod | sprzedaz netto | wartosc sprzedazy | obrot | sprzedaz |
        выручка | оборот | сумма | продажи | 売上 | 売上金額 | 销售额 | 销售金额"""),
    "price": _names("""
        price | unit price | selling price | avg price | average price | average selling price | sale price | asp |
        item price | net price | sold for | variant price | preis | stuckpreis | verkaufspreis | durchschnittspreis
        | prix | prix unitaire | prix de vente | precio | precio unitario | precio de venta | prezzo |
        prezzo unitario | preco | preco unitario | prijs | verkoopprijs | цена | 価格 | 単価 | 价格 | 单价 |
        cena | cena jednostkowa | cena sprzedazy"""),
    "promotion": _names("""
        promotion | promo | on promo | on promotion | discount | discounted | is promo | deal | rabatt | aktion |
        remise | soldes | promocion | descuento | promozione | sconto | promocao | desconto | korting | actie |
        promocja | rabat | sale event | promo flag | discount pct"""),
    "impressions": _names("""
        impressions | views in search | ad impressions | search impressions | total impressions | impressionen |
        impresiones | impressioni | impressoes | vertoningen | wyswietlenia | listing views | shown |
        item list views"""),
    "sessions": _names("""
        sessions total | sessions | page views total | page views | pageviews | total page views | product views |
        items viewed | item views | views | visits | traffic | clicks | glance views | sitzungen | besuche |
        seitenaufrufe | sesiones | visitas | visites | vues | sessioni | visite | sessoes | sessies | bezoeken |
        sesje | wizyty | product page views"""),
    "kind": _names("""
        kind | image category | image kind | picture kind | photo type | image type | picture category | image class
        | predicted class | category of image | photo kind | photo category | picture type | bildart | bildtyp |
        fototyp | type d image | type de photo | type image | tipo de imagen | tipo de foto | tipo imagen |
        tipo di immagine | tipo immagine | tipo foto | tipo di foto | tipo de imagem | tipo imagem | type afbeelding
        | afbeeldingstype | type foto | soort foto | typ zdjecia | rodzaj zdjecia"""),
    "picture": _names("""
        picture | image | photo | image url | image link | picture url | image file | photo url | main image |
        image src | filename | file name | file | bild | bild url | bildlink | foto | photo principale |
        image principale | imagen | imagen principal | immagine | imagem | afbeelding | zdjecie | uri"""),
    "currency": _names("""
        currency | currency code | wahrung | waehrung | devise | moneda | valuta | moeda | waluta | curr"""),
}
WEAK = {  # taken where no column has a better name; of units, orders are fewer than items
    "product": _names("""
        title | name | description | bezeichnung | designation | nombre | nome | naam | nazwa | id"""),
    "units": _names("""
        total order items | orders | purchases | transactions | bookings | volume | bestellungen | commandes |
        pedidos | ordini | bestellingen | zamowienia | total orders | number of orders"""),
    "revenue": _names("""
        amount | value | ca | total | betrag | montant | importe | importo | valor | bedrag | kwota | wartosc"""),
}
# Words of figures that are something else: "Units returned", "Sessions percentage".
NOT_SALES = frozenset(_names("""
    return | returns | returned | refund | refunds | refunded | cancelled | canceled | stock | inventory | available
    | forecast | plan | planned | target | budget | percentage | percent | share | rate | change | growth | ytd |
    cumulative | previous | last | prior | goal | tax | taxes | shipping | retoure | retouren | bestand | lager |
    quote | anteil | ziel | vorjahr | retours | rembourses | stocks | objectif | devoluciones | existencias | resi |
    giacenza | devolucoes | estoque | retouren | voorraad | zwroty | stan | b2b"""))
