"""Sentences about crawling: what a host asks for, and what that means for the person who waits."""

from __future__ import annotations


def crawl_delay_notice(host: str, seconds: float, *, is_longest: bool = False) -> tuple[str, str]:
    """Why the pictures of a host arrive slowly, and what to do about it.

    Parameters
    ----------
    host : str
        As people read it, such as "shop.example".
    seconds : float
        Between two requests, as kept.
    is_longest : bool
        The host asks for this delay or a longer one, and longer ones are cut to it.

    Returns
    -------
    str, str
        Message and hint, a sentence each.

    Examples
    --------
    >>> crawl_delay_notice("shop.example", 2.5)[0]
    'Merchlens honors robots.txt: shop.example asks for 2.5 s between two requests, so its pictures arrive slowly.'
    """
    delay = f"{seconds:g} s or more between two requests (Merchlens waits {seconds:g} s)" if is_longest else \
        f"{seconds:g} s between two requests"
    return (f"Merchlens honors robots.txt: {host} asks for {delay}, so its pictures arrive slowly.",
            "To go faster, give a product feed or a list of addresses: these are not crawled.")
