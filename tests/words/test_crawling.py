"""What a person reads while a host is asked slowly."""

from __future__ import annotations

from core.words.crawling import crawl_delay_notice


def test_the_delay_has_a_reason_and_a_way_around_it() -> None:
    message, hint = crawl_delay_notice("shop.example", 2.5)
    assert message.startswith("Merchlens honors robots.txt: shop.example asks for 2.5 s between two requests")
    assert "feed" in hint and "list of addresses" in hint


def test_a_delay_that_is_cut_says_so() -> None:
    assert "30 s or more between two requests (Merchlens waits 30 s)" in crawl_delay_notice(
        "shop.example", 30.0, is_longest=True)[0]
