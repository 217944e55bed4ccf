"""Pictures of a table and analyzed ones: every way to write the same name, and no name that several share."""

from __future__ import annotations

import pytest

from core.errors import InputError
from core.sales.table.history_reader import read_history
from core.sales.table.picture_join import ADDRESS, FILE, FOLDER, MAIN, SKU, STEM, join, key_of


def seen(*rows: tuple[str, str], analyzed: dict[str, object]) -> dict[str, object]:
    """What was seen in the picture of each product."""
    found = join(rows, analyzed)
    names = {product: found.pictures.get(picture) or found.products.get(product) for product, picture in rows}
    return {product: analyzed[name] for product, name in names.items() if name}


@pytest.mark.parametrize(("ours", "theirs", "way"), [
    ("https://shop.example/p/boot-7.jpg", "https://shop.example/p/boot-7.jpg", ADDRESS),
    ("http://shop.example/p/boot-7.jpg", "https://shop.example/p/boot-7.jpg", ADDRESS),
    ("//shop.example/p/boot-7.jpg", "https://SHOP.example/p/boot-7.jpg", ADDRESS),
    ("https://shop.example/p/boot-7.jpg?v=1", "https://shop.example/p/boot-7.jpg?v=2&width=800", ADDRESS),
    ("https://shop.example/p/boot-7.jpg#main", "https://shop.example/p/boot-7.jpg", ADDRESS),
    ("https://shop.example/p/boot-7.jpg", "https://shop.example/p/boot-7.jpg (row 12)", ADDRESS),
    ("https://shop.example/p/boot-7.jpg", "https://shop.example/p/boot-7.jpg (row 12, additional 2)", ADDRESS),
    ("https://shop.example/_next/image?url=%2Fp%2Fboot-7.jpg&w=640", "https://shop.example/p/boot-7.jpg", FOLDER),
    ("https://shop.example/p/red%20boot.jpg", "https://shop.example/p/red boot.jpg", ADDRESS),
    ("https://shop.example/p/st%C3%BChle.jpg", "https://shop.example/p/stu\u0308hle.jpg", ADDRESS),
    ("p\\boot-7.jpg", "p/boot-7.jpg", ADDRESS), ("./P/Boot-7.JPG", "p/boot-7.jpg", ADDRESS),
    ('"p/boot-7.jpg" ', "p/boot-7.jpg", ADDRESS), ("boots.zip/p/boot-7.jpg (2)", "boots.zip/p/boot-7.jpg", ADDRESS),
    ("https://cdn.example/x/p/boot-7.jpg?v=3", "D:\\shots\\p\\boot-7.jpg", FOLDER),
    ("https://cdn.example/p/boot-7.jpg", "shots/boot-7.jpg", FILE), ("boot-7.jpg", "/srv/boot-7.jpg", FILE),
    ("boot-7", "shots/boot-7.jpg", STEM), ("shots/boot-7.webp", "shots/boot-7.jpg", STEM),
    ("https://cdn.example/boot-7_800x.jpg", "shots/boot-7.jpg", STEM),
    ("https://cdn.example/boot-7-300x300.jpg", "shots/boot-7-scaled.jpg", STEM),
])
def test_the_same_picture_is_recognized_by_every_name(ours: str, theirs: str, way: str) -> None:
    found = join([("Boot", ours)], {"shots/other.jpg": 0, theirs: 1})
    assert found.pictures == {ours: theirs} and found.ways == {way: 1}


@pytest.mark.parametrize(("ours", "theirs"), [
    ("https://shop.example/picture.php?id=7", "https://shop.example/picture.php?id=8"),
    ("a/boot-7.jpg", "a/boot-77.jpg"), ("B-7/1.jpg", "A-1/1.jpg"), ("B-7/02.png", "A-1/02.jpg"),
    ("photo of the week", "shots/boot-7.jpg"), ("/", "shots/boot-7.jpg")])
def test_another_picture_is_not_taken_for_it(ours: str, theirs: str) -> None:
    found = join([("Boot", ours)], {theirs: 1})
    assert not found.pictures and not found.products and found.missing == (ours,)


