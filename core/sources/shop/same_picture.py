"""Which addresses are one picture in several sizes: by certain signs alone, because a picture left out is lost.

"shoe_300x300.jpg" may be a size in pixels or a carpet of 3 by 3 meters, "frame_small.jpg" a size of a file or of a
frame. An address tells only where a shop system writes it so; what a page says beside it is up to
`core.sources.shop.choice`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

_WIDTHS = frozenset(("w", "width", "wid", "imwidth", "sw"))
# What the value of each parameter looks like where it is a size, a format or a stamp of a cache.
_NUMBER, _WORD = r"[0-9.]{1,9}(?:px)?", r"[a-z_-]{2,20}"
_FORMATS = r"(?:p?jpe?g|png8?|webp|avif|jxl|gif|heic|auto|original|\d{2,4}w)(?:-\w+)?"
_VALUES = {
    **dict.fromkeys(("w", "h", "width", "height", "wid", "hei", "imwidth", "imheight", "sw", "sh", "q", "quality",
                     "qlt", "dpr", "sm"), _NUMBER),
    **dict.fromkeys(("size", "sz", "resize"), r"[0-9]{2,4}(?:px)?(?:[x,*][0-9]{0,4})?"),
    **dict.fromkeys(("fm", "format", "fmt"), _FORMATS),
    "auto": r"(?:format|compress|webp|avif|enhance|true|1)(?:,\w+)*",
    "scale": rf"{_NUMBER}|both|down(?:scale)?|canvas",
    "fit": r"(?:clip|clamp|crop|face\w*|fill\w*|max|min|scale|bounds|cover|contain|inside|outside|constrain|wrap)"
           r"(?:,\d)?",
    "crop": rf"{_NUMBER}(?:[,x][0-9.]+)*|(?:cent(?:er|re)|top|bottom|left|right|entropy|faces|edges|smart|true|false)"
            r"(?:,\w+)*",
    "resmode": _WORD + r"\d?", "op_sharpen": _NUMBER,
    **dict.fromkeys(("bg", "bg-color", "background"), r"#?(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})|\d+(?:,\d+){2,3}"),
    **dict.fromkeys(("v", "ver"), r"[0-9.]+|[0-9a-f]{6,40}"),
}
_PARAMETERS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _VALUES.items()}
_SIZED_NAME = re.compile(r"[-_](\d{2,4})x(\d{2,4})(?=\.\w{2,5}$)")
_SURE_NAME = re.compile(r"_(?:(\d{3,4})x\d{0,4}_crop_\w+|(\d{3,4})x|x\d{3,4})(?:@[1-4]x)?(?=\.\w{2,5}$)")
_SHOPIFY = re.compile(r"//cdn\.shopify\.com/|/cdn/shop/|/s/files/")
_SHOPIFY_NAME = re.compile(r"_(?:pico|icon|thumb|small|compact|medium|large|grande|original|master|"
                           r"(\d{1,4})x\d{0,4}|x\d{1,4})(?:_crop_\w+)?(?:@[1-4]x)?(?=\.\w{2,5}$)")
_DENSITY = re.compile(r"@[1-4]x(?=\.\w{2,5}$)")
_AMAZON = re.compile(r"\._[A-Z]{2}[A-Za-z0-9_,]*_(?=\.\w{2,5}$)")
_SIZE_PART = (r"(?:c_(?:fill|fit|scale|limit|pad|lpad|mpad|fill_pad|lfill|crop|thumb|mfit|auto|imagga_\w+)|"
              r"[wh]_(?:auto|[0-9.]+)|q_(?:auto(?::\w+)?|\d+)|f_(?:auto|jpg|png|webp|avif)|dpr_(?:auto|[0-9.]+))")
_PART = rf"(?:{_SIZE_PART}|(?:ar|fl|e|b|g|r|x|y)_[\w.:]+)"
_CLOUD = re.compile(rf"/(?:cdn-cgi/image/[^/]+|(?:{_PART},)*{_SIZE_PART}(?:,{_PART})*)(?=/)")
_CLOUD_WIDTH = re.compile(r"[/,](?:w_|width=)(\d{2,4})(?=[,/])")
_CACHES = (  # folders of shop systems that hold one size each
    re.compile(r"/cache/(?:\d+/(?:image|small_image|thumbnail)/(?:\d*x\d*/)?)?[0-9a-f]{4,32}(?=/)"),  # Magento
    re.compile(r"(?<=/images/stencil)/(?:\d+x\d+|\d+w|original)(?=/)"),  # BigCommerce
    re.compile(r"(?<=\d)-[a-z]+(?:_[a-z]+)*_default(?:_\w+)?(?=/|\.\w{2,5}$)"),  # PrestaShop
    re.compile(r"(?<=\.(?:jpg|png))/v1/(?:fill|fit|crop)/.*$|(?<=\.(?:jpeg|webp))/v1/(?:fill|fit|crop)/.*$"),  # Wix
)
_PROXY = re.compile(r"/_next/image/?$|/_vercel/image/?$|/_ipx/")


def identity(address: str) -> tuple[str, int]:
    """What remains of an address when its certain sizes are taken out, and the width that it asks for.

    Two addresses with the same first part are one picture in two sizes.

    Parameters
    ----------
    address : str
        Absolute.

    Returns
    -------
    str, int
        The address without sizes, formats and cache stamps; CSS pixels, 0 where the address does not tell.

    Examples
    --------
    >>> identity("https://cdn.example/a_300x.jpg?v=1")
    ('cdn.example/a.jpg?', 300)
    >>> identity("https://cdn.example/a.jpg?width=900"), identity("https://cdn.example/a.jpg?fm=front")
    (('cdn.example/a.jpg?', 900), ('cdn.example/a.jpg?fm=front', 0))
    """
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return address, 0
    behind = next((value for name, value in pairs if name == "url" and value), "") if _PROXY.search(parts.path) else ""
    width = max((int(value) for name, value in pairs if name.lower() in _WIDTHS and re.fullmatch(r"[0-9]{2,5}", value)),
                default=0)
    if behind:
        key, own = identity(urljoin(address, unquote(behind)))
        return key, width or own
    path, claimed = _without_sizes(parts.path, is_shopify=bool(_SHOPIFY.search(address)))
    kept = [f"{name}={value}" for name, value in pairs
            if name.lower() not in _PARAMETERS or not _PARAMETERS[name.lower()].fullmatch(value)]
    sized = _SIZED_NAME.search(path)
    return (f"{parts.netloc.lower()}{path}?{'&'.join(sorted(kept))}",
            width or claimed or (int(sized[1]) if sized else 0))


def sized_name(key: str) -> tuple[str, tuple[int, int]] | None:
    """A key of `identity` without the numbers at the end of its name that may be a size, and these numbers.

    Examples
    --------
    >>> sized_name("s.example/carpet-80x150.jpg?"), sized_name("s.example/carpet.jpg?")
    (('s.example/carpet.jpg?', (80, 150)), None)
    """
    path, mark, query = key.rpartition("?")
    match = _SIZED_NAME.search(path)
    return (path[:match.start()] + path[match.end():] + mark + query, (int(match[1]), int(match[2]))) if match else None


def any_size(address: str) -> str:
    """`identity` without whatever may be a size: for those who look among pictures that were told apart already."""
    key = identity(address)[0]
    sized = sized_name(key)
    return sized[0] if sized else key


def _without_sizes(path: str, *, is_shopify: bool) -> tuple[str, int]:
    names = _SHOPIFY_NAME if is_shopify else _SURE_NAME
    widths = [int(match[group]) for pattern in (names, _CLOUD_WIDTH) for match in [pattern.search(path)] if match
              for group in range(1, pattern.groups + 1) if match[group]]
    for pattern in (*_CACHES, names, _DENSITY, _AMAZON, _CLOUD):
        path = pattern.sub("", path)
    return path, widths[0] if widths else 0
