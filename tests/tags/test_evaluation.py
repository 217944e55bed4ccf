"""Precision, recall, confusion and company of tags, by labels of people."""

from __future__ import annotations

from dataclasses import replace

from core.tags.evaluation import Labeled, measured, read_label


def row(label: str, shown: dict[str, str] | None = None, *, tags: tuple[str, ...] = (), top: str = "",
        source: str = "") -> Labeled:
    said = {("tag", tag) for tag in tags} | set((shown or {}).items())
    return replace(read_label(label)[0], shown=frozenset(said), top=top, source=source)


def test_a_parent_counts_with_its_tag_and_a_general_label_says_nothing_of_a_type() -> None:
    found = measured([row("sneaker", tags=("fashion", "shoes", "sneaker"), top="sneaker"),
                      row("sneaker", tags=("fashion", "shoes", "sandal"), top="sandal"),
                      row("shoes", tags=("fashion", "shoes", "sandal"), top="sandal")])
    tags = {one.value: one for one in found.tags}
    assert (tags["shoes"].support, tags["shoes"].precision.hits, tags["shoes"].recall.hits) == (3, 3, 3)
    assert (tags["sneaker"].support, tags["sneaker"].recall.hits) == (2, 1)
    assert (tags["sandal"].support, tags["sandal"].precision.hits, tags["sandal"].precision.count) == (0, 0, 1)
    assert (found.types.hits, found.types.count) == (1, 2), "the label shoes names no type"
    assert [(one.true, one.said, one.photos) for one in found.confusion] == [("sneaker", "sneaker", 1),
                                                                             ("sneaker", "sandal", 1)]


def test_attributes_count_where_the_label_names_them() -> None:
    found = measured([row("sneaker; gender: men", {"gender": "women"}), row("sneaker", {"gender": "women"})])
    women = next(one for one in found.tags if one.value == "women")
    assert (women.support, women.precision.hits, women.precision.count) == (0, 0, 1)


def test_tags_in_one_photo_are_counted_without_parents() -> None:
    found = measured([row("sneaker; jeans", tags=("fashion", "shoes", "sneaker")), row("sneaker; jeans",
                      tags=("fashion", "shoes", "sneaker", "bottomwear", "jeans"))])
    first = found.together[0]
    assert (first.first, first.second, first.labeled, first.shown, first.both) == ("jeans", "sneaker", 2, 1, 1)
    assert not any("fashion" in (one.first, one.second) for one in found.together)


def test_sources_are_told_apart() -> None:
    found = measured([row("sneaker", tags=("sneaker",), source="a"), row("sneaker", tags=("sandal",), source="b")])
    assert [(name, share.hits, share.count) for name, share in found.by_source] == [("a", 1, 1), ("b", 0, 1)]
    assert measured([row("sneaker", tags=("sneaker",))]).by_source == ()


def test_unknown_words_are_named() -> None:
    assert read_label("unicorn; sneaker; gender: elf")[1] == ["unicorn", "gender: elf"]
    assert not read_label("unicorn")[0].facts
