"""One edit that helps many, as a section of the HTML report."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from core.audits.report.html_parts import Thumbnails, table
from core.nouns.flip import Edit
from core.nouns.flip_set import EditCount, FlipSummary
from core.words.flip_set import (
    AT_LEAST,
    TITLE,
    amount_words,
    direction_words,
    edit_name,
    example_words,
    headline,
    more_words,
)

Edited = Callable[[str, tuple[Edit, ...]], bytes | None]  # picture_id, edits -> JPEG of the edited photo
HEAD = ("Before and after", "Edit", "This photo", "Photos helped")
MOST = 6  # rows
BAR = "#0072B2"


def edits_section(summary: FlipSummary | None, edited: Edited | None, thumbnails: Thumbnails) -> str:
    """The edits that help most photos, each with an example (HTML); "" where no photo was searched.

    Parameters
    ----------
    summary : FlipSummary or None
    edited : callable or None
        Gives edited photos; None leaves their places empty.
    thumbnails : Thumbnails
    """
    if summary is None or not summary.searched:
        return ""
    gained = summary.gained
    rows = [_row(one, gained.pictures, edited, thumbnails) for one in gained.edits[:MOST]]
    said = [headline(summary), f"{direction_words(gained, gains=True)} {direction_words(summary.lost, gains=False)}"]
    return "".join([f"<h2>{TITLE}</h2>", *(f"<p>{escape(words)}</p>" for words in said),
                    table(HEAD, rows, "short") if rows else "",
                    f'<p class="muted small">{escape(more_words(gained, MOST))} {escape(AT_LEAST)}</p>'])


def _row(one: EditCount, total: int, edited: Edited | None, thumbnails: Thumbnails) -> str:
    search = one.example.search
    after = edited(search.picture_id, search.flips[0].edits) if edited else None
    pair = thumbnails.picture(search.picture_id, "Before") + thumbnails.image(after, "After")
    bar = (f'<svg width="120" height="14" aria-hidden="true"><rect class="bar" width="{one.pictures / total:.1%}" '
           f'height="14" rx="2" fill="{BAR}"/></svg>')
    return (f'<tr><td><div class="pair">{pair}</div></td><td>{escape(edit_name(one.edit))}'
            f'<div class="muted small">{escape(amount_words(one))}</div></td><td>{escape(example_words(one))}</td>'
            f"<td>{bar}<div>{one.pictures:,} of {total:,}</div></td></tr>")
