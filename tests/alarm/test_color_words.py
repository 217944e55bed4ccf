"""Colors in titles and fields: in four languages, with endings and shades; what is no color claims nothing."""

import pytest

from core.alarm.color_words import claim_of, folded, is_color_word


@pytest.mark.parametrize(("title", "field", "colors"), [
    ("Red wrap dress", "", ("red",)), ("Rotes Kleid", "", ("red",)), ("Herrenhemd, dunkelblau", "", ("navy",)),
    ("Hellblaue Bluse", "", ("light blue",)), ("Jeans, light blue", "", ("light blue",)),
    ("Jeans, mid blue", "", ("blue",)), ("Schwarz-weiße Tasse", "", ("black", "white")), ("Robe bleue", "", ("blue",)),
    ("Camisa roja", "", ("red",)), ("Off-white tee", "", ("cream",)), ("Shirt", "Navy Blue", ("navy", "blue")),
    ("Shirt", "Olive", ("olive",)), ("Socks, grey", "gray", ("gray",)), ("GRÜNER Rock", "", ("green",))])
def test_titles_and_fields_claim_colors(title: str, field: str, colors: tuple[str, ...]) -> None:
    claim = claim_of(title, field)
    assert claim is not None and claim.colors == colors


@pytest.mark.parametrize(("title", "field"), [
    ("Striped red socks", ""), ("Hat", "Multicolor"), ("Kleid, rot gestreift", ""), ("Black & Decker drill", ""),
    ("Olive oil", ""), ("Dark chocolate", ""), ("Stainless steel pot", ""), ("Hat", "red/black/white"),
    ("Lightweight jacket", ""), ("Clear vase, blue", ""), ("", "")])
def test_patterns_plants_and_many_colors_claim_nothing(title: str, field: str) -> None:
    assert claim_of(title, field) is None


def test_the_words_stand_as_the_shop_wrote_them() -> None:
    assert claim_of("Socks, grey", "").words == ("grey",)
    assert is_color_word("dunkelblaue") and is_color_word("striped") and not is_color_word("shirt")
    assert folded("Größe") == "grosse"


def test_a_shade_alone_is_no_color() -> None:
    assert claim_of("Light weight jacket") is None and claim_of("Dark night lamp") is None
    assert claim_of("Hell rotes Kleid").colors == claim_of("Hellrotes Kleid").colors == ("red",)
