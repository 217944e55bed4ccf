"""The exports of the usual platforms are read without a person's help."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.nouns.product import Candidate
from core.sources.feeds.names import key_of, normal_name, ranks_of
from core.sources.listing import SourceOptions, candidates
from tests.sources.internet import site

A, B = "https://cdn.example/1.jpg", "https://cdn.example/2.jpg"
# Platform -> a header and its rows as it writes them, with one product that has two pictures.
TABLES = {
    "Shopify": ("Handle,Title,Type,Variant SKU,Variant Price,Image Src,Image Position,Image Alt Text,Variant Image",
                f"shoe,Shoe,Shoes,S-1,12.50,{A},1,red,", f"shoe,,,,,{B},2,,", "shoe,,,S-2,13,,,,"),
    "Shopify, new": ("Title,URL handle,Product category,Type,SKU,Price,Product image URL,Image position,Image alt text,"
                     "Variant image URL", f"Shoe,shoe,Apparel,Shoes,S-1,12.50,{A},1,red,", f",shoe,,,,,{B},2,,"),
    "WooCommerce": ("ID,Type,SKU,Name,Published,Regular price,Categories,Images,Parent",
                    f'7,variable,S-1,Shoe,1,12.50,Shoes,"{A}, {B}",', "8,variation,S-2,Shoe - red,1,12.50,,,S-1"),
    "Magento": ("sku,store_view_code,product_type,categories,name,price,base_image,base_image_label,small_image,"
                "thumbnail_image,swatch_image,additional_images,additional_image_labels",
                f'S-1,,simple,"Default/Shoes",Shoe,12.5000,{A},front,{A},{A},no_selection,"{A},{B}","front,back"'),
    "PrestaShop": ("Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax included;Reference #;"
                   "Image URLs (x,y,z...);Image alt texts (x,y,z...)", f'7;1;Shoe;Shoes;12.50;S-1;"{A},{B}";red,back'),
    "OpenCart": ("product_id,name(en-gb),categories,sku,upc,model,image_name,additional_images,price",
                 f'7,Shoe,Shoes,S-1,,M-1,{A},"{A},{B}",12.50'),
    "BigCommerce": ("Item Type,Product ID,Product Name,Product Code/SKU,Price,Category,Product Image ID - 1,"
                    "Product Image File - 1,Product Image URL - 1,Product Image Is Thumbnail - 1,Product Image ID - 2,"
                    "Product Image File - 2,Product Image URL - 2",
                    f"Product,7,Shoe,S-1,12.50,Shoes,371,a/1.jpg,{A},Y,372,a/2.jpg,{B}",
                    "  SKU,9,[S]Size=9,S-1-9,,,,,,,,,"),
    "Wix": ("handleId,fieldType,name,productImageUrl,collection,sku,price",
            f"product_1,Product,Shoe,{A};{B},Shoes,S-1,12.5",
            "product_1,Variant,,,,S-2,"),
    "Wix, new": ("handle,fieldType,name,sku,price,media", "shoe,PRODUCT,Shoe,S-1,12.5,", f"shoe,MEDIA,,,,{A}",
                 f"shoe,MEDIA,,,,{B}", "shoe,VARIANT,,S-2,,"),
    "Squarespace": ("Product ID [Non Editable],Product Type [Non Editable],Title,SKU,Price,Sale Price,Categories,"
                    "Hosted Image URLs", f"7,PHYSICAL,Shoe,S-1,12.50,0,Shoes,{A} {B}", ",,,S-2,13,0,,"),
    "Etsy": ("TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,IMAGE1,IMAGE2,IMAGE3,SKU",
             f"Shoe,x,12.50,EUR,1,{A},{B},,S-1"),
    "Ecwid": ("type,product_sku,product_name,product_price,product_media_main_image_url,"
              "product_media_gallery_image_url_1", f"product,S-1,Shoe,12.50,{A},{B}", "product_variation,S-2,,,,"),
    "Meta": ("# Required | A unique id,# Required | A title,# Required,# Required,# Required",
             "id,title,price,image_link,additional_image_link", f"S-1,Shoe,12.50 EUR,{A},{B}"),
    "Meta, catalog": ("sku,title,price,image[0].url,image[0].tag[0],image[1].url",
                      f"S-1,Shoe,12.50 EUR,{A},front,{B}"),
    "Amazon": ("TemplateType=fptcustom\tVersion=2024.0101\tsettings=x\t\t", "Seller SKU\tProduct Name\tStandard Price\t"
               "Main Image URL\tOther Image URL1",
               "item_sku\titem_name\tstandard_price\tmain_image_url\tother_image_url1",
               f"S-1\tShoe\t12.50\t{A}\t{B}"),
    "Amazon, new": ("contribution_sku#1.value\titem_name[marketplace_id=A][language_tag=en_US]#1.value\t"
                    "main_product_image_locator[marketplace_id=A]#1.media_location\t"
                    "other_product_image_locator_1[marketplace_id=A]#1.media_location\tlist_price#1.value",
                    f"S-1\tShoe\t{A}\t{B}\t12.50"),
    "eBay": ("#INFO,Version=0.0.2,Template= eBay-draft-listings-template_US,,",
             "*Action(SiteID=US|Country=US|Currency=USD),Custom label (SKU),Category ID,Title,Item photo URL,"
             "Start price",
             f"Draft,S-1,47140,Shoe,{A}|{B},12.50"),
    "Awin": ("aw_product_id,merchant_product_id,product_name,search_price,merchant_image_url,alternate_image,"
             "aw_thumb_url",
             f"9,S-1,Shoe,12.50,{A},{B},https://cdn.example/thumb.jpg"),
    "Excel": ("sep=;", "Artikelnummer;Bezeichnung;VK-Preis;Bild 1;Bild 2", f"S-1;Shoe;12,50;{A};{B}"),
}
WOOCOMMERCE = {  # language -> its words for ID, type, SKU, name, regular price, categories, images
    "de": "ID Typ Artikelnummer Name Regulärer_Preis Kategorien Bilder",
    "fr": "ID Type UGS Nom Tarif_régulier Catégories Images",
    "es": "ID Tipo SKU Nombre Precio_normal Categorías Imágenes",
    "it": "ID Tipo COD Nome Prezzo_di_listino Categorie Immagini",
    "pt": "ID Tipo REF Nome Preço_normal Categorias Imagens",
    "nl": "ID Type SKU Naam Reguliere_prijs Categorieën Afbeeldingen",
    "pl": "ID Rodzaj SKU Nazwa Cena Kategorie Obrazki",
    "cs": "ID Typ Katalogové_číslo Název Běžná_cena Kategorie Obrázky",
    "sv": "ID Typ Artikelnummer Namn Ordinarie_pris Kategorier Bilder",
}
DOCUMENTS = {
    "Heureka": f"<SHOP><SHOPITEM><ITEM_ID>S-1</ITEM_ID><PRODUCTNAME>Shoe</PRODUCTNAME><URL>https://shop.example/1</URL>"
               f"<IMGURL>{A}</IMGURL><IMGURL_ALTERNATIVE>{B}</IMGURL_ALTERNATIVE><PRICE_VAT>12,50</PRICE_VAT>"
               "<CATEGORYTEXT>Shoes</CATEGORYTEXT><EAN>4006381333931</EAN></SHOPITEM></SHOP>",
    "YML": "<yml_catalog><shop><name>My shop</name><offers><offer id='S-1' available='true'><price>12.50</price>"
           f"<currencyId>RUB</currencyId><picture>{A}</picture><picture>{B}</picture><name>Shoe</name>"
           "<param name='Size'>9</param></offer></offers></shop></yml_catalog>",
    "Skroutz": f"<mywebstore><products><product><id>S-1</id><name><![CDATA[Shoe]]></name><image>{A}</image>"
               f"<additional_imageurl>{B}</additional_imageurl><category>Shoes</category>"
               "<price_with_vat>12.50</price_with_vat></product></products></mywebstore>",
    "Ceneo": "<offers><o id='S-1' url='https://shop.example/1' price='12.50' avail='1'><cat><![CDATA[Shoes]]></cat>"
             f"<name>Shoe</name><imgs><main url='{A}'/><i url='{B}'/></imgs>"
             "<attrs><a name='EAN'>4006381333931</a></attrs>"
             "</o></offers>",
    "nested": f"<products><product><sku>S-1</sku><name>Shoe</name><images><image>{A}</image><image>{B}</image></images>"
              "<prices><price>12.50</price></prices><manufacturer><name>X</name></manufacturer></product></products>",
    "Google, Atom": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>tag:1</id><g:id>S-1</g:id><title>Shoe</title>"
                    f"<g:image_link>{A}</g:image_link><g:additional_image_link>{B}</g:additional_image_link>"
                    "<g:price>12.50 EUR</g:price></entry></feed>",
    "Shopify, JSON": '{"products":[{"id":7,"title":"Shoe","handle":"shoe","product_type":"Shoes",'
                     '"variants":[{"sku":"S-1",'
                     f'"price":"12.50","featured_image":{{"src":"{B}"}}}}],"images":[{{"id":1,"src":"{A}","width":9}},'
                     f'{{"id":2,"src":"{B}"}}]}}]}}',
    "Shopify, GraphQL": '{"data":{"products":{"edges":[{"node":{"id":"gid://shopify/Product/1","title":"Shoe",'
                        f'"images":{{"edges":[{{"node":{{"url":"{A}"}}}},{{"node":{{"url":"{B}"}}}}]}},'
                        '"variants":{"edges":[{"node":{"sku":"S-1","price":"12.50"}}]}}}]}}}',
    "Google, JSON": f'{{"resources":[{{"offerId":"S-1","title":"Shoe","imageLink":"{A}","additionalImageLinks":["{B}"],'
                    '"price":{"value":"12.50","currency":"EUR"}}]}',
    "WooCommerce, JSON": '[{"id":7,"name":"Shoe","sku":"S-1","price":"12.50","categories":[{"id":1,"name":"Shoes"}],'
                         f'"images":[{{"id":1,"src":"{A}","name":"x.jpg"}},{{"id":2,"src":"{B}"}}]}}]',
}
CASES = {**{name: "\n".join(rows) for name, rows in TABLES.items()}, **DOCUMENTS,
         **{f"WooCommerce, {language}": ",".join(names.replace("_", " ") for names in words.split()) +
            f'\n7,simple,S-1,Shoe,"12,50",Shoes,"{A}, {B}"\n' for language, words in WOOCOMMERCE.items()}}


@pytest.mark.parametrize("platform", CASES)
def test_exports_of_platforms(tmp_path: Path, platform: str) -> None:
    path = tmp_path / ("feed.csv" if platform in TABLES or "," not in platform else "feed.txt")
    path.write_text(CASES[platform] + "\n", encoding="utf-8")
    items = list(candidates(str(path), "feed", SourceOptions(), site()))
    assert all(isinstance(item, Candidate) for item in items), items
    first, second = (item for item in items if isinstance(item, Candidate))
    assert (first.url, second.url) == (A, B)
    product = first.product
    assert product is not None and (product.sku, product.title) == ("S-1", "Shoe")
    assert product.price == 12.5
    if "Shoes" in CASES[platform] and platform not in ("Wix",):
        assert "Shoes" in product.category or product.category == "Apparel"


@pytest.mark.parametrize(("name", "normal"), [
    ("g:Image Link", "image_link"), ("\ufeffID", "id"), ("image-link", "image_link"), ('"SKU" ', "sku"),
    ("Größe (cm)", "größe_cm"), ("", ""), ("imageLink", "image_link")])
def test_names_are_compared_without_the_differences_between_shops(name: str, normal: str) -> None:
    assert normal_name(name) == normal


def test_names_of_other_things_mean_nothing() -> None:
    assert not ranks_of("warehouse/name") and not ranks_of("Weight") and key_of("Catégories") == "categories"


@pytest.mark.parametrize("names", ["商品番号 商品名 販売価格", "商品编号 商品名称 售价", "상품번호 상품명 판매가"])
def test_names_in_east_asian_languages(names: str) -> None:
    assert [next(iter(ranks_of(name))) for name in names.split()] == ["sku", "title", "price"]
