"""The tables. What changes here changes in `migrations/versions` too; a test compares the two.

Text that strangers wrote is kept as ASCII JSON (`candidate`), because neither database takes every string that a file
system or a feed can hold. Points in time are seconds since 1970 (UTC).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0003"  # newest revision of `migrations`
metadata = MetaData()
_Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up by itself in an INTEGER only


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0)


def _text(name: str, length: int = 0) -> Column[str]:
    return Column(name, String(length) if length else Text, nullable=False, default="")


# One audit. `running_source` is unique, and NULL once the job has ended: two jobs on one source exclude each other.
jobs = Table(
    "jobs", metadata,
    Column("job_id", String(16), primary_key=True),
    _text("source"), _text("kind", 20), _text("options"), _text("state", 12),
    Column("running_source", String(64), unique=True),
    Column("lister", String(200)),
    Column("listing_over", Boolean, nullable=False, default=False),
    _count("listed"), _count("done"), _count("failed"), _count("skipped"),
    Column("created", Double, nullable=False), Column("started", Double), Column("ended", Double),
    Column("mark_at", Double, nullable=False), _count("mark_count"), Column("rate", Double, nullable=False, default=0),
    _text("message"), _text("hint"),  # how it went or ended, where that needs words
    _text("trouble"), _text("trouble_hint"),  # what holds it up now
)

# Programs that work on jobs now; who does not say so again before `until` has lost what it took.
owners = Table("owners", metadata, Column("owner", String(200), primary_key=True),
               Column("until", Double, nullable=False))

# One picture of one job: waiting -> leased -> done or failed; or skipped from the start.
items = Table(
    "items", metadata,
    Column("job_id", String(16), primary_key=True), Column("number", Integer, primary_key=True, autoincrement=False),
    Column("uri_id", String(32), nullable=False), _text("uri"), _text("candidate"), _text("words", 500),
    _text("host", 260), _text("state", 8), Column("due", Double, nullable=False, default=0),
    Column("owner", String(200)),
    _count("attempts"), _count("crashes"), _count("losses"),
    Column("shown", SmallInteger, nullable=False, default=0),
    Column("result_id", BigInteger), _text("picture_id", 64), _text("kind", 20), _text("top_label", 20),
    Column("shoppable", Boolean), Column("score", Double, nullable=False, default=0), _text("category", 300),
    _text("verdicts"), _text("error", 40), _text("message"), _text("hint"),
    UniqueConstraint("job_id", "uri_id", name="items_by_uri"),
)
Index("items_to_do", items.c.job_id, items.c.state, items.c.host, items.c.due, items.c.number)
# With the words and what goes with them in a filter, so that a text is looked for in the index alone: a third of the
# time that the rows take. Not with the category: PostgreSQL's index rows are too short for the two longest texts.
Index("items_shown", items.c.job_id, items.c.shown, items.c.number, items.c.words, items.c.kind, items.c.top_label,
      items.c.shoppable, items.c.error)
Index("items_by_state", items.c.job_id, items.c.state, items.c.number)
for _name in ("kind", "top_label", "shoppable", "error"):
    Index(f"items_by_{_name}", items.c.job_id, items.c[_name], items.c.number)
Index("items_by_category", items.c.job_id, items.c.category, items.c.shown, items.c.number)
Index("items_by_score", items.c.job_id, items.c.shown, items.c.score, items.c.number)
Index("items_by_picture", items.c.picture_id)

# How many shown items have each combination: counts under any filter without looking at the items.
tallies = Table(
    "tallies", metadata,
    Column("job_id", String(16), primary_key=True), Column("kind", String(20), primary_key=True),
    Column("top_label", String(20), primary_key=True), Column("shoppable", Boolean, primary_key=True),
    Column("error", String(40), primary_key=True), Column("category", String(300), primary_key=True),
    _count("pictures"),
)

# Which shown items break what: a rule pack ("amazon"), or one of its rules ("amazon.no_text"); and how many do, for
# each combination that they can be filtered by.
breaches = Table(
    "breaches", metadata,
    Column("job_id", String(16), primary_key=True), Column("rule", String(90), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False), sqlite_with_rowid=False,
)
breach_tallies = Table(
    "breach_tallies", metadata, Column("job_id", String(16), primary_key=True),
    Column("rule", String(90), primary_key=True), Column("kind", String(20), primary_key=True),
    Column("top_label", String(20), primary_key=True), Column("shoppable", Boolean, primary_key=True),
    Column("category", String(300), primary_key=True), _count("pictures"),
)

# What a picture's bytes gave with certain models and measures, whichever job asked first.
results = Table(
    "results", metadata,
    Column("result_id", _Id, primary_key=True, autoincrement=True),
    Column("picture_id", String(64), nullable=False), Column("models", String(200), nullable=False),
    Column("measures_version", String(200), nullable=False), Column("created", Double, nullable=False),
    _text("analysis"), _text("measures"), _text("verdicts"), _text("scores"),
    Column("sensitive_score", Double, nullable=False), _count("width"), _count("height"),
    UniqueConstraint("picture_id", "models", "measures_version", name="results_once"),
)

# What an address gave last time, to ask its server whether that has changed.
addresses = Table(
    "addresses", metadata,
    Column("url_id", String(64), primary_key=True), _text("etag"), Column("picture_id", String(64), nullable=False),
)
