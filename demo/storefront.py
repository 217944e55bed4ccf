"""Feeds, sitemap and static pages of the demo shop; no script, no request to anywhere else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from demo.catalog import Product

SHOP, CLAIM = "Demo Shop", "Clothes, socks and things for the home. A made-up shop: nothing here is for sale."
_GOOGLE, _IMAGE = "http://base.google.com/ns/1.0", "http://www.google.com/schemas/sitemap-image/1.1"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_storefront(products: Sequence[Product], out: Path, base: str) -> None:
    """Write feed.csv, feed.xml, sitemap.xml, the pages and their style.

    Parameters
    ----------
    products : sequence of Product
    out : Path
    base : str
        Address of the shop for what needs whole addresses, without a slash at the end.
    """
    by_category = {name: list(items) for name, items in
                   groupby(sorted(products, key=lambda product: product.category), lambda product: product.category)}
    files = {"feed.csv": _feed_csv(products, base), "feed.xml": _feed_xml(products, base),
             "sitemap.xml": _sitemap(products, base), "style.css": STYLE,
             "index.html": _page(SHOP, _grid("All products", products, ""), by_category, "")}
    for name, items in by_category.items():
        files[_category_file(name)] = _page(name, _grid(name, items, "../"), by_category, "../", here=name)
    for product in products:
        files[_product_file(product)] = _page(product.title, _product(product), by_category, "../",
                                              here=product.category)
    for name, text in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8", newline="\n")


def _product_file(product: Product) -> str:
    return f"products/{product.sku.lower()}.html"


def _category_file(category: str) -> str:
    return f"categories/{category.lower().replace(' ', '-')}.html"


def _feed_csv(products: Sequence[Product], base: str) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("sku", "title", "category", "price", "currency", "image", "additional_images", "link"))
    for product in products:
        first, *more = (f"pictures/{name}" for name in product.pictures)
        writer.writerow((product.sku, product.title, product.category, f"{product.price:.2f}", product.currency, first,
                         ",".join(more), f"{base}/{_product_file(product)}"))
    return file.getvalue()


def _feed_xml(products: Sequence[Product], base: str) -> str:
    items = []
    for product in products:
        first, *more = (f"{base}/pictures/{name}" for name in product.pictures)
        fields = [("g:id", product.sku), ("title", product.title), ("description", _description(product)),
                  ("link", f"{base}/{_product_file(product)}"), ("g:image_link", first),
                  *(("g:additional_image_link", address) for address in more), ("g:availability", "in_stock"),
                  ("g:condition", "new"), ("g:price", f"{product.price:.2f} {product.currency}"),
                  ("g:google_product_category", product.google_category), ("g:product_type", product.category)]
        lines = "".join(f"      <{name}>{escape(value)}</{name}>\n" for name, value in fields)
        items.append(f"    <item>\n{lines}    </item>\n")
    return (f'{_XML}<rss version="2.0" xmlns:g="{_GOOGLE}">\n  <channel>\n    <title>{SHOP}</title>\n'
            f"    <link>{base}/</link>\n    <description>{CLAIM}</description>\n{''.join(items)}  </channel>\n</rss>\n")


def _sitemap(products: Sequence[Product], base: str) -> str:
    pages = []
    for product in products:
        images = "".join(f"    <image:image><image:loc>{base}/pictures/{name}</image:loc></image:image>\n"
                         for name in product.pictures)
        pages.append(f"  <url>\n    <loc>{base}/{_product_file(product)}</loc>\n{images}  </url>\n")
    return (f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="{_IMAGE}">\n'
            f"  <url>\n    <loc>{base}/</loc>\n  </url>\n{''.join(pages)}</urlset>\n")


def _description(product: Product) -> str:
    return f"{product.title}. Sold by {SHOP} in {product.category}."


def _price(product: Product) -> str:
    return f"{'€' if product.currency == 'EUR' else product.currency + ' '}{product.price:.2f}"


def _page(title: str, body: str, categories: Iterable[str], root: str, *, here: str = "") -> str:
    links = "".join(
        f'<a href="{root}{_category_file(name)}"{" aria-current=page" if name == here else ""}>{escape(name)}</a>'
        for name in categories)
    name = title if title == SHOP else f"{title} - {SHOP}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(name)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}style.css">
</head>
<body>
<header><a class="shop" href="{root}index.html">{SHOP}</a><nav>{links}</nav></header>
<main>
{body}</main>
<footer>{CLAIM} Photos: Google LLC and Sock Shop (Apache 2.0), Sylius (MIT), resized, some with faults added.</footer>
</body>
</html>
"""


