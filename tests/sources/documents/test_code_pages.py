"""Code pages are told apart by their letters, in headers as short as those of tables."""

from __future__ import annotations

import pytest

from core.sources.documents.code_pages import SAMPLE, code_page, codec_of, letters_of

WESTERN = ["Größe;Menge", "Référence;Modèle;Quantité", "Descripción;Tamaño;Año", "Calções de algodão", "Città", "Kök",
           "Rød sko;Blå kjole", "Één stuk", "Café cup", "5 °C", "£9.99", "¡Oferta!", "“Rock” – black", "Women’s", "9 €"]
CENTRAL = ["Nazwa;Ilość;Zdjęcie", "Źródło", "Boty dětské červené", "Černé šaty", "Žluté tričko", "Női cipő, fekete",
           "Muške cipele, čvrste i žute", "Pantofi bărbaţi, roşii"]
CYRILLIC = ["Название;Цена;Фото", "Туфли женские красные", "Кружка 330 мл", "Назва;Ціна;Кількість", "Обувки дамски"]
JAPANESE = ["商品コード,商品名,画像URL", "赤い靴", "ワンピース レディース 春", "メンズ　スニーカー　白"]
CASES = {
    "cp1252": WESTERN, "mac_roman": ["Référence;Modèle;Quantité\nété\nlégère"], "cp850": ["Größe;Menge\nMädchen, groß"],
    "cp1250": CENTRAL, "iso8859_2": [*CENTRAL[:4], "Žluté tričko s krátkým rukávem"],
    "cp1251": [*CYRILLIC, "ТОВАР"], "koi8_r": CYRILLIC[:2],
    "cp866": CYRILLIC[:2], "cp1253": ["Παπούτσια γυναικεία", "Τιμή;Ποσότητα"], "cp1254": ["Kadın ayakkabı, kırmızı"],
    "cp932": [*JAPANESE, "商品番号,商品名"], "euc_jp": JAPANESE, "gb18030": ["商品编号,商品名称,图片", "红色女鞋"],
    "big5": ["商品編號,商品名稱,圖片", "紅色女鞋"], "cp949": ["상품번호,상품명,이미지", "빨간 구두"]}


@pytest.mark.parametrize("page", CASES)
@pytest.mark.parametrize("before", ["", "sku,week,units\nA-1,2024-W01,12\n"])
def test_a_few_words_tell_the_code_page(page: str, before: str) -> None:
    for words in CASES[page]:
        data = (before + words).encode(page)
        assert data.decode(code_page(data)) == before + words


def test_a_sample_may_end_in_the_middle_of_a_letter() -> None:
    data = ("x" + "赤い靴の写真" * 8000).encode("cp932")
    assert len(data) > SAMPLE and code_page(data) == "cp932"
    assert code_page(b"sku,week") == "cp1252"


def test_what_a_document_declares_is_extended_as_browsers_do() -> None:
    names = ("Shift_JIS", "GB2312", "EUC-KR", "latin1", "UTF-8", "koi8-r", "base64", "")
    assert [codec_of(name) for name in names] == [
        "cp932", "gb18030", "cp949", "cp1252", "utf-8", "koi8-r", "", ""]
    assert [letters_of(name) for name in ("iso-8859-2", "gb18030", "utf-8")] == ["Central European", "Chinese", ""]
