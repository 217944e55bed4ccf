"""The HTML report: self-contained, safe with hostile words, without metadata, and it fits its window."""

import base64
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import lxml.html
import numpy as np
import pytest
from PIL import Image

from core.audits.report.error_rates import ErrorRates
from core.audits.report.files import write
from core.audits.report.html_parts import without_metadata
from core.audits.report.html_report import HtmlReport
from core.nouns.product import Product
from tests.audits.made_up_rows import failed_row, made_catalog, made_row, report_of

HOSTILE = ('<script>window.hit=1</script>', '"><img src=x onerror="window.hit=1">', "'-alert(1)-'", "</style><b>",
           "</td></tr></table><h1>", "&lt;already&amp;", "\u202egnp.exe", "javascript:window.hit=1")
RATES = ErrorRates(np.array([[94, 1, 1, 4], [1, 90, 3, 6], [1, 2, 92, 5], [6, 2, 6, 86.0]]))


def jpeg(exif=True):
    """A small JPEG; with a camera's name, a position and a comment when `exif`."""
    values = Image.Exif()
    values[0x010F], values[0x9286] = "SecretCam", "SecretComment"
    values.get_ifd(0x8825)[2] = (48.0, 8.0, 0.0)
    out = io.BytesIO()
    metadata = {"exif": values, "comment": b"SecretNote"} if exif else {}
    Image.fromarray(np.full((40, 60, 3), 200, np.uint8)).save(out, "JPEG", **metadata)
    return out.getvalue()


def save(rows, path, rates=None, **options):
    rows = list(rows)
    write(rows, path, "html", page=HtmlReport(report_of(rows, rates), **options))


def page(rows, tmp_path, rates=None, **options):
    path = tmp_path / "report.html"
    save(rows, path, rates, **options)
    return lxml.html.fromstring(path.read_text(encoding="utf-8"))


def hostile_rows():
    for k, text in enumerate(HOSTILE, start=1):
        product = Product(text, text, text, text, text, 10.0, text, "home_decor")
        yield made_row(k, "negative", uri=text, origin=text, product=product, verdicts={text: text})
        yield replace(failed_row(k + 100, text), uri=text, message=text, hint=text)


def test_hostile_words_are_words_only(tmp_path):
    tree = page(hostile_rows(), tmp_path, title=HOSTILE[0], source=HOSTILE[1], made=HOSTILE[3])
    assert not tree.xpath("//script") and len(tree.xpath("//h1")) == 1 and len(tree.xpath("//style")) == 1
    assert not [name for node in tree.iter() for name in node.attrib if name.lower().startswith("on")]
    assert not [href for href in tree.xpath("//@href") if not href.startswith(("https://", "http://"))]
    assert not tree.xpath("//img")
    text = tree.text_content()
    assert HOSTILE[0] in text and HOSTILE[1] in text, "they are shown as they are"


def test_nothing_is_fetched(tmp_path):
    tree = page(made_catalog(60), tmp_path, thumbnail=lambda _: jpeg())
    assert not tree.xpath("//script | //link | //iframe | //object | //embed | //form")
    assert tree.xpath("//img") and all(src.startswith("data:image/jpeg;base64,") for src in tree.xpath("//@src"))
    assert not re.search(r"@import|url\(", tree.xpath("//style")[0].text)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert all("noreferrer" in rel for rel in tree.xpath("//a/@rel")) and tree.xpath("//a")


def test_thumbnails_lose_their_metadata_and_stay_pictures(tmp_path):
    assert b"SecretCam" in jpeg() and b"SecretNote" in jpeg()
    clean = without_metadata(jpeg() + b"SecretTail")
    assert b"Secret" not in clean and b"Exif" not in clean
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(clean))), np.asarray(Image.open(io.BytesIO(jpeg()))))
    source = page([made_row(1, "negative")], tmp_path, thumbnail=lambda _: jpeg()).xpath("//img/@src")[0]
    assert b"Secret" not in base64.b64decode(source.partition(",")[2])


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8", b"<svg onload=alert(1)>", jpeg(exif=False)[:30]])
def test_what_is_no_jpeg_is_not_embedded(data, tmp_path):
    assert without_metadata(data) == b""
    assert not page([made_row(1, "negative")], tmp_path, thumbnail=lambda _: data).xpath("//img")


