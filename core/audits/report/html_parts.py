"""Parts of the HTML report; text from outside is always escaped by `text`, `link` or `escape`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import urlsplit

from core.audits.report.queues import QueueItem
from core.nouns.audit_row import AuditRow
from core.words.colors import INTENT_COLORS
from core.words.data_uri import jpeg_uri
from core.words.labels import FAILURE_WORDS, INTENT_WORDS, KIND_WORDS, OUTCOME_WORDS, marketplace_word

Thumbnail = Callable[[str], bytes | None]
NUMBERS = {"Price", "Photos", "Number", *OUTCOME_WORDS.values()}  # columns that are aligned to the right
LONG = 100  # characters of a text from outside that a cell shows
APP0, APP14 = 0xE0, 0xEE  # segments of JPEG that decoding needs: JFIF and Adobe's color transform
COMMENT, SCAN, END = 0xFE, 0xDA, b"\xff\xd9"


class Thumbnails:
    """Thumbnails as data URIs.

    Parameters
    ----------
    read : callable or None
        picture_id -> JPEG bytes, or None for an unknown picture.
    limit : int
        Maximum number of thumbnails; after it come empty frames.
    """

    def __init__(self, read: Thumbnail | None, limit: int) -> None:
        self._read, self._left = read, limit

    def html(self, row: AuditRow) -> str:
        """An <img> of fixed height, or an empty frame of the same size."""
        return self.picture(row.picture_id, row.product.title or row.uri)

    def picture(self, picture_id: str, alt: str) -> str:
        """The same for a picture by its id; "" has none."""
        return self.image(self._read(picture_id) if self._read and self._left > 0 and picture_id else None, alt)

    def image(self, data: bytes | None, alt: str) -> str:
        """The same for a JPEG."""
        clean = without_metadata(data) if data and self._left > 0 else b""
        if not clean:
            return '<div class="thumb none" aria-hidden="true"></div>'
        self._left -= 1
        return (f'<img class="thumb" alt="{escape(shortened(alt))}" '
                f'src="{jpeg_uri(clean)}">')


def without_metadata(jpeg: bytes) -> bytes:
    """The same JPEG without EXIF, XMP, location and comments; empty for any other file."""
    if jpeg[:2] != b"\xff\xd8":
        return b""
    clean, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2:at + 4], "big")
        if marker == SCAN:  # the picture's data; nothing after their end belongs to them
            end = jpeg.find(END, at)
            return bytes(clean + jpeg[at:]) if end < 0 else bytes(clean + jpeg[at:end + 2])
        is_application = 0xE0 <= marker <= 0xEF and marker not in (APP0, APP14)
        if not is_application and marker != COMMENT:
            clean += jpeg[at:at + 2 + length]
        at += 2 + length
    return b""


def shortened(value: str, length: int = LONG) -> str:
    """A text of at most `length` characters; a longer one loses its middle.

    Examples
    --------
    >>> shortened("https://shop.example/a/very/long/path.jpg", 23)
    'https://sh...g/path.jpg'
    """
    if len(value) <= length:
        return value
    half = (length - 3) // 2
    return f"{value[:half]}...{value[-half:]}"


def text(value: str, length: int = LONG) -> str:
    """A text from outside: escaped, shortened, and isolated in its own writing direction."""
    return f"<bdi>{escape(shortened(value, length))}</bdi>"


def link(address: str, words: str) -> str:
    """A link for an address of http or https; the words alone for any other."""
    try:
        safe = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        safe = False
    if not safe:
        return text(words)
    return f'<a href="{escape(address)}" rel="noreferrer noopener nofollow">{text(words)}</a>'


def label(name: str) -> str:
    """A shopping intent: its color and its word."""
    color = INTENT_COLORS.get(name)
    if color is None:
        return ""
    return f'<span class="label"><i style="background:{color}"></i>{escape(INTENT_WORDS[name])}</span>'


def money(value: float | None, currency: str) -> str:
    """A price or a sum in its currency, escaped.

    Examples
    --------
    >>> money(12.5, "EUR"), money(123456.7, "EUR"), money(None, "EUR")
    ('12.50 EUR', '123,457 EUR', '')
    """
    if value is None:
        return ""
    amount = f"{value:,.2f}" if value < 1000 else f"{value:,.0f}"
    return f"{amount} {escape(shortened(currency, 8))}".strip()


def card(title: str, number: str, note: str = "") -> str:
    """A number with its name; all three texts are HTML."""
    return (f'<div class="card"><div class="what">{title}</div><div class="big">{number}</div>'
            f'<div class="muted">{note}</div></div>')


def table(head: Iterable[str], rows: Iterable[str], kind: str = "") -> str:
    """A table from the names of its columns and the HTML of its rows."""
    names = "".join(f'<th class="{"number" if name in NUMBERS else "word"}">{escape(name)}</th>' for name in head)
    return (f'<div class="scroll"><table class="{kind}"><thead><tr>{names}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table></div>')


def item_row(item: QueueItem, thumbnails: Thumbnails) -> str:
    """One picture of a queue: the product, what it is sold as and seen as, the finding and the price."""
    row = item.row
    title = row.product.title or row.uri
    details = (row.product.sku, shortened(row.uri, 60) if row.product.title else "")
    sold_as = label(row.product.true_label) or '<span class="muted">Unknown</span>'
    return (f'<tr><td>{thumbnails.html(row)}</td>'
            f'<td class="title">{link(row.product.page or row.uri, title)}'
            f'<div class="muted small">{text(" · ".join(filter(None, details)))}</div></td>'
            f'<td>{sold_as}</td><td>{label(item.best[0])}<div class="muted small">{item.best[1]:.2f}, then '
            f'{escape(INTENT_WORDS[item.second[0]].lower())} {item.second[1]:.2f}</div></td>'
            f'<td>{escape(item.reason)}</td><td class="number">{money(item.value, row.product.currency)}</td></tr>')


def row_cells(row: AuditRow) -> str:
    """One picture or failure of the table of all."""
    if row.error:
        reason = escape(FAILURE_WORDS.get(row.error, row.error))
        verdict = f'<td colspan="4">{reason}: {text(row.message, 200)} {text(row.hint, 200)}</td>'
    else:
        shoppable = f"{'Yes' if row.shoppable else 'No'} <span class=\"muted\">{row.shoppable_score:.2f}</span>"
        rules = "; ".join(f"{marketplace_word(pack)}: {OUTCOME_WORDS.get(outcome, outcome)}"
                          for pack, outcome in row.verdicts.items())
        verdict = (f"<td>{escape(KIND_WORDS.get(row.kind, row.kind))}</td><td>{label(row.top_label)}</td>"
                   f"<td>{shoppable}</td><td>{text(rules)}</td>")
    return (f'<tr><td class="title">{text(row.uri)}</td><td class="number">{row.number:,}</td>'
            f"<td>{text(row.product.sku, 40)}</td><td>{text(row.product.category, 40)}</td>{verdict}</tr>")
