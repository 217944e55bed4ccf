"""Every picture is found by what it shows and by words: facts of its newest result, full text, named queries."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
_BATCH = 500
_FTS = (
    "CREATE VIRTUAL TABLE picture_search USING fts5(words, content='picture_texts', content_rowid='number', "
    "prefix='2 3')",
    "CREATE TRIGGER picture_texts_entered AFTER INSERT ON picture_texts BEGIN "
    "INSERT INTO picture_search (rowid, words) VALUES (new.number, new.words); END",
    "CREATE TRIGGER picture_texts_removed AFTER DELETE ON picture_texts BEGIN "
    "INSERT INTO picture_search (picture_search, rowid, words) VALUES ('delete', old.number, old.words); END",
    "CREATE TRIGGER picture_texts_changed AFTER UPDATE OF words ON picture_texts BEGIN "
    "INSERT INTO picture_search (picture_search, rowid, words) VALUES ('delete', old.number, old.words); "
    "INSERT INTO picture_search (rowid, words) VALUES (new.number, new.words); END",
)


def upgrade() -> None:
    """Make the tables and the index of words, then enter what is known of the pictures."""
    op.add_column("pictures", sa.Column("changed", sa.Double(), nullable=False, server_default="0"))
    op.execute("UPDATE pictures SET changed = seen")
    op.create_index("pictures_by_change", "pictures", ["changed"])
    op.create_table("picture_texts",
                    sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True,
                              nullable=False),
                    sa.Column("picture_id", sa.String(64), nullable=False),
                    sa.Column("words", sa.Text(), nullable=False),
                    sa.PrimaryKeyConstraint("number"), sa.UniqueConstraint("picture_id"))
    op.create_table("smart_sets", sa.Column("name", sa.String(80), nullable=False),
                    sa.Column("query", sa.Text(), nullable=False), sa.Column("author", sa.String(200), nullable=False),
                    sa.Column("created", sa.Double(), nullable=False), sa.PrimaryKeyConstraint("name"))
    if op.get_bind().dialect.name == "sqlite":
        for statement in _FTS:
            op.execute(statement)
    else:
        op.execute("CREATE INDEX picture_texts_search ON picture_texts USING gin (to_tsvector('simple', words))")
    _facts()
    _texts()


def _facts() -> None:
    """What the newest result of each picture says; facts of optional stages are there already."""
    connection, last = op.get_bind(), 0
    newest = sa.text(
        "SELECT result_id, picture_id, analysis, measures, verdicts FROM results WHERE result_id > :last AND NOT "
        "EXISTS (SELECT 1 FROM results newer WHERE newer.picture_id = results.picture_id AND newer.result_id > "
        "results.result_id) ORDER BY result_id LIMIT :most")
    insert = sa.text("INSERT INTO facts (picture_id, name, value, score, model) VALUES (:picture_id, :name, :value, "
                     ":score, :model) ON CONFLICT (picture_id, name, value) DO NOTHING")
    while rows := connection.execute(newest, {"last": last, "most": _BATCH}).all():
        new = [{"picture_id": row.picture_id, "name": name[:40], "value": value[:120], "score": round(score, 4),
                "model": model[:200]} for row in rows for name, value, score, model in
               _said(json.loads(row.analysis), json.loads(row.measures), json.loads(row.verdicts))]
        connection.execute(insert, new)
        last = rows[-1].result_id


def _said(analysis: dict[str, Any], measures: dict[str, Any], verdicts: dict[str, str]
          ) -> Iterator[tuple[str, str, float, str]]:
    intent, models = analysis["intent"], analysis.get("models", {})
    judge, faces, persons = (models.get(role, "") for role in ("intent", "faces", "persons"))
    seen_by = ", ".join(filter(None, (faces, persons)))
    yield "type", analysis["kind"], analysis["decided_by"]["score"] or 0.0, seen_by
    yield "label", intent["top"], max(intent["scores"]), judge
    yield "verdict", "shoppable" if intent["shoppable"] else "not_shoppable", intent["shoppable_score"], judge
    yield "sensitive", "yes" if intent["sensitive_score"] >= 0.5 else "no", intent["sensitive_score"], judge
    for one, many, found, model in (("face", "faces", analysis["faces"], faces),
                                    ("person", "persons", analysis["persons"], persons)):
        if found is not None:
            scores = found["scores"]
            yield one, "yes" if scores else "no", scores[0] if scores else 0.0, model
            yield many, str(len(scores)), scores[0] if scores else 0.0, model
    if measures.get("background"):
        yield "background", measures["background"], 1.0, ""
    text = {"found": "yes", "unclear": "unclear", "lettering": "unclear", "none": "no"}.get(measures.get("text", ""))
    if text:
        yield "lettering", text, 1.0, ""
    for line in [line for line in measures.get("text_read") or () if line][:12]:
        yield "text", line, 1.0, ""
    for name, outcome in verdicts.items():
        if "." not in name:
            yield name, outcome, 1.0, ""
        elif outcome == "fail":
            yield "broken", name, 1.0, ""


def _texts() -> None:
    connection, last = op.get_bind(), ""
    page = sa.text("SELECT picture_id, uri FROM pictures WHERE picture_id > :last ORDER BY picture_id LIMIT :most")
    shop = sa.text("SELECT product_pictures.picture_id, title, sku, category FROM product_pictures JOIN products ON "
                   "products.product_id = product_pictures.product_id WHERE product_pictures.picture_id > :last AND "
                   "product_pictures.picture_id <= :end ORDER BY products.product_id")
    said = sa.text("SELECT picture_id, value FROM facts WHERE picture_id > :last AND picture_id <= :end AND name NOT "
                   "IN ('type', 'verdict', 'sensitive', 'face', 'faces', 'person', 'persons', 'background', "
                   "'lettering', 'broken') AND value NOT IN ('yes', 'no', 'pass', 'warn', 'fail', 'unknown') "
                   "ORDER BY picture_id, name, value")
    insert = sa.text("INSERT INTO picture_texts (picture_id, words) VALUES (:picture_id, :words)")
    while rows := connection.execute(page, {"last": last, "most": _BATCH}).all():
        texts = {row.picture_id: [_file_name(row.uri)] for row in rows}
        span = {"last": last, "end": rows[-1].picture_id}
        for statement in (shop, said):
            for picture_id, *more in connection.execute(statement, span):
                if picture_id in texts:
                    texts[picture_id] += more
        connection.execute(insert, [{"picture_id": name, "words": _words(values)} for name, values in texts.items()])
        last = rows[-1].picture_id


def _words(texts: list[str]) -> str:
    plain = (unicodedata.normalize("NFKD", value.casefold()) for value in dict.fromkeys(texts))
    folded = ("".join(letter for letter in value if not unicodedata.combining(letter)) for value in plain)
    return " ".join(word for value in folded for word in re.findall(r"[^\W_]+", value))[:4000]


def _file_name(uri: str) -> str:
    return unquote(re.split(r"[?#]", uri)[0].rstrip("/").replace("\\", "/").rpartition("/")[2] or uri)
