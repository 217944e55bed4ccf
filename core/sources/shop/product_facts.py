"""Facts of a product as shops write them, parsed into values: prices, GTINs, categories."""

from __future__ import annotations

import re

from core.nouns.intent import INTENT_LABELS
from core.sources.numerals.notation import Notation

_ALONE = Notation()
# What a category's words mean for the intent model. The first row with a hit wins; roots of Google's taxonomy [1]_
# stand as they are written there, the rest are words of shops' own product types.
# .. [1] https://www.google.com/basepages/producttype/taxonomy-with-ids.en-US.txt
_ROOTS = {
    "apparel & accessories": "apparel", "furniture": "home_decor", "home & garden": "home_decor",
    **dict.fromkeys((
        "animals & pet supplies", "arts & entertainment", "baby & toddler", "business & industrial", "cameras & optics",
        "electronics", "food, beverages & tobacco", "hardware", "health & beauty", "luggage & bags", "mature", "media",
        "office supplies", "religious & ceremonial", "software", "sporting goods", "toys & games", "vehicles & parts",
    ), "other"),
}
_WORDS = (
    ("apparel", "apparel clothing clothes fashion shoe shoes footwear sneaker sneakers boot boots sandal sandals dress "
                "dresses shirt shirts tshirt t-shirt tee tees top tops blouse blouses jacket jackets coat coats "
                "outerwear jeans pants trousers shorts skirt skirts sweater sweaters hoodie hoodies knitwear "
                "swimwear underwear lingerie socks hosiery hat hats cap caps scarf scarves gloves belt belts handbag "
                "handbags bag bags jewelry jewellery necklace necklaces earrings bracelet bracelets ring rings watch "
                "watches sunglasses menswear womenswear activewear sleepwear suit suits "
                "bekleidung kleidung schuhe mode"),
    ("home_decor", "furniture decor home house garden sofa sofas couch chair chairs table tables desk desks bed beds "
                   "bedding mattress lamp lamps lighting rug rugs curtain curtains cushion cushions pillow pillows "
                   "vase vases mirror mirrors shelf shelves cabinet candle candles kitchen dining tableware bath "
                   "linens wallpaper möbel wohnen deko"),
    ("other", "electronics electronic phone phones computer computers laptop camera cameras toy toys game games book "
              "books food beverage beverages drink drinks beauty cosmetics makeup skincare health sport sports "
              "sporting fitness pet pets car automotive vehicle tools tool hardware office stationery software media "
              "music movie movies baby grocery"),
)
_INTENT_OF = {word: label for label, words in reversed(_WORDS) for word in words.split()}
_ROOT_IDS = {166: "apparel", 1604: "apparel", 187: "apparel", 167: "apparel", 188: "apparel", 212: "apparel",
             2271: "apparel", 204: "apparel", 436: "home_decor", 536: "home_decor", 696: "home_decor",
             **dict.fromkeys((1, 8, 537, 111, 141, 222, 412, 632, 469, 5181, 772, 783, 922, 5605, 2092, 988, 1239, 888),
                             "other")}


def intent_of_category(category: str) -> str:
    """The shopping intent that a category means.

    Parameters
    ----------
    category : str
        A path such as "Apparel & Accessories > Shoes", a shop's own product type, or the number of a root or a
        well-known branch of Google's taxonomy.

    Returns
    -------
    str
        "apparel", "home_decor" or "other"; "" where nothing tells it.

    Examples
    --------
    >>> [intent_of_category(text) for text in ("Apparel & Accessories > Shoes", "Table lamps", "222", "Gizmos")]
    ['apparel', 'home_decor', 'other', '']
    """
    text = " ".join(category.lower().replace("&amp;", "&").split())
    if text in INTENT_LABELS:
        return text if text != "negative" else ""
    if text.isdigit():
        return _ROOT_IDS.get(int(text), "") if len(text) < 8 else ""
    steps = re.split(r"\s*[>/|»]\s*", text)
    if len(steps) > 1 and steps[0] in ("home", "all", "shop", "start", "products"):  # a breadcrumb's first step
        steps = steps[1:]
    if steps[0] in _ROOTS:
        return _ROOTS[steps[0]]
    for step in steps:
        for word in reversed(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", step)):  # English names the thing last
            if word in _INTENT_OF:
                return _INTENT_OF[word]
    return ""


def price_of(text: str, notation: Notation | None = None) -> tuple[float | None, str]:
    """Amount and currency of a price.

    Parameters
    ----------
    text : str
        With a currency on either side, and other words; of a range the first price counts.
    notation : Notation, optional
        What the marks of its column mean; without it three digits behind a single mark are thousands.

    Returns
    -------
    float or None, str
        None for text without an amount; "" for one without a currency.

    Examples
    --------
    >>> price_of("12.99 EUR"), price_of("€ 1.299,00"), price_of("1,299"), price_of("free")
    ((12.99, 'EUR'), (1299.0, 'EUR'), (1299.0, ''), (None, ''))
    """
    amount, currency = (notation or _ALONE).amount(text)
    return (amount if amount is not None and 0 <= amount < 1e12 else None), currency


def gtin_of(text: str) -> str:
    """The digits of a GTIN, EAN or UPC; "" for anything else (spreadsheets turn them into 4.00638E+12).

    Examples
    --------
    >>> gtin_of("4006-381 333931"), gtin_of("4.00638E+12")
    ('4006381333931', '')
    """
    digits = re.sub(r"[\s'-]", "", text)
    return digits if re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", digits) else ""
