"""Sitemaps are walked to their pictures, whatever they link to and however they break."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from core.errors import InputError, Misuse, NotFound, Refused
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.listing import SourceOptions, candidates
from core.sources.shop import sitemap as module
from tests.sources.internet import JPEG, Shop, site

PLAIN_OPTIONS = SourceOptions()
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
PLAIN = "http://www.sitemaps.org/schemas/sitemap/0.9"


def urls(*entries: str, images: str = IMAGES) -> str:
    body = "\n".join(f"<url>{entry}</url>" for entry in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{PLAIN}" xmlns:image="{images}">\n{body}\n</urlset>'


def picture(address: str, page: str = "https://shop.example/p") -> str:
    return f"<loc>{page}</loc><image:image><image:loc>{address}</image:loc></image:image>"


def index(*addresses: str) -> str:
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f'<sitemapindex xmlns="{PLAIN}">{entries}</sitemapindex>'


def listing(source: str, kind: str = "sitemap", options: SourceOptions = PLAIN_OPTIONS,
           **settings: object) -> list[Candidate | Failure]:
    return list(candidates(source, kind, options, site(**settings)))  # type: ignore[arg-type]


def pictures(items: list[Candidate | Failure]) -> list[str]:
    return [item.url for item in items if isinstance(item, Candidate) and not item.skipped]


def failures(items: list[Candidate | Failure]) -> list[Failure]:
    return [item for item in items if isinstance(item, Failure)]


@pytest.mark.parametrize("images", [IMAGES, IMAGES.replace("http:", "https:"), IMAGES + "/", IMAGES[:-1] + "0"])
def test_image_sitemaps_name_picture_page_and_title(shop: Shop, images: str) -> None:
    entry = ("<loc>https://shop.example/red</loc>"
             "<image:image><image:loc> https://cdn.example/1.jpg?a=1&amp;b=2 </image:loc>"
             "<image:title>Red\n shoe</image:title></image:image>"
             "<image:image><image:loc>/2.jpg</image:loc></image:image>")
    items = listing(shop.put("sitemap.xml", urls(entry, images=images), "application/xml"))
    assert pictures(items) == ["https://cdn.example/1.jpg?a=1&b=2", "https://shop.example/2.jpg"]
    first = items[0]
    assert isinstance(first, Candidate) and first.product is not None and first.origin == "sitemap"
    assert (first.product.page, first.product.title) == ("https://shop.example/red", "Red shoe")


def test_pictures_without_their_namespace_declared_are_read(shop: Shop) -> None:
    text = urls(picture("https://cdn.example/1.jpg")).replace(f' xmlns:image="{IMAGES}"', "")
    assert pictures(listing(shop.put("sitemap.xml", text))) == ["https://cdn.example/1.jpg"]


@pytest.mark.parametrize("kind", ["auto", "sitemap"])
def test_an_index_leads_to_packed_and_plain_sitemaps(shop: Shop, kind: str) -> None:
    one = shop.put("one.xml.gz", gzip.compress(urls(picture("https://cdn.example/1.jpg")).encode()), "application/gzip")
    two = shop.put("two.xml", urls(picture("https://cdn.example/2.jpg")), "text/xml")
    items = listing(shop.put("sitemap.xml", index(one, two, shop.url("status/404"), one)), kind)
    assert pictures(items) == ["https://cdn.example/1.jpg", "https://cdn.example/2.jpg"]
    assert [(item.uri, item.error) for item in failures(items)] == [(shop.url("status/404"), "NotFound")]


def test_a_plain_sitemap_leads_to_pages(shop: Shop) -> None:
    pages = [shop.put(f"p{number}.html", f"<img src=/i/{number}.jpg><img src=/same.jpg>", "text/html")
             for number in range(3)]
    entries = [f"<loc>{page}</loc>" for page in [*pages, shop.url("status/500")]]
    items = listing(shop.put("sitemap.xml", urls(*entries)))
    assert pictures(items) == [shop.url("i/0.jpg"), shop.url("same.jpg"), shop.url("i/1.jpg"), shop.url("i/2.jpg")]
    assert [item.error for item in failures(items)] == ["FetchFailed"]


def test_an_entry_without_pictures_in_an_image_sitemap_is_not_crawled(shop: Shop) -> None:
    text = urls(f"<loc>{shop.url('p.html')}</loc>", picture("https://cdn.example/1.jpg"))
    assert pictures(listing(shop.put("sitemap.xml", text))) == ["https://cdn.example/1.jpg"]
    assert all("p.html" not in path for _, path in shop.seen)


def test_a_text_sitemap_leads_to_pages_and_pictures(shop: Shop) -> None:
    page = shop.put("p.html", "<img src=/1.jpg>", "text/html")
    items = listing(shop.put("sitemap.txt", f"\ufeff{page}\r\n{shop.url('2.jpg')}\r\n", "text/plain"))
    assert pictures(items) == [shop.url("1.jpg"), shop.url("2.jpg")]


def test_a_shop_is_named_by_its_home_page(shop: Shop) -> None:
    home = shop.put("", "<html><a href=/x>x</a>", "text/html")
    shop.put("maps/all.xml", urls(picture("https://cdn.example/1.jpg")))
    shop.put("robots.txt", f"User-agent: *\nDisallow:\nSitemap: {shop.url('maps/all.xml')}\n", "text/plain")
    assert pictures(listing(home)) == ["https://cdn.example/1.jpg"]
    del shop.files["/robots.txt"]
    shop.put("sitemap.xml", urls(picture("https://cdn.example/2.jpg")))
    assert pictures(listing(home)) == ["https://cdn.example/2.jpg"]


@pytest.mark.parametrize("kind", ["auto", "sitemap"])
def test_a_robots_txt_stands_for_the_sitemaps_that_it_names(shop: Shop, kind: str) -> None:
    for number in (1, 2):
        shop.put(f"maps/{number}.xml", urls(picture(f"https://cdn.example/{number}.jpg")))
    source = shop.put("robots.txt", f"\ufeffSITEMAP: {shop.url('maps/1.xml')} # first\nUser-agent: *\nDisallow: /\n"
                                    "sitemap:/maps/2.xml\n", "text/plain")
    assert pictures(listing(source, kind)) == ["https://cdn.example/1.jpg", "https://cdn.example/2.jpg"]


def test_a_robots_txt_without_sitemaps_leads_to_the_usual_place(shop: Shop, tmp_path: Path) -> None:
    shop.put("sitemap.xml", urls(picture("https://cdn.example/1.jpg")))
    assert pictures(listing(shop.put("robots.txt", "User-agent: *\nAllow: /\n"))) == ["https://cdn.example/1.jpg"]
    path = tmp_path / "robots.txt"
    path.write_text("User-agent: *\n", encoding="utf-8")
    with pytest.raises(Misuse, match="names no sitemap"):
        listing(str(path), "auto")


RSS = '<rss version="2.0"><channel><link>https://shop.example</link><item>{}</item></channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry>{}</entry></feed>'


@pytest.mark.parametrize("text", [
    RSS.format("<link>{page}</link>"), RSS.format("<guid>{page}</guid>"),
    RSS.format("<title>A</title><link><![CDATA[ {page} ]]></link>"),
    ATOM.format('<link href="{page}"/>'),
    ATOM.format('<link rel="self" href="/x"/><link rel="alternate" href="{page}"/>')])
def test_rss_and_atom_lead_to_pages(shop: Shop, text: str) -> None:
    page = shop.put("p.html", "<img src=/1.jpg>", "text/html")
    news = shop.put("news.xml", text.format(page=page), "application/rss+xml")
    assert pictures(listing(news)) == pictures(listing(shop.put("sitemap.xml", index(news)))) == [shop.url("1.jpg")]


def test_media_of_rss_are_pictures(shop: Shop) -> None:
    item = ('<link>https://shop.example/p</link><enclosure url="https://cdn.example/1.jpg" type="image/jpeg"/>'
            '<enclosure url="https://cdn.example/1.mp3" type="audio/mpeg"/>')
    assert pictures(listing(shop.put("rss.xml", RSS.format(item)))) == ["https://cdn.example/1.jpg"]


def test_an_index_may_call_its_sitemaps_pages(shop: Shop) -> None:
    one = shop.put("one.xml", urls(picture("https://cdn.example/1.jpg")))
    assert pictures(listing(shop.put("sitemap.xml", urls(f"<loc>{one}</loc>")))) == ["https://cdn.example/1.jpg"]


# ---- loops and limits

def test_loops_end(shop: Shop) -> None:
    one, two = shop.url("one.xml"), shop.url("two.xml")
    shop.put("one.xml", index(two, one))
    shop.put("two.xml", index(one, two, shop.put("three.xml", urls(picture("https://cdn.example/1.jpg")))))
    assert pictures(listing(one)) == ["https://cdn.example/1.jpg"]
    assert len([path for _, path in shop.seen if path.endswith(".xml")]) == 3


def test_a_loop_without_a_picture_says_so(shop: Shop) -> None:
    address = shop.put("one.xml", index(shop.url("one.xml")))
    with pytest.raises(NotFound, match="names no pictures"):
        listing(address)


def test_depth_is_limited(shop: Shop) -> None:
    for depth in range(10):
        shop.put(f"{depth}.xml", index(shop.url(f"{depth + 1}.xml")))
    items = failures(listing(shop.url("0.xml")))
    assert [item.uri for item in items] == [shop.url(f"{module.MAX_DEPTH + 1}.xml")]
    assert "indexes deep" in items[0].message


def test_the_number_of_sitemaps_is_limited_with_one_failure(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SITEMAPS", 3)
    for number in range(9):
        shop.put(f"{number}.xml", urls(picture(f"https://cdn.example/{number}.jpg")))
    items = listing(shop.put("sitemap.xml", index(*(shop.url(f"{number}.xml") for number in range(9)))))
    (failure,) = failures(items)
    assert len(pictures(items)) == 2 and "more than 3 sitemaps" in failure.message


def test_the_number_of_pages_is_limited_with_one_failure(shop: Shop) -> None:
    pages = [shop.put(f"{number}.html", f"<img src=/{number}.jpg>", "text/html") for number in range(9)]
    items = listing(shop.put("sitemap.xml", urls(*(f"<loc>{page}</loc>" for page in pages))),
                   crawl_pages=2)
    assert len(pictures(items)) == 2 and len(failures(items)) == 1 and "more pages" in failures(items)[0].message


# ---- broken ones

def test_broken_xml_keeps_what_could_be_read_and_names_the_line(shop: Shop) -> None:
    good = [picture(f"https://cdn.example/{number}.jpg") for number in range(4)]
    text = urls(*good[:2], "<loc>x</loc><oops", *good[2:])
    items = listing(shop.put("sitemap.xml", text))
    assert [url for url in pictures(items) if "cdn" in url][:2] == ["https://cdn.example/0.jpg", "https://cdn.example/1.jpg"]
    assert "https://cdn.example/3.jpg" in pictures(items)
    assert len(failures(items)) == 1 and "line 5" in failures(items)[0].message


@pytest.mark.parametrize("before", ["\n\n", "<br />\n<b>Warning</b>: x in <b>/a.php</b> on line <b>3</b><br />\n",
                                    "PHP Notice: y\n"])
def test_what_a_script_prints_before_the_sitemap_costs_nothing(shop: Shop, before: str) -> None:
    text = before + urls(picture("https://cdn.example/1.jpg"))
    items = listing(shop.put("sitemap.xml", text), "auto")
    assert pictures(items) == ["https://cdn.example/1.jpg"] and len(failures(items)) == bool(before.strip())


def test_an_entry_that_is_never_closed_keeps_its_pictures(shop: Shop) -> None:
    text = urls(*(picture(f"https://cdn.example/{number}.jpg") for number in range(4))).replace("</url>", "", 2)
    items = listing(shop.put("sitemap.xml", text.replace("</urlset>", "")))
    assert pictures(items) == [f"https://cdn.example/{number}.jpg" for number in range(4)] and len(failures(items)) == 1


def test_odd_characters_spoil_one_field(shop: Shop) -> None:
    good = picture("https://cdn.example/größe.jpg")
    for odd in (b"\x0b", b"\xe4", b"&eacute;", b"&nbsp;", b"\0"):
        text = urls(good, good.replace("größe", "öl").replace("</image:image>", "<t>x</t></image:image>"))
        items = listing(shop.put("sitemap.xml", text.encode().replace(b"<t>x</t>", b"<t>x" + odd + b"</t>")))
        assert pictures(items) == ["https://cdn.example/größe.jpg", "https://cdn.example/öl.jpg"], odd


def test_entities_of_html_are_read_in_addresses(shop: Shop) -> None:
    assert pictures(listing(shop.put("sitemap.xml", urls(picture("https://cdn.example/caf&eacute;.jpg"))))) == [
        "https://cdn.example/café.jpg"]


def test_a_packed_sitemap_gives_what_it_holds_and_says_what_is_missing(shop: Shop) -> None:
    text = urls(*(picture(f"https://cdn.example/{number}.jpg") for number in range(9))).encode()
    assert len(pictures(listing(shop.put("a.xml", gzip.compress(text) + b"<!-- cached -->")))) == 9
    cut = shop.put("cut.xml.gz", gzip.compress(text, compresslevel=0)[:-200])
    items = listing(shop.put("sitemap.xml", index(cut)))
    assert 6 <= len(pictures(items)) < 9 and "gzip file is cut off" in failures(items)[-1].message


def test_a_page_in_place_of_a_sitemap_is_called_a_page(shop: Shop) -> None:
    page = shop.put("one.xml", "<!doctype html><html><body>Not found</body></html>", "text/html")
    (failure,) = failures(listing(shop.put("sitemap.xml", index(page, shop.put("two.xml", urls(picture("/1.jpg")))))))
    assert "is a web page, not a sitemap" in failure.message


def test_bare_ampersands_are_escaped_but_not_in_cdata(shop: Shop) -> None:
    text = urls(picture("https://cdn.example/1.jpg?a=1&b=2"), picture("<![CDATA[https://cdn.example/2.jpg?a=1&b=2]]>"),
                picture("https://cdn.example/3.jpg?a=1&amp;b=2"))
    items = listing(shop.put("sitemap.xml", text))
    assert pictures(items) == [f"https://cdn.example/{number}.jpg?a=1&b=2" for number in (1, 2, 3)]
    assert "line 3" in failures(items)[0].message


def test_a_sitemap_that_is_cut_off_gives_no_half_address(shop: Shop) -> None:
    text = urls(picture("https://cdn.example/1.jpg"), picture("https://cdn.example/2-long-name.jpg"))
    items = listing(shop.put("sitemap.xml", text[:text.index("-long")]))
    assert pictures(items) == ["https://cdn.example/1.jpg"] and len(failures(items)) == 1
    packed = gzip.compress(text.encode() * 1 + b" " * 5000)
    assert failures(listing(shop.put("cut.xml.gz", packed[:-40])))


@pytest.mark.parametrize(("declared", "encoding"), [
    ("UTF-8", "cp1252"), ("nonsense-9", "utf-8"), ("utf-16", "utf-8"), ("utf-16", "utf-16"), ("iso-8859-1", "latin-1")])
def test_wrong_and_rare_encodings_are_read(shop: Shop, declared: str, encoding: str) -> None:
    text = urls(picture("https://cdn.example/größe.jpg"), picture("https://cdn.example/2.jpg"))
    items = pictures(listing(shop.put("sitemap.xml", text.replace("UTF-8", declared).encode(encoding))))
    assert items[-1] == "https://cdn.example/2.jpg" and len(items) == 2
    if declared != "nonsense-9":
        assert items[0] == "https://cdn.example/größe.jpg"


@pytest.mark.parametrize("doctype", [
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    '<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p; <!ENTITY c "x">]>',
])
@pytest.mark.parametrize("kind", ["sitemap", "feed"])
def test_entities_are_refused(shop: Shop, doctype: str, kind: str) -> None:
    text = f"<?xml version='1.0'?>{doctype}<urlset><url><loc>https://shop.example/&c;</loc></url></urlset>"
    with pytest.raises(Refused, match="its own XML entities"):
        listing(shop.put("sitemap.xml", text), kind)


def test_a_gzip_bomb_is_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DOCUMENT_BYTES", 1_000_000)
    bomb = gzip.compress(b"<urlset>" + b"<url><loc>https://shop.example/p</loc></url>" * 100_000)
    with pytest.raises(InputError, match="when unpacked"):
        listing(shop.put("sitemap.xml.gz", bomb))


def test_other_xml_is_no_sitemap(shop: Shop) -> None:
    with pytest.raises(Misuse, match="not a sitemap"):
        listing(shop.put("sitemap.xml", "<?xml version='1.0'?><rss><channel><item/></channel></rss>"))


def test_a_sitemap_that_is_not_there_ends_the_listing(shop: Shop) -> None:
    with pytest.raises(InputError):
        listing(shop.url("status/404"))


def test_private_addresses_in_a_sitemap_are_not_asked(shop: Shop) -> None:
    source = shop.put("sitemap.xml", index("http://10.0.0.1/sitemap.xml", "file:///etc/passwd",
                                           shop.put("two.xml", urls(picture("https://cdn.example/1.jpg")))))
    items = listing(source)
    assert [item.error for item in failures(items)] == ["Refused", "Refused"]
    assert pictures(items) == ["https://cdn.example/1.jpg"]


def test_memory_stays_flat_in_a_long_sitemap(tmp_path: Path) -> None:
    path = tmp_path / "sitemap.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(f'<urlset xmlns="{PLAIN}" xmlns:image="{IMAGES}">')
        file.writelines(f"<url>{picture(f'https://cdn.example/a/rather/long/name/of/a/picture/{number}.jpg')}</url>\n"
                        for number in range(15_000))
        file.write("</urlset>")
    stream = candidates(str(path), "auto", PLAIN_OPTIONS, site())
    next(stream)
    tracemalloc.start()
    count = sum(1 for _ in stream)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 14_999
    assert peak < 6_000_000, f"{peak / 1e6:.1f} MB for a file of {path.stat().st_size / 1e6:.1f} MB"


def test_a_limit_ends_the_walk_early(shop: Shop) -> None:
    pages = [shop.put(f"{number}.html", f"<img src=/{number}.jpg>", "text/html") for number in range(9)]
    source = shop.put("sitemap.xml", urls(*(f"<loc>{page}</loc>" for page in pages)))
    assert len(listing(source, options=SourceOptions(limit=2))) == 2
    assert sum(path.endswith(".html") for _, path in shop.seen) == 2


def test_an_entry_may_be_a_picture(shop: Shop) -> None:
    shop.put("1.jpg", JPEG, "image/jpeg")
    assert pictures(listing(shop.put("sitemap.xml", urls(f"<loc>{shop.url('1.jpg')}</loc>")))) == [shop.url("1.jpg")]
