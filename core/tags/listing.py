"""What a listing can say of a photo: only what the photo's tags prove, in a marketplace's own fields.

Nothing here guesses: a field without a tag above its threshold stays empty.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.tags.vocabulary import Taxonomy
from core.words.csv_cells import csv_bytes

TAG, COLOR, ITEM = "tag", "color", "item"
LEAST_COLOR = 0.25  # share of the product that a color covers, to be named
MOST_COLORS = 2
_OWNERS = {"men": "Men's", "women": "Women's", "boys": "Boys'", "girls": "Girls'", "unisex": "Unisex"}
_GOOGLE_GENDERS = {"men": ("male", ""), "women": ("female", ""), "boys": ("male", "kids"), "girls": ("female", "kids"),
                   "unisex": ("unisex", "")}
_WORN = {"model_face": ", on a person", "worn_no_face": ", worn"}
GOOGLE_COLUMNS = ("id", "title", "google_product_category", "product_type", "color", "material", "pattern", "gender",
                  "age_group")
SHOPIFY_COLUMNS = ("Handle", "Title", "Type", "Tags", "Image Src", "Image Alt Text",
                   "Google Shopping / Google Product Category", "Google Shopping / Gender",
                   "Google Shopping / Age Group")


@dataclass(frozen=True)
class Item:
    """One of several products in a photo.

    Attributes
    ----------
    tag : str
        The most exact one that is sure enough.
    path : tuple of str
        From the root to it.
    score : float
    xyxy : tuple of float
        Where it is, in pixels of the picture.
    """

    tag: str
    path: tuple[str, ...]
    score: float
    xyxy: tuple[float, float, float, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"tag": self.tag, "path": list(self.path), "score": round(self.score, 4),
                "xyxy": [round(side, 1) for side in self.xyxy]}


@dataclass(frozen=True)
class Tagging:
    """The tags of one photo.

    Attributes
    ----------
    picture_id, uri, kind : str
        Of the photo.
    facts : tuple of Fact
        Tags ("tag", parents first) and attributes by the words of the taxonomy, with their scores.
    paths : dict of str to tuple of str
        Tag -> its path from the root.
    google : str
        Google's product category of the most exact tag; "" for none.
    noun : str
        The most exact tag that says what the product is; "" where only a domain such as fashion is sure.
    items : tuple of Item
        Several products in the photo, each by itself, where they were looked for.
    """

    picture_id: str
    uri: str
    kind: str
    facts: tuple[Fact, ...]
    paths: dict[str, tuple[str, ...]]
    google: str
    noun: str
    items: tuple[Item, ...] = ()

    def values(self, name: str) -> list[str]:
        """The values of an attribute, the surest first."""
        return [fact.value for fact in sorted(self.facts, key=lambda fact: -fact.score) if fact.name == name]

    @property
    def exact(self) -> list[str]:
        """Tags without a more exact one below them, the surest first."""
        parents = {parent for path in self.paths.values() for parent in path[:-1]}
        return [tag for tag in self.values(TAG) if tag not in parents]

    @property
    def title(self) -> str:
        """A suggested title, such as "Women's red striped dress"; "" without a noun."""
        if not self.noun:
            return ""
        owner = _OWNERS.get(next(iter(self.values("gender")), ""), "")
        words = [*self.values(COLOR)[:1], *_spoken(self.values("pattern")), *self.values("material")[:1], self.noun]
        text = " ".join([*([owner] if owner else []), *words])
        return text[:1].upper() + text[1:]

    @property
    def alt_text(self) -> str:
        """What the photo shows, in one sentence, for those who do not see it; "" without a noun."""
        if not self.noun:
            return ""
        others = [tag for tag in self.exact if tag != self.noun][:2]
        more = f" with {' and '.join(others)}" if others else ""
        return f"{self.title}{more}{_WORN.get(self.kind, '')}."

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "picture_id": self.picture_id, "uri": self.uri,
            "tags": [{**fact.to_dict(), "path": list(self.paths[fact.value])} for fact in self.facts
                     if fact.name == TAG],
            "attributes": [fact.to_dict() for fact in self.facts if fact.name != TAG],
            "items": [item.to_dict() for item in self.items],
            "listing": {"title": self.title, "alt_text": self.alt_text, "google_product_category": self.google,
                        "product_type": " > ".join(self.paths.get(self.noun, ()))},
        }


def tagging(analysis: Analysis, facts: Sequence[Fact], taxonomy: Taxonomy) -> Tagging:
    """The tags of a photo in the words of a taxonomy.

    Parameters
    ----------
    analysis : Analysis
    facts : sequence of Fact
        Its tags and attributes.
    taxonomy : Taxonomy
        A tag that it does not know is left out; its parents take their place.
    """
    scores: dict[str, Fact] = {}
    for fact in facts:
        own = taxonomy.tag_of(fact.value) if fact.name == TAG else ""
        for tag in taxonomy.path(own) if own else ():
            if tag not in scores or scores[tag].score < fact.score:
                scores[tag] = Fact(TAG, tag, fact.score, fact.model)
    tags = sorted(scores.values(), key=lambda fact: (len(taxonomy.path(fact.value)), -fact.score, fact.value))
    paths = {fact.value: taxonomy.path(fact.value) for fact in tags}
    own_values = []
    for fact in facts:
        attribute = taxonomy.attributes.get(fact.name)
        value = attribute and taxonomy.value_of(fact.name, fact.value)
        if value and any(taxonomy.has(fact.name, tag) for tag in paths):
            own_values.append(Fact(fact.name, value, fact.score, fact.model))
    colors = sorted((fact for fact in own_values if fact.name == COLOR and fact.score >= LEAST_COLOR),
                    key=lambda fact: -fact.score)[:MOST_COLORS]
    others = [fact for fact in own_values if fact.name != COLOR]
    parents = {tag.parent for tag in taxonomy.tags.values()}
    nouns = [fact for fact in tags if taxonomy.tags[fact.value].parent or fact.value not in parents]
    noun = max(nouns, key=lambda fact: (len(paths[fact.value]), fact.score)).value if nouns else ""
    return Tagging(analysis.picture_id, analysis.uri, analysis.kind, (*tags, *others, *colors), paths,
                   taxonomy.google(noun or tags[0].value) if tags else "", noun, tuple(_items(facts, taxonomy)))


def _items(facts: Sequence[Fact], taxonomy: Taxonomy) -> list[Item]:
    """The products with a box, from the top of the photo downwards."""
    found = [Item(own, taxonomy.path(own), fact.score, fact.xyxy) for fact in facts
             if fact.name == ITEM and fact.xyxy and (own := taxonomy.tag_of(fact.value))]
    return sorted(found, key=lambda item: (item.xyxy[1], item.xyxy[0]))


def google_csv(rows: Sequence[tuple[str, Tagging]]) -> bytes:
    """A supplemental feed for Google Merchant Center: a row for each product id and its photo's tags (CSV)."""
    return csv_bytes(GOOGLE_COLUMNS, [{
        "id": product, "title": one.title, "google_product_category": one.google,
        "product_type": " > ".join(one.paths[one.noun]), "color": "/".join(one.values(COLOR)),
        "material": "/".join(one.values("material")[:1]), "pattern": "/".join(one.values("pattern")[:1]),
        **dict(zip(("gender", "age_group"), _google_gender(one), strict=True)),
    } for product, one in rows if one.noun])