def _grid(title: str, products: Sequence[Product], root: str) -> str:
    cards = "".join(
        f'<a class="card" href="{root}{_product_file(product)}">'
        f'<img src="{root}pictures/{product.pictures[0]}" alt="{escape(product.title)}" width="240" height="240">'
        f'<span class="title">{escape(product.title)}</span><span class="price">{_price(product)}</span></a>\n'
        for product in products)
    count = f"{len(products)} products" if len(products) > 1 else "1 product"
    return f'<h1>{escape(title)} <small>{count}</small></h1>\n<div class="grid">\n{cards}</div>\n'


def _product(product: Product) -> str:
    addresses = [f"../pictures/{name}" for name in product.pictures]
    data = {"@context": "https://schema.org", "@type": "Product", "sku": product.sku, "name": product.title,
            "description": _description(product), "category": product.category, "image": addresses,
            "offers": {"@type": "Offer", "price": f"{product.price:.2f}", "priceCurrency": product.currency,
                       "availability": "https://schema.org/InStock"}}
    described = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    first, *more = (f'<img src="{address}" alt="{escape(product.title)}"' for address in addresses)
    views = "".join(f'{image} width="180" height="180">' for image in more)
    return f"""<script type="application/ld+json">{described}</script>
<div class="product">
<div>{first} width="520" height="520">{f'<div class="views">{views}</div>' if views else ""}</div>
<div>
<p><a href="../{_category_file(product.category)}">{escape(product.category)}</a></p>
<h1>{escape(product.title)}</h1>
<p class="price">{_price(product)}</p>
<p>In stock. Ships in two days.</p>
<p class="sku">Item {product.sku}</p>
</div>
</div>
"""


STYLE = """\
:root{--ink:#22272b;--soft:#636b73;--line:#e2e5e8;--main:#0b6470}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{max-width:1240px;margin:0 auto;padding:0 24px}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:6px 32px;padding-top:20px;padding-bottom:14px;
border-bottom:1px solid var(--line)}
a{color:var(--main);text-decoration:none}
a:hover,a:focus-visible{text-decoration:underline}
.shop{font-size:1.35rem;font-weight:700;color:var(--ink)}
nav{display:flex;flex-wrap:wrap;gap:2px 20px}
nav a[aria-current]{color:var(--ink);font-weight:600}
main{padding-top:24px;padding-bottom:40px}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 18px}
small{color:var(--soft);font-size:.95rem;font-weight:400;margin-left:6px}
img{display:block;background:#fff;border:1px solid var(--line);object-fit:contain;color:var(--soft);font-size:.85rem}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:24px 20px}
.card{display:flex;flex-direction:column;color:var(--ink)}
.card img{width:100%;height:260px;border-radius:6px;margin-bottom:10px}
.title{line-height:1.35}
.price{font-weight:600}
.product{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:40px;align-items:start}
.product>div>img{width:100%;height:560px;border-radius:6px}
.views{display:flex;flex-wrap:wrap;gap:12px;margin-top:12px}
.views img{width:150px;height:150px;border-radius:6px}
.product p{margin:0 0 10px}
.product .price{font-size:1.3rem}
.sku{color:var(--soft);font-size:.9rem}
footer{padding-top:16px;padding-bottom:28px;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}
@media (max-width:820px){.product{grid-template-columns:1fr;gap:20px}.product>div>img{height:420px}
.grid{grid-template-columns:repeat(auto-fill,minmax(160px,1fr))}.card img{height:200px}}
"""