def test_folders_tell_apart_what_has_the_same_name() -> None:
    analyzed = {f"/audit/{sku}/{number}.jpg": (sku, number) for sku in ("A-1", "A-2", "A-11") for number in (1, 2)}
    rows = [(sku, f"pictures/{sku}/1.jpg") for sku in ("A-1", "A-2", "A-11")]
    assert seen(*rows, analyzed=analyzed) == {sku: (sku, 1) for sku, _ in rows}


def test_a_name_that_several_share_joins_nothing_and_is_named() -> None:
    found = join([("Boot", "main.jpg"), ("Shoe", "x/front.jpg"), ("Hat", "y/front.jpg"), ("Bag", "bag.jpg")],
                 {"a/main.jpg": 1, "b/main.jpg": 2, "front.jpg": 3, "c/bag.jpg": 4})
    assert found.pictures == {"bag.jpg": "c/bag.jpg"}
    assert found.ambiguous == ("main.jpg", "x/front.jpg", "y/front.jpg") and not found.missing
    assert found.sentences[0].startswith("1 of 4 photos of the table is among the analyzed ones")
    assert "3 photos of the table have a name that several pictures share and are left out" in found.sentences[1]


def test_a_picture_that_was_not_analyzed_does_not_take_that_of_its_neighbor() -> None:
    found = join([("Boot", "old/boot.jpg"), ("Boot", "new/boot.jpg")], {"new/boot.jpg": 1})
    assert found.pictures == {"new/boot.jpg": "new/boot.jpg"} and found.missing == ("old/boot.jpg",)


def test_the_same_address_twice_counts_once_if_both_show_the_same() -> None:
    rows = [("Boot", "https://a.example/b.jpg")]
    addresses = ["https://a.example/b.jpg (row 3)", "https://a.example/b.jpg (row 9)"]
    assert join(rows, dict.fromkeys(addresses, 1)).pictures == {rows[0][1]: addresses[0]}
    assert join(rows, dict(zip(addresses, (1, 2), strict=True))).ambiguous == (rows[0][1],)


@pytest.mark.parametrize(("picture", "theirs"), [
    ("", "shots/A-17.jpg"), ("", "shots/front_A-17_web.jpg"), ("", "A-17/front.jpg"), ("", "x/a17/a-17.jpg"),
    ("https://cdn.example/A-17_main.jpg", "shots/A-17.jpg"), ("A-17", "shots/A-17/front.jpg"),
    ("1.jpg", "A-17/1.jpg")])
def test_a_sku_in_the_name_is_enough(picture: str, theirs: str) -> None:
    analyzed = {theirs: "A-17", "shots/A-1.jpg": "A-1", "B-2/1.jpg": "B-2", "shots/A-17-XL.jpg": "other"}
    rows = [("A-17", picture), ("A-17-XL", ""), ("A-1", "")]
    assert seen(*rows, analyzed=analyzed)["A-17"] == "A-17"


def test_a_sku_with_several_pictures_has_the_one_that_is_called_like_it() -> None:
    analyzed = {"A-17.jpg": 1, "A-17_2.jpg": 2, "B-20_side.jpg": 3, "B-20_back.jpg": 4, "C-30_1.jpg": 5,
                "C-30_2.jpg": 5}
    found = join([("A-17", ""), ("B-20", ""), ("C-30", "")], analyzed)
    assert found.products == {"A-17": "A-17.jpg", "C-30": "C-30_1.jpg"} and found.ambiguous == ("B-20",)
    assert found.ways == {SKU: 2}


@pytest.mark.parametrize(("main", "others"), [
    ("A-17_1.jpg", ["A-17_2.jpg", "A-17_10.jpg"]), ("A-17-01.jpg", ["A-17-02.jpg"]),
    ("A-17/1.jpg", ["A-17/2.jpg", "A-17/detail.jpg"]), ("A-17.MAIN.jpg", ["A-17.PT01.jpg", "A-17_1.jpg"]),
    ("x/A-17_front.jpg", ["x/A-17_back.jpg", "x/A-17_side.jpg"]), ("A-17_0.jpg", ["A-17_1.jpg"])])
def test_of_several_pictures_of_a_sku_the_main_one_counts_and_is_said(main: str, others: list[str]) -> None:
    analyzed = {name: name for name in [*others, main]}
    found = join([("A-17", "")], analyzed)
    assert found.products == {"A-17": main} and found.ways == {MAIN: 1}