def shopify_csv(rows: Sequence[tuple[str, Tagging]]) -> bytes:
    """A product table for Shopify: a row for each handle and its photo's tags (CSV)."""
    return csv_bytes(SHOPIFY_COLUMNS, [{
        "Handle": product, "Title": one.title, "Type": one.noun,
        "Tags": ", ".join([*one.paths, *(fact.value for fact in one.facts if fact.name != TAG)]),
        "Image Src": one.uri if "://" in one.uri else "", "Image Alt Text": one.alt_text,
        "Google Shopping / Google Product Category": one.google,
        "Google Shopping / Gender": _google_gender(one)[0], "Google Shopping / Age Group": _google_gender(one)[1],
    } for product, one in rows if one.noun])


def json_ld(product: str, one: Tagging) -> str:
    """The photo's tags as a schema.org Product, for a page's own markup (JSON-LD)."""
    gender = _google_gender(one)[0]
    values = {"@context": "https://schema.org", "@type": "Product", "sku": product, "name": one.title,
              "category": one.google, "color": "/".join(one.values(COLOR)),
              "material": "/".join(one.values("material")[:1]), "pattern": "/".join(one.values("pattern")[:1]),
              "image": one.uri if "://" in one.uri else "",
              "audience": {"@type": "PeopleAudience", "suggestedGender": gender} if gender else ""}
    return json.dumps({name: value for name, value in values.items() if value}, indent=1, ensure_ascii=False)


def product_name(uri: str) -> str:
    """A name for the product of a photo, from its file: "shop/red-shoe.jpg" is red-shoe."""
    return PurePosixPath(uri.replace("\\", "/").split("?")[0]).stem[:150] or "photo"


def _google_gender(one: Tagging) -> tuple[str, str]:
    return _GOOGLE_GENDERS.get(next(iter(one.values("gender")), ""), ("", ""))


def _spoken(patterns: list[str]) -> list[str]:
    """A pattern as it is said in a title; "solid" is not said."""
    return [pattern for pattern in patterns[:1] if pattern != "solid"]
