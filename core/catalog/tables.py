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
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0013"  # newest revision of `migrations`
metadata = MetaData()
_Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up by itself in an INTEGER only


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0)


def _text(name: str, length: int = 0) -> Column[str]:
    return Column(name, String(length) if length else Text, nullable=False, default="")


def _key(name: str, length: int) -> Column[str]:
    return Column(name, String(length), primary_key=True)


# Jobs of any kind. `running_source` is unique, and NULL once the job has ended: two audits of one source exclude each
# other.
jobs = Table(
    "jobs", metadata,
    _key("job_id", 16),
    _text("kind", 20), _text("source"), _text("source_kind", 20), _text("options"), _text("state", 12),
    Column("running_source", String(64), unique=True),
    Column("lister", String(200)),
    Column("listing_over", Boolean, nullable=False, default=False),
    _count("listed"), _count("done"), _count("failed"), _count("skipped"),
    Column("created", Double, nullable=False), Column("started", Double), Column("ended", Double),
    Column("mark_at", Double, nullable=False), _count("mark_count"), Column("rate", Double, nullable=False, default=0),
    _text("message"), _text("hint"),  # how it went or ended, where that needs words
    _text("trouble"), _text("trouble_hint"),  # what holds it up now
    _text("step", 200), Column("fraction", Double, nullable=False, default=0),  # of a job's one long item
)

# Processes that work on jobs now. One that does not renew its row before `until` has lost what it leased.
holders = Table("holders", metadata, _key("holder", 200), Column("until", Double, nullable=False))

