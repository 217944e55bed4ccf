"""What shops call the columns of a feed: one table of names for each field, by platform and by language.

Names are compared by `key_of`, so that case, accents, blanks and punctuation make no difference. A language that lacks
here still works: pictures are recognized by what the cells hold, and a person can name the other columns.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Field -> names of its columns, the best first. Within a field: Google and Meta, Shopify, WooCommerce, Magento,
# PrestaShop, OpenCart, BigCommerce, Wix, Squarespace, Etsy, Ecwid, Amazon, eBay, price comparison (Heureka, YML,
# Skroutz, Ceneo, Awin), then languages (de, fr, es, it, pt, nl, pl, cs, sv, da, fi, ru, el, ro, hu, tr).
_NAMES = {
    "picture": "image_link, image_src, product_image_url, image_url, main_image_url, base_image, main_image, image, "
               "image_1, image1, product_image, product_photo, product_media_main_image_url, "
               "main_product_image_locator_media_location, images, image_urls, hosted_image_urls, images_src, "
               "picture_url, picture, pictures, pic_url, item_photo_url, photo_url, photo, photos, img_url, img_src,"
               " img, imgs, image_file, image_name, large_image, merchant_image_url, imgs_main_url, bild_url, bild, "
               "bildlink, bilder, hauptbild, produktbild, image_principale, photo_principale, imagenes, imagen, "
               "imagen_principal, foto, fotos, foto_url, immagini, immagine, immagine_principale, imagens, imagem, "
               "imagem_principal, afbeeldingen, afbeelding, hoofdafbeelding, obrazki, obrazek, zdjecia, zdjecie, "
               "zdjecie_glowne, obrazky, obrazok, billeder, billede, bilde, kuvat, kuva, изображения, изображение, "
               "картинка, фото, εικονα, εικονες, imagini, imagine, kepek, kep, gorseller, gorsel, resim, 画像, 图片, "
               "media_url, media_content, enclosure",
    "thumbnail": "thumbnail, thumbnail_url, thumbnail_image, small_image, swatch_image, swatch_image_url, "
                 "aw_thumb_url, merchant_thumb_url, thumb, thumb_url",
    "more": "additional_image_link, additional_image_links, additional_image_url, additional_image_urls, "
            "additional_images, additional_image, variant_image, variant_image_url, other_images, more_images, "
            "alternate_image, gallery, gallery_images, product_gallery, imgurl_alternative, weitere_bilder, "
            "images_supplementaires, imagenes_adicionales, immagini_aggiuntive, imagens_adicionais, "
            "extra_afbeeldingen, dodatkowe_zdjecia",
    "sku": "sku, variant_sku, variants_sku, item_sku, seller_sku, contribution_sku, product_code_sku, product_sku, "
           "custom_label, product_code, reference, product_reference, article_number, item_number, "
           "merchant_product_id, artikelnummer, artikel_nr, ugs, cod, ref, referencia, codigo, codice, artikelcode, "
           "artikelnr, varenummer, kod, kod_produktu, indeks, cislo_produktu, katalogove_cislo, tuotetunnus, "
           "tuotenumero, tuotekoodi, артикул, κωδικος, cikkszam, stok_kodu, offer_id, id, item_id, uniqueid, "
           "unique_id, productno, 商品番号, 商品コード, 商品管理番号, 品番, 商品编号, 商品编码, "
           "货号, 商品編號, 상품번호, 상품코드, "
           "vendor_code, aw_product_id, model, product_id, asin, handle, handle_id, "
           "url_handle, mpn, guid",
    "title": "title, name, product_name, names_name, titles_title, product_title, item_name, product, productname, "
             "meta_title, titel, bezeichnung, artikelname, produktname, nom, nom_du_produit, titre, designation, "
             "nombre, nombre_del_producto, titulo, nome, nome_do_produto, nome_prodotto, titolo, naam, productnaam, "
             "nazwa, nazwa_produktu, tytul, nazev, namn, navn, nimi, название, наименование, ονομα, τιτλος, "
             "denumire, nume, nev, termeknev, ad, urun_adi, 商品名, 商品名称, 商品名稱, 商品标题, 상품명",
    "category": "google_product_category, product_category, product_type, category, categories, category_name, "
                "categories_name, category_text, categorytext, category_path, merchant_category, cat, "
                "feed_product_type, kategorie, kategorien, warengruppe, rubrik, categorie, rubrique, categoria, "
                "categorias, categorieen, kategoria, kategori, kategorier, kategoriat, категория, категории, "
                "κατηγορια, kategoriak, item_type, type, "
                "カテゴリ, カテゴリー, 商品类目, 类目, 分类, 分類, 카테고리",
    "gtin": "gtin, ean, upc, barcode, variant_barcode, variants_barcode, gtin13, gtin_13, ean13, ean_13, isbn, "
            "ean_code, ean_nummer, gtin_upc_ean_or_isbn, gtin_upc_ean_oder_isbn, gtin_upc_ean_ou_isbn, "
            "gtin_upc_ean_o_isbn, gtin_upc_ean_of_isbn, gtin_upc_ean_lub_isbn, external_product_id, kod_kreskowy, "
            "codigo_de_barras, code_barres, codice_a_barre, штрихкод",
    "page": "link, product_url, product_link, url, page, page_url, canonical_url, deeplink, aw_deep_link, "
            "merchant_deep_link, external_url, produkt_url, lien, enlace, odkaz, ссылка",
    "price": "price, variant_price, variants_price, regular_price, product_price, price_vat, price_with_vat, "
             "price_incl_tax, price_tax_included, price_tax_excluded, price_value, standard_price, your_price, "
             "start_price, search_price, list_price, unit_price, amount, sale_price, preis, regularer_preis, "
             "verkaufspreis, vk_preis, prix, tarif, tarif_regulier, tarif_normal, prix_regulier, prix_de_vente, "
             "precio, precio_normal, precio_regular, prezzo, prezzo_di_listino, prezzo_normale, prezzo_regolare, "
             "preco, preco_normal, preco_regular, prijs, reguliere_prijs, normale_prijs, verkoopprijs, cena, "
             "cena_regularna, cena_podstawowa, cena_s_dph, bezna_cena, ordinarie_pris, normalpris, pris, hinta, "
             "цена, базовая_цена, τιμη, pret, ar, fiyat, 販売価格, 価格, 通常価格, 价格, 售价, "
             "销售价, 價格, 售價, 판매가, 가격, angebotspreis, tarif_promo, precio_rebajado, "
             "prezzo_in_offerta, preco_promocional, actieprijs, cena_promocyjna",
    "currency": "currency, price_currency, currency_code, currency_id, waehrung, wahrung, devise, moneda, valuta, "
                "moeda, waluta, mena, валюта",
    "color": "color, colour, color_name, colour_name, color_map, product_color, primary_color, main_color, "
             "variant_color, farbe, farben, farbname, hauptfarbe, couleur, coloris, colore, cor, kleur, kolor, barva, "
             "farg, farve, vari, цвет, χρωμα, culoare, szin, renk, 色, カラー, 颜色, 顏色, 색상",
    "brand": "brand, brand_name, manufacturer, manufacturer_name, vendor, marke, markenname, hersteller, marque, "
             "fabricant, marca, fabricante, produttore, merk, fabrikant, marka, producent, znacka, vyrobce, varumarke, "
             "maerke, merke, tuotemerkki, valmistaja, бренд, производитель, μαρκα, producator, marca_produsului, "
             "gyarto, ブランド, 品牌, 브랜드",
    "size": "size, item_size, product_size, package_size, pack_size, net_content, net_weight, "
            "unit_pricing_measure, volume, variant_size, groesse, grosse, inhalt, fuellmenge, taille, "
            "contenance, talla, tamano, contenido, taglia, formato, tamanho, maat, inhoud, rozmiar, pojemnosc, "
            "velikost, storlek, storrelse, koko, размер, объем, サイズ, 尺码, 规格, 사이즈",
    "gender": "gender, target_gender, sex, geschlecht, genre, genero, sexo, sesso, genere, geslacht, plec, pohlavi, "
              "kon, kjonn, пол, φυλο, 性別, 性别, 성별",
    "true_label": "true_label, shopping_intent, intent, intent_label, label",
}
# What only the rows of one product say of each other: not for people to name.
_ROW_NAMES = {
    "group": "handle, handle_id, url_handle",
    "kind": "type, tipo, rodzaj, typ, item_type, field_type, typ_produktu, tyyppi, тип, tipus, tur, row_type",
    "family": "item_group_id, itemgroupid, item_group, product_group_id, variant_group, variant_group_id, parent, "
              "parent_sku, parent_id, style_id, master_id, handle, handle_id, url_handle",
    "parent": "parent, parent_sku, parent_id, ubergeordnetes_produkt, eltern, parente, superior, padre, genitore, "
              "pai, hoofdproduct, bovenliggend, nadrzedny, rodzic",
}
NO_COLUMN = "-"  # instead of a column's name: nothing in the feed is this field
_SEPARATORS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MARKS = re.compile(r"\[[a-z_]+=[^\]]*\]|#\d+")  # of Amazon's templates: item_name[language_tag=en_US]#1.value
_HINT = re.compile(r"[(\[][^()\[\]]*[)\]]")  # PrestaShop: Image URLs (x,y,z...); Squarespace: SKU [Non Editable]
_FORMS = "value language text cdata content en de fr es it pt nl pl cs sk sv da fi ru el ro hu tr us gb uk at ch br"
_AMBIGUOUS = "id name title url link type value text content label product"  # the innermost of a path


def normal_name(name: str) -> str:
    """A column's name without the differences between shops' exports.

    Examples
    --------
    >>> normal_name("g:Image-Link "), normal_name("additionalImageLinks"), normal_name("*Title")
    ('image_link', 'additional_image_links', 'title')
    """
    text = re.sub(r"^g:", "", name.strip("\ufeff \t\"'"), flags=re.IGNORECASE)
    return _SEPARATORS.sub("_", _CAMEL.sub("_", _MARKS.sub("", text)).lower()).strip("_")


def key_of(name: str) -> str:
    """What names are compared by: letters and digits, without accents.

    Examples
    --------
    >>> key_of("Categorías"), key_of("IMAGE LINK"), key_of("imageLink")
    ('categorias', 'imagelink', 'imagelink')
    """
    letters = unicodedata.normalize("NFKD", normal_name(name).replace("_", "").replace("ł", "l"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _ranks(names: dict[str, str]) -> dict[str, dict[str, int]]:
    return {field: {key_of(name): rank for rank, name in reversed(list(enumerate(text.split(", "))))}
            for field, text in names.items()}


_RANKS, _ROW_RANKS = _ranks(_NAMES), _ranks(_ROW_NAMES)
FIELDS = tuple(field for field in _NAMES if field != "thumbnail")
ROW_FIELDS = tuple(_ROW_NAMES)


@lru_cache(maxsize=4096)
def ranks_of(name: str) -> dict[str, int]:
    """Fields that a column of this name may be, each with the place of the name in its list (0 is best).

    A name may say more than the field: in parentheses, a language, a place inside of elements (`names/name`).

    Examples
    --------
    >>> [sorted(ranks_of(name)) for name in ("Image URLs (x,y,z...)", "prices/price", "name(en-gb)", "Weight")]
    [['picture'], ['price'], ['title'], []]
    """
    ranks: dict[str, int] = {}
    for penalty, key in enumerate(dict.fromkeys(_keys(name))):
        for field, table in (*_RANKS.items(), *_ROW_RANKS.items()):
            if key in table and field not in ranks:
                ranks[field] = table[key] + 100 * penalty
    return ranks


def _keys(name: str) -> list[str]:
    """Forms of a name, the whole first."""
    words = normal_name(name).split("_")
    while len(words) > 1 and (words[-1] in _FORMS.split() or words[-1].isdigit()):
        words.pop()
    keys = [key_of(name), key_of(_HINT.sub("", name)), key_of("_".join(words))]
    if "/" in name.strip("/"):  # inside of elements: the innermost says what it is, unless that is a name of another
        last = name.rstrip("/").rpartition("/")[2]
        keys += [key_of(last)] if key_of(last) not in _AMBIGUOUS.split() else []
    return [key for key in keys if key]
