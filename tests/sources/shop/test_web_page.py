"""Pages name their pictures in many ways; each is found, and each that is not judged says why."""

from __future__ import annotations

import json
import time

import pytest

from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.shop.web_page import MAX_PICTURES, decode_page, pictures_of_page

PAGE = "https://shop.example/shoes/red?x=1"


def listing(html: str | bytes, page: str = PAGE, charset: str = "") -> list[Candidate | Failure]:
    return list(pictures_of_page(html if isinstance(html, bytes) else html.encode(), page, charset))


def pictures(html: str | bytes, charset: str = "") -> dict[str, str]:
    """Address -> how it was found, of what is judged."""
    return {item.url: item.origin for item in listing(html, charset=charset)
            if isinstance(item, Candidate) and not item.skipped}


def skipped(html: str) -> dict[str, str]:
    return {item.uri: item.skipped for item in listing(html) if isinstance(item, Candidate) and item.skipped}


def product_data(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


# ---- where pictures are named

@pytest.mark.parametrize(("html", "address", "origin"), [
    ("<img src='a.jpg'>", "https://shop.example/shoes/a.jpg", "img"),
    ("<img src='//cdn.example/a.jpg'>", "https://cdn.example/a.jpg", "img"),
    ("<img src=' /a\n.jpg#top '>", "https://shop.example/a.jpg", "img"),
    ("<base href='/img/'><img src=a.jpg>", "https://shop.example/img/a.jpg", "img"),
    ("<img src='?picture=7'>", "https://shop.example/shoes/red?picture=7", "img"),
    ("<img src='data:image/gif;base64,R0' data-src='a.jpg'>", "https://shop.example/shoes/a.jpg", "img (lazy)"),
    ("<img src='gray.jpg' data-original='a.jpg'>", "https://shop.example/shoes/a.jpg", "img (lazy)"),
    ("<img data-src='a_{width}x.jpg' data-widths='[180, 720]'>", "https://shop.example/shoes/a_720x.jpg", "img (lazy)"),
    ("<img src=a.jpg data-zoom-image='big/a.jpg'>", "https://shop.example/shoes/big/a.jpg", "img (zoom)"),
    ("""<img src=a.jpg data-a-dynamic-image='{"https://m.example/1.jpg":[90,90],"https://m.example/2.jpg":[900,900]}'>""",
     "https://m.example/2.jpg", "img (zoom)"),
    ("<img src=a.jpg srcset='s.jpg 400w, l.jpg 1600w, m.jpg 800w'>", "https://shop.example/shoes/l.jpg", "srcset"),
    ("<img src=a.jpg srcset='b.jpg 2x'>", "https://shop.example/shoes/b.jpg", "srcset"),
    ("<img data-srcset='s.jpg 400w,l.jpg 900w'>", "https://shop.example/shoes/l.jpg", "srcset (lazy)"),
    ("<picture><source type=image/webp srcset='a.webp 1200w'><img src=a.jpg></picture>",
     "https://shop.example/shoes/a.webp", "picture"),
    ("<noscript><img src=a.jpg></noscript>", "https://shop.example/shoes/a.jpg", "img"),
    ("<div style='background-image: url(&quot;a.jpg&quot;)'>", "https://shop.example/shoes/a.jpg", "CSS background"),
    ("<style>@font-face{src:url(f.woff)} .x{color:red;background:#fff url( 'a.jpg' ) no-repeat}</style>",
     "https://shop.example/shoes/a.jpg", "CSS background"),
    ("<div data-bg='url(a.jpg)'>", "https://shop.example/shoes/a.jpg", "CSS background (lazy)"),
    ("<meta property='og:image' content='/a.jpg'>", "https://shop.example/a.jpg", "og:image"),
    ("<meta name='twitter:image:src' content='/a.jpg'>", "https://shop.example/a.jpg", "twitter:image"),
    ("<link rel='preload' as='image' href='a.jpg'>", "https://shop.example/shoes/a.jpg", "link"),
    ("<a href='a.jpg'>large</a><a href='b.html'>no</a>", "https://shop.example/shoes/a.jpg", "link"),
    ("<object data=a.jpg type=image/jpeg></object>", "https://shop.example/shoes/a.jpg", "object"),
    ("<object type='image/webp' data='/photo?id=1'></object>", "https://shop.example/photo?id=1", "object"),
    ("<embed src=a.jpg>", "https://shop.example/shoes/a.jpg", "object"),
    ("<svg><image xlink:href='a.jpg' width=400 height=400></image></svg>", "https://shop.example/shoes/a.jpg", "img"),
    ("<a href=a.jpg><img src=small.jpg width=80></a>", "https://shop.example/shoes/a.jpg", "link"),
    ("<a href=a.jpg><span><img src=small.jpg></span></a>", "https://shop.example/shoes/a.jpg", "link"),
    ("<table><td background=a.jpg>", "https://shop.example/shoes/a.jpg", "CSS background (lazy)"),
    ("<template><img src=a.jpg></template>", "https://shop.example/shoes/a.jpg", "img"),
    ("<script type='text/template'><img src=a.jpg><img src='{{ image }}.jpg'></script>",
     "https://shop.example/shoes/a.jpg", "img"),
    ("<script id=__NEXT_DATA__ type=application/json>{\"images\": [\"/a.jpg\"]}</script>", "https://shop.example/a.jpg",
     "page data"),
    ("<script>window.__STATE__ = {\"img\": \"/a.jpg\"}</script>", "https://shop.example/a.jpg", "page data"),
    ("<div data-product='{&quot;image&quot;: &quot;/a.jpg&quot;}'>", "https://shop.example/a.jpg", "data attribute"),
    ("<img src=one.jpg><base target=_blank><base href='/img/'><base href='/wrong/'>", "https://shop.example/img/one.jpg",
     "img"),
    ("<base href='javascript:1'><img src=a.jpg>", "https://shop.example/shoes/a.jpg", "img"),
    ("<video poster=a.jpg><source src=a.mp4 type=video/mp4></video>", "https://shop.example/shoes/a.jpg",
     "video poster"),
])
def test_each_way_to_name_a_picture_is_read(html: str, address: str, origin: str) -> None:
    assert pictures(html) == {address: origin}


def test_product_data_gives_the_product_to_the_picture_that_is_kept() -> None:
    data = {"@graph": [
        {"@type": "WebPage", "name": "Red shoe"},
        {"@type": ["Product", "Thing"], "name": "Red  shoe", "sku": "S-1", "gtin13": "4006381333931",
         "category": "Apparel & Accessories > Shoes", "image": [{"@type": "ImageObject", "url": "/i/1.jpg"}, "/i/2.jpg",
                                                                 {"@id": "#three"}],
         "offers": [{"@type": "Offer", "price": "12,50", "priceCurrency": "EUR"}]},
        {"@type": "ImageObject", "@id": "#three", "contentUrl": "/i/3.jpg"}]}
    html = f"<meta property=og:image content=/social.jpg><img src=/i/1.jpg?width=1600>{product_data(data)}"
    items = {item.url: item for item in listing(html) if isinstance(item, Candidate) and not item.skipped}
    assert {url.rpartition("example/")[2]: item.origin for url, item in items.items()} == {
        "social.jpg": "og:image", "i/1.jpg?width=1600": "img", "i/2.jpg": "JSON-LD", "i/3.jpg": "JSON-LD"}
    products = {item.product for item in items.values()}
    assert len(products) == 1
    product = products.pop()
    assert product is not None
    assert (product.sku, product.title, product.gtin, product.page) == ("S-1", "Red shoe", "4006381333931", PAGE)
    assert (product.price, product.currency, product.true_label) == (12.5, "EUR", "apparel")


@pytest.mark.parametrize("data", [
    {"@type": "Product", "name": "A", "image": "/a.jpg"},
    [{"@type": "https://schema.org/Product", "name": "A", "image": ["/a.jpg"]}],
    {"@type": "ProductGroup", "name": "A", "hasVariant": [{"@type": "Product", "name": "A", "image": "/a.jpg"}]},
    {"@type": "ItemPage", "mainEntity": {"@type": "Product", "name": "A", "image": {"@id": "/a.jpg"}}},
])
def test_product_data_comes_in_many_shapes(data: object) -> None:
    assert pictures(product_data(data)) == {"https://shop.example/a.jpg": "JSON-LD"}


def test_microdata_gives_its_product_to_the_picture_that_is_kept() -> None:
    html = ("<div itemscope itemtype='http://schema.org/Product'><b itemprop=name>Shoe</b><i itemprop=sku>S-1</i>"
            "<img itemprop=image src=s.jpg data-zoom-image=l.jpg></div><img src=other.jpg>")
    skus = {item.url[-9:]: item.product.sku if item.product else "" for item in listing(html)
            if isinstance(item, Candidate) and not item.skipped}
    assert skus == {"oes/l.jpg": "S-1", "other.jpg": ""}


def test_the_gallery_of_a_script_and_its_placeholder_are_one_picture() -> None:
    sizes = [{"thumb": f"/media/cache/bb22/{name}.jpg", "full": f"/media/cache/dd44/{name}.jpg"} for name in "ab"]
    html = f"<img src=/media/cache/aa11/a.jpg><script type=text/x-magento-init>{json.dumps({'x': sizes})}</script>"
    assert len(pictures(html)) == 2 and "https://shop.example/media/cache/dd44/b.jpg" in pictures(html)


def test_two_products_of_one_page_keep_their_pictures_apart() -> None:
    data = [{"@type": "Product", "name": name, "sku": name, "image": f"/{name}.jpg"} for name in "AB"]
    items = listing(f"<meta property=og:image content=/both.jpg>{product_data(data)}")
    skus = {item.uri[-5]: item.product.sku if item.product else "" for item in items if isinstance(item, Candidate)}
    assert skus == {"h": "", "A": "A", "B": "B"}


@pytest.mark.parametrize("text", ['{"@type": "Product", "name": "A", "image": "/a.jpg"};', "/* 1 */ {0}", "{0}}}",
                                  "{0},", "<!-- {0} -->"])
def test_small_faults_of_product_data_cost_nothing(text: str) -> None:
    block = text.replace("{0}", '{"@type": "Product", "name": "A", "image": "/a.jpg"}').replace("}}", "}")
    assert pictures(f'<script type="application/ld+json">{block}</script>') == {"https://shop.example/a.jpg": "JSON-LD"}


@pytest.mark.parametrize("text", ["{oops", "[" * 100_000, '{"@type": "Product"', "null,"])
def test_broken_product_data_is_one_failure_and_the_page_goes_on(text: str) -> None:
    items = listing(f'<script type="application/ld+json">{text}</script><img src=a.jpg>')
    assert [type(item) for item in items] == [Failure, Candidate]
    assert isinstance(items[0], Failure) and "JSON-LD" in items[0].message and items[0].hint


# ---- why one is not judged

@pytest.mark.parametrize(("html", "words"), [
    ("<img src='data:image/png;base64,iVBO'>", "data: URI"),
    ("<img src='blob:https://shop.example/1'>", "begins with blob:"),
    ("<img src='/a.svg?x'>", "SVG"),
    ("<img src='/favicon-32x32.png'>", "icon"),
    ("<img src='/img/cart-icon.png'>", "icon"),
    ("<img src='/assets/icons/truck.png'>", "icon"),
    ("<img src='/css/sprite_2.png'>", "icon"),
    ("<img src='/spacer.gif'>", "tracking pixel"),
    ("<img src='/1x1.gif'>", "tracking pixel"),
    ("<img src='https://www.facebook.com/tr?id=1&ev=PageView'>", "tracking pixel"),
    ("<img src='/a.jpg' width=64 height='64px'>", "shown at 64 pixels"),
    ("<img src='/a.jpg' width=1 height=1>", "shown at 1 pixels"),
    ("<img src='http://[::1/a.jpg'>", "cannot be read"),
])
def test_what_is_not_judged_says_why(html: str, words: str) -> None:
    reasons = skipped(html)
    assert len(reasons) == 1 and words in next(iter(reasons.values()))
    assert pictures(html) == {}


def test_of_one_picture_in_several_sizes_the_largest_is_kept_and_named() -> None:
    html = "<img src=/a-150x150.jpg><img src=/a-900x900.jpg><img src=/a-300x300.jpg><img src=/b.jpg>"
    assert list(pictures(html)) == ["https://shop.example/a-900x900.jpg", "https://shop.example/b.jpg"]
    assert set(skipped(html).values()) == {"the same picture in another size: https://shop.example/a-900x900.jpg"}


def test_a_picture_named_twice_is_listed_once() -> None:
    assert len(listing("<img src=a.jpg><img src=a.jpg srcset='a.jpg 1x'><meta property=og:image content=a.jpg>")) == 1


# ---- odd pages

@pytest.mark.parametrize(("data", "charset"), [
    ("<img src='größe.jpg'>".encode(), ""),
    ("<img src='größe.jpg'>".encode("cp1252"), ""),
    ("<img src='größe.jpg'>".encode("utf-16"), "utf-8"),
    ("<img src='größe.jpg'>".encode("iso-8859-2"), "iso-8859-2"),
    ("<meta charset='iso-8859-2'><img src='größe.jpg'>".encode("iso-8859-2"), ""),
    ("<meta charset='utf-16'><img src='größe.jpg'>".encode(), ""),
    ("<meta charset='nonsense'><img src='größe.jpg'>".encode(), "nothing"),
    ("<meta charset='utf-8'><img src='größe.jpg'>".encode("cp1252"), "utf-8"),
    ("<meta charset='base64'><img src='größe.jpg'>".encode(), "rot13"),
])
def test_encodings_are_read_as_browsers_do(data: bytes, charset: str) -> None:
    assert "größe.jpg" in decode_page(data, charset)
    assert list(pictures(data, charset)) == ["https://shop.example/shoes/größe.jpg"]


def test_a_page_with_a_million_links_ends_soon_and_says_so() -> None:
    started = time.monotonic()
    html = b"<p>" + b"".join(b"<a href=/p%d>x</a>" % number for number in range(300_000))
    assert listing(html) == []
    items = listing(b"<p>" + b"".join(b"<img src=/p%d.jpg>" % number for number in range(300_000)))
    assert len(items) == MAX_PICTURES + 1
    assert isinstance(items[0], Failure) and f"{MAX_PICTURES:,}" in items[0].message
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("html", ["", "plain text", "<", "<img>", "<img src>", "\0\0\0", "<div>" * 20_000,
                                  "<img src='" + "a" * 200_000, "<style>" + "url('" * 100_000, "<img srcset=',,,'>",
                                  product_data(["x", 1, None, {"@type": 5, "image": {"a": [[]]}}])])
def test_odd_pages_break_nothing(html: str) -> None:
    started = time.monotonic()
    assert all(item.skipped or item.url for item in listing(html) if isinstance(item, Candidate))
    assert time.monotonic() - started < 20


def test_a_logo_of_the_page_s_data_is_one_wherever_it_is_shown() -> None:
    data = '<script type="application/ld+json">{"@type": "Organization", "logo": {"url": "/a.png"}}</script>'
    (shown,) = listing(f"{data}<div><img src=/a.png></div>")
    assert (shown.role.name, shown.origin) == ("icon", "img") and listing(data) == []


def test_one_broken_byte_spoils_one_letter_of_a_page() -> None:
    page = "<img src=/stühle.jpg><p>caf".encode() + b"\xe9" + "</p><img src=/öl.jpg>".encode()
    assert list(pictures(page, "utf-8")) == ["https://shop.example/stühle.jpg", "https://shop.example/öl.jpg"]


def test_what_browsers_read_of_a_page_in_a_code_page() -> None:
    page = "<meta charset=Shift_JIS><p>①赤い靴</p><img src=/靴.jpg>".encode("cp932")
    assert list(pictures(page)) == ["https://shop.example/靴.jpg"], "Windows' signs belong to Shift-JIS"
    assert list(pictures("<p>Туфли красные</p><img src=/туфли.jpg>".encode("cp1251"))) == [
        "https://shop.example/туфли.jpg"]