# One item of one job: waiting -> leased -> done or failed; or skipped from the start.
items = Table(
    "items", metadata,
    _key("job_id", 16), Column("number", Integer, primary_key=True, autoincrement=False),
    Column("uri_id", String(32), nullable=False), _text("uri"), _text("candidate"), _text("words", 500),
    _text("host", 260), _text("state", 8), Column("due", Double, nullable=False, default=0),
    Column("holder", String(200)),
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

# The words of items, several in one row, beside whose index of every three letters (`item_search` of SQLite,
# `item_texts_search` of PostgreSQL) a part of a text is found: `core.catalog.item_texts`.
item_texts = Table(
    "item_texts", metadata, Column("number", _Id, primary_key=True, autoincrement=True),
    Column("job_id", String(16), nullable=False), Column("first", Integer, nullable=False), _text("words"),
)
Index("item_texts_by_job", item_texts.c.job_id, item_texts.c.number)

# How many shown items have each combination: counts under any filter without looking at the items.
tallies = Table(
    "tallies", metadata,
    _key("job_id", 16), _key("kind", 20), _key("top_label", 20), Column("shoppable", Boolean, primary_key=True),
    _key("error", 40), _key("category", 300), _count("pictures"),
)

# Which shown items have which fact: a broken rule ("broken", "amazon.no_text"), a color, a tag; and how many have it,
# for each combination that they can be filtered by. A new stage's facts need no new table. The item's score is here
# too, so that the least shoppable pictures with a fact are read from an index instead of sorted; so is its verdict, so
# that the middle page of a rule that all pictures of a kind break is a walk over one index.
item_facts = Table(
    "item_facts", metadata, _key("job_id", 16), _key("name", 40), _key("value", 120),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("score", Double, nullable=False, default=0), _text("kind", 20), _text("top_label", 20),
    Column("shoppable", Boolean), sqlite_with_rowid=False,
)
Index("item_facts_by_score", item_facts.c.job_id, item_facts.c.name, item_facts.c.value, item_facts.c.score,
      item_facts.c.number)
fact_tallies = Table(
    "fact_tallies", metadata, _key("job_id", 16), _key("name", 40), _key("value", 120), _key("kind", 20),
    _key("top_label", 20), Column("shoppable", Boolean, primary_key=True), _key("category", 300), _count("pictures"),
)

# Every picture that was ever analyzed here, whichever door it came through.
pictures = Table(
    "pictures", metadata, _key("picture_id", 64), _text("uri"), _text("path"), _count("width"), _count("height"),
    Column("seen", Double, nullable=False), Column("changed", Double, nullable=False, default=0),
)
Index("pictures_by_change", pictures.c.changed)
# The words that a picture is found by. Beside it stands the index of full text, of each database's own kind: the
# virtual table `picture_search` of SQLite (FTS5), an index of an expression of PostgreSQL.
picture_texts = Table(
    "picture_texts", metadata, Column("number", _Id, primary_key=True, autoincrement=True),
    Column("picture_id", String(64), nullable=False, unique=True), _text("words"),
)
# Queries that somebody gave a name.
smart_sets = Table(
    "smart_sets", metadata, _key("name", 80), _text("query"), _text("author", 200),
    Column("created", Double, nullable=False),
)
# What is known of a picture whatever job asked: name, value, how much or how sure, and who said so.
facts = Table(
    "facts", metadata, _key("picture_id", 64), _key("name", 40), _key("value", 120),
    Column("score", Double, nullable=False, default=1), _text("model", 200), sqlite_with_rowid=False,
)
Index("facts_by_value", facts.c.name, facts.c.value, facts.c.picture_id)
vectors = Table(
    "vectors", metadata, _key("picture_id", 64), _key("model", 200), _count("dimensions"),
    Column("data", LargeBinary, nullable=False),
)

# People of the user's own pictures, where the site has switched that on: groups of faces and a gallery, by name.
people = Table(
    "people", metadata, Column("person_id", _Id, primary_key=True, autoincrement=True), _text("name", 80),
    Column("gallery", Boolean, nullable=False, default=False), _text("consent_by", 200), _text("consent_on", 10),
    _text("consent_text"), Column("created", Double, nullable=False),
)
# Faces that were looked at, those of the gallery under no picture; one that was forgotten, or is too small, has no
# descriptor. `kept`: a person put it there.
person_faces = Table(
    "person_faces", metadata, Column("face_id", _Id, primary_key=True, autoincrement=True),
    Column("picture_id", String(64), nullable=False), Column("left", Double, nullable=False),
    Column("top", Double, nullable=False), Column("right", Double, nullable=False),
    Column("bottom", Double, nullable=False), _text("model", 200), Column("descriptor", LargeBinary, nullable=False),
    Column("person_id", BigInteger), Column("score", Double, nullable=False, default=0),
    Column("kept", Boolean, nullable=False, default=False),
)
Index("person_faces_by_picture", person_faces.c.picture_id)
Index("person_faces_by_person", person_faces.c.person_id)

# What a picture's bytes gave with certain models and measures, whichever job asked first.
results = Table(
    "results", metadata,
    Column("result_id", _Id, primary_key=True, autoincrement=True),
    Column("picture_id", String(64), nullable=False), Column("models", String(200), nullable=False),
    Column("measures_version", String(200), nullable=False), Column("created", Double, nullable=False),
    _text("analysis"), _text("measures"), _text("verdicts"), _text("scores"), _text("facts"),
    Column("sensitive_score", Double, nullable=False), _count("width"), _count("height"),
    UniqueConstraint("picture_id", "models", "measures_version", name="results_once"),
)

# What shops say of their products, and which pictures show them.
products = Table(
    "products", metadata, _key("product_id", 64), _text("sku", 300), _text("title"), _text("category", 300),
    _text("gtin", 60), _text("page"), Column("price", Double), _text("currency", 20), _text("brand", 300),
    _text("size", 100),
    Column("seen", Double, nullable=False),
)
Index("products_by_sku", products.c.sku)
product_pictures = Table("product_pictures", metadata, _key("product_id", 64), _key("picture_id", 64),
                         _count("position"))
Index("product_pictures_by_picture", product_pictures.c.picture_id)

# Photos of shelves as they were read, or why one could not be; a photo that is read again has a new row.
shelf_readings = Table(
    "shelf_readings", metadata, Column("reading_id", _Id, primary_key=True, autoincrement=True),
    _text("job_id", 64), _text("picture_id", 64), _text("shelf", 200), Column("created", Double, nullable=False),
    _text("reading"), _text("failure"),
)
Index("shelf_readings_by_picture", shelf_readings.c.picture_id)
Index("shelf_readings_by_shelf", shelf_readings.c.shelf, shelf_readings.c.created)

# What people say of pictures, against a model's word or for it; rows are only added, and the latest counts.
corrections = Table(
    "corrections", metadata, Column("correction_id", _Id, primary_key=True, autoincrement=True),
    _text("picture_id", 64), _text("name", 40), _text("value"), _text("author", 200), _text("before"),
    Column("created", Double, nullable=False), _text("model", 200),
)
Index("corrections_by_picture", corrections.c.picture_id, corrections.c.name)

# What an address gave last time, to ask its server whether that has changed.
addresses = Table(
    "addresses", metadata,
    _key("url_id", 64), _text("etag"), Column("picture_id", String(64), nullable=False),
)
