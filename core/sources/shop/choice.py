"""The choice among the addresses of a page: one candidate for each picture, and why the others are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from core.nouns.product import Candidate, Product
from core.nouns.role import Role, strongest
from core.sources.shop.mention import Mention
from core.sources.shop.picture_address import ICON_PIXELS, display_name, unsuitable
from core.sources.shop.same_picture import identity, sized_name

_UNKNOWN_WIDTH = 800  # assumed for a picture without a size in its address
_PIXELS = 500  # a name with a number from here on means pixels: carpets in centimeters are smaller
_DATA_OF_PRODUCT = Role("product", "The page's product data name it.")
_LARGE = 300  # pixels that an element must offer to be more than the thumbnail that it is shown as


def candidates_of(mentions: Sequence[Mention]) -> Iterator[Candidate]:
    """A candidate for each address, skipped with a reason where it is unsuitable or not the largest of its picture.

    Parameters
    ----------
    mentions : sequence of Mention
        In the order of the page.

    Yields
    ------
    Candidate
    """
    places = [item.place or -index - 1 for index, item in enumerate(mentions)]
    large = {place for place, item in zip(places, mentions, strict=True) if item.claimed >= _LARGE}
    elsewhere = {item.address for item in mentions if not _too_small(item)}  # shown larger than a thumbnail
    reasons = [unsuitable(item.address, _shown(item))
               or ("" if place in large or item.address in elsewhere else _too_small(item))
               for place, item in zip(places, mentions, strict=True)]
    suitable = [index for index, reason in enumerate(reasons) if not reason]
    keys = _keys(mentions, places)
    best_of = _largest(suitable, places, [item.rank for item in mentions])
    pick_of = {index: best_of[places[index]] for index in suitable}
    picks = sorted(set(pick_of.values()))
    largest = _largest(picks, keys, [(0, _width(item)) for item in mentions])
    winners = {mentions[index].address for index in largest.values()}
    products, roles = _products(mentions, keys), _roles(mentions, keys)
    seen: set[str] = set()
    for index, item in enumerate(mentions):
        reason = reasons[index]
        winner = index if reason else largest[keys[pick_of[index]]]
        if item.address in seen or (winner != index and item.address in winners):
            continue
        seen.add(item.address)
        if winner != index:
            reason = f"the same picture in another size: {display_name(mentions[winner].address)}"
        yield Candidate(display_name(item.address), "" if reason else item.address, origin=item.origin,
                        product=products.get(keys[index]), skipped=reason,
                        role=_DATA_OF_PRODUCT if keys[index] in products else roles[keys[index]])


def _largest(indices: list[int], groups: Sequence[object], ranks: Sequence[tuple[int, float]]) -> dict[Any, int]:
    """Group or index -> index of the group's largest; the first of equals."""
    best: dict[Any, int] = {}
    for index in indices:
        if groups[index] not in best or ranks[index] > ranks[best[groups[index]]]:
            best[groups[index]] = index
    return best


def _keys(mentions: Sequence[Mention], places: Sequence[object]) -> list[str]:
    """What each address shows; a size in its name counts only where the page or its neighbors prove it to be one."""
    keys = [identity(item.address)[0] for item in mentions]
    groups: dict[str, list[int]] = defaultdict(list)
    sizes: dict[int, tuple[int, int]] = {}
    for index, key in enumerate(keys):
        sized = sized_name(key)
        groups[sized[0] if sized else key].append(index)
        if sized:
            sizes[index] = sized[1]
    for key, members in groups.items():
        numbered = [index for index in members if index in sizes]
        if not numbered:
            continue
        neighbors = [places[index] for index in members]
        proven = {index for index in numbered if _is_size(mentions[index], sizes[index])
                  or neighbors.count(places[index]) > 1}
        largest = max((sizes[index] for index in numbered), key=max)
        for index in numbered:
            if index in proven or ((proven or max(largest) >= _PIXELS) and _is_scaled(sizes[index], largest)):
                keys[index] = key
    return keys


def _is_size(item: Mention, wh: tuple[int, int]) -> bool:
    """Whether the page itself says that the numbers of a name are pixels."""
    shown = [(pixels, number) for pixels, number in zip(item.shown_wh, wh, strict=True) if pixels]
    return item.claimed == wh[0] or (bool(shown) and all(pixels == number for pixels, number in shown))


def _is_scaled(wh: tuple[int, int], largest: tuple[int, int]) -> bool:
    """Whether a size is another one scaled, within a rounding, or a square crop as shop systems make them."""
    (width, height), (full_width, full_height) = wh, largest
    return width == height or abs(width * full_height - height * full_width) <= 1.5 * max(full_width, full_height)


def _width(item: Mention) -> float:
    return item.claimed or float(identity(item.address)[1]) or _UNKNOWN_WIDTH


def _shown(item: Mention) -> float:
    return max(item.claimed, min((pixels for pixels in item.shown_wh if pixels > 0), default=0))


def _too_small(item: Mention) -> str:
    small = [pixels for pixels in item.shown_wh if 0 < pixels <= ICON_PIXELS]
    if not small or item.rank[0] == 3:  # a zoom of it is larger than what is shown
        return ""
    return f"shown at {min(small)} pixels: an icon, a tracking pixel or the thumbnail of another picture"


def _roles(mentions: Sequence[Mention], keys: list[str]) -> dict[str, Role]:
    """Identity of a picture -> its role: of the places that show it the one that says most."""
    roles: dict[str, list[Role]] = defaultdict(list)
    for item, key in zip(mentions, keys, strict=True):
        roles[key].append(item.role)
    return {key: strongest(places) for key, places in roles.items()}


def _products(mentions: Sequence[Mention], keys: list[str]) -> dict[str, Product]:
    """Identity of a picture -> its product; the social picture of a page with one product shows that product."""
    products: dict[str, Product] = {}
    for item, key in zip(mentions, keys, strict=True):
        if item.product is not None:
            products.setdefault(key, item.product)
    if len(set(products.values())) == 1:
        only = next(iter(products.values()))
        for item, key in zip(mentions, keys, strict=True):
            if item.origin in ("og:image", "twitter:image"):
                products.setdefault(key, only)
    return products