def test_at_most_so_many_thumbnails(tmp_path):
    names = []
    tree = page(made_catalog(300), tmp_path, thumbnails=7, thumbnail=lambda name: names.append(name) or jpeg())
    assert len(tree.xpath("//img")) == 7 == len(names)
    assert all(node.get("alt") for node in tree.xpath("//img"))


def test_the_numbers_are_those_of_the_audit(tmp_path):
    rows = [made_row(k, "negative" if k <= 12 else "apparel") for k in range(1, 101)] + [failed_row(101)]
    text = page(rows, tmp_path).text_content()
    assert "This model misreads 12 of 100 photos." in text
    assert "88.0 %" in text and "1 failed" in text and "240.00 EUR" in text
    assert "Not seen as shoppable: 12" in text and "The server answered 500." in text
    assert "Show 101 of 101 rows" in text


def test_every_picture_is_in_the_table_up_to_its_limit(tmp_path):
    tree = page(made_catalog(120), tmp_path, table_rows=50)
    assert len(tree.xpath("//table[@class='full']/tbody/tr")) == 50 and "list 70 more" in tree.text_content()


def test_the_counts_are_those_of_the_report_whatever_the_rows(tmp_path):
    """One tally: the page counts nothing by itself."""
    report = report_of([*made_catalog(400), *(made_row(k, "negative") for k in range(401, 801))], RATES)
    write([], tmp_path / "report.html", "html", page=HtmlReport(report))
    text = lxml.html.fromstring((tmp_path / "report.html").read_text("utf-8")).text_content()
    opportunity, queues = report.opportunity, report.queues
    assert opportunity.sentence in text and f"About {opportunity.count:,} of {opportunity.analyzed:,} photos" in text
    assert f"{opportunity.low:,} to {opportunity.high:,}" in text and opportunity.method in text
    assert f"Not seen as shoppable: {queues.by_intent.total:,}" in text
    assert f"Several labels possible: {queues.ambiguous.total:,}" in text
    assert report.first.head(20).sentence in text
    assert f"hold {100 * report.first.head(20).listed_share:.0f} %" in text


def test_marketplaces_outcomes_and_errors_have_their_words(tmp_path):
    rows = [made_row(1, verdicts={"ebay": "warn", "amazon": "fail"}), failed_row(2)]
    text = page(rows, tmp_path).text_content()
    assert "eBay: Needs review; Amazon: Fail" in text and "Not delivered" in text
    assert not re.search(r"Ebay|ebay|FetchFailed|warn\b", text)


def test_the_same_rows_make_the_same_file(tmp_path):
    for name in ("a.html", "b.html"):
        save(made_catalog(80), tmp_path / name, RATES)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_when_the_models_errors_explain_everything_the_report_says_so(tmp_path):
    rows = [made_row(k, "negative" if k <= 2 else "apparel") for k in range(1, 101)]
    text = page(rows, tmp_path, rates=RATES).text_content()
    assert "95 % interval: 0 to" in text and "The model's own errors alone may explain" in text


def test_an_empty_audit_is_a_page(tmp_path):
    assert "No photo of a thing for sale could be analyzed." in page([], tmp_path).text_content()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (800, "dark")])
def test_in_a_browser_it_fits_and_asks_nobody(tmp_path: Path, width, scheme):
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium")
    path = tmp_path / "report.html"
    save([*hostile_rows(), *made_catalog(300)], path, RATES, thumbnail=lambda _: jpeg())
    with playwright.sync_playwright() as start:
        browser = start.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        view = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        names = []
        view.on("request", lambda request: names.append(request.url))
        view.goto(path.as_uri())
        view.locator("details").evaluate("node => node.open = true")
        assert not view.evaluate("window.hit")
        assert view.evaluate("document.documentElement.scrollWidth") <= width
        clipped = view.evaluate("""[...document.querySelectorAll('.scroll')].filter(
            node => node.scrollWidth > node.clientWidth).length""")
        assert not clipped, "a table is wider than the page"
        assert view.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 28)")
        assert [url for url in names if not url.startswith("data:")] == [path.as_uri()]
        browser.close()