@pytest.mark.parametrize("names", [["A-17_side.jpg", "A-17_back.jpg"], ["x/A-17_1.jpg", "y/A-17_1.jpg"],
                                   ["A-17_1_red.jpg", "A-17_1_blue.jpg"], ["A-17_main.jpg", "A-17_front.jpg"]])
def test_where_no_picture_is_the_main_one_none_counts(names: list[str]) -> None:
    found = join([("A-17", "")], {name: name for name in names})
    assert not found.products and found.ambiguous == ("A-17",)


@pytest.mark.parametrize(("product", "theirs"), [("7", "shots/photo 7.jpg"), ("Shoe", "shots/shoe rack.jpg"),
                                                 ("2024", "2024/june.jpg"), ("—", "shots/—.jpg")])
def test_a_short_number_or_a_word_is_no_sku(product: str, theirs: str) -> None:
    if product == "2024":  # a folder of that very name is its own
        assert join([(product, "")], {theirs: 1}).products == {product: theirs}
    else:
        assert not join([(product, "")], {theirs: 1}).products


def test_a_sku_that_the_source_lists_is_enough_and_its_first_picture_is_the_main_one() -> None:
    analyzed = {"https://cdn.example/9f.jpg": 1, "https://cdn.example/8e.jpg": 2, "https://cdn.example/7d.jpg": 3}
    skus = dict(zip(analyzed, ("Shoe red", "Shoe red", "Hat"), strict=True))
    found = join([("shoe RED", ""), ("Hat", "hat.jpg"), ("Bag", "")], analyzed, skus)
    assert found.products == {"shoe RED": "https://cdn.example/9f.jpg"} and found.ways == {SKU: 1}
    assert found.missing == ("hat.jpg", "Bag"), "the table's own picture of the hat is another one"


def test_a_product_whose_picture_changed_is_not_joined_by_its_sku() -> None:
    found = join([("A-17", "x/old.jpg"), ("A-17", "x/A-17.jpg")], {"shots/A-17.jpg": 1, "B/1.jpg": 2})
    assert found.pictures == {"x/A-17.jpg": "shots/A-17.jpg"} and found.missing == ("x/old.jpg",)


@pytest.mark.parametrize("name", ["", " ", "?", "#", "//", "https://", "%", "%zz", "\\", "..", "a?b#c", "(row 3)"])
def test_no_name_is_too_odd_for_a_key(name: str) -> None:
    assert isinstance(key_of(name), tuple)
    assert not join([("Boot", name)], {"shots/boot-7.jpg": 1}).pictures


def test_nothing_against_nothing() -> None:
    found = join([], {})
    assert not found.pictures and not found.ways and found.sentences == [
        "0 of 0 photos of the table are among the analyzed ones."]


def table(tmp_path, *, pictures: bool):
    lines = ["sku,week,units" + ",picture" * pictures]
    lines += [f"A-{10 + number},2024-01-0{1 + week},{number}"
              + f",https://cdn.example/A-{10 + number}.jpg?v={week}" * pictures
              for number in range(4) for week in range(3)]
    path = tmp_path / "sales.csv"
    path.write_text("\n".join(lines))
    return path


@pytest.mark.parametrize("pictures", [True, False])
def test_a_history_has_the_photo_types_and_says_how_many_were_joined(tmp_path, pictures: bool) -> None:
    kinds = {f"shots/A-{10 + number}.jpg": "model_face" if number % 2 else "product_only" for number in range(3)}
    history = read_history(table(tmp_path, pictures=pictures), kinds=kinds)
    assert history.table.groupby("product")["kind"].first().to_dict() == {
        "A-10": "product_only", "A-11": "model_face", "A-12": "product_only"}
    assert "among the analyzed ones: " in history.matches[0]
    assert history.omissions[0].count == 3


def test_none_joined_is_a_sentence_with_a_name_of_either_side(tmp_path) -> None:
    words = r"None of the photos .* has 'https://cdn.example/A-10.jpg.*'hats/1.jpg'"
    with pytest.raises(InputError, match=words) as error:
        read_history(table(tmp_path, pictures=True), kinds={"hats/1.jpg": "model_face", "hats/2.jpg": "model_face"})
    assert "SKU" in error.value.hint
