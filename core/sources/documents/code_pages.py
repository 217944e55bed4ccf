"""Code pages of the time before Unicode, told apart by which language a text would be in, letter by letter.

For each code page the bytes above ASCII are letters of some languages; the one whose letters are the most likely is
taken. A letter in the midst of a word that would be a sign, or a capital behind a small letter, tells against it.
"""

from __future__ import annotations

import codecs
import math
import re
from functools import lru_cache

SAMPLE = 65_536  # bytes that are looked at
_MOST_HIGH = 2000  # bytes above ASCII that decide
# Languages with their letters above ASCII, the most frequent first (from letter frequencies of Wikipedia's texts).
_LETTERS = {
    "Western European": ("äüöß", "éèàêçôîâùûëïœ", "óíáéñúü", "ãçáéóíêõàúâô", "òàèùìé", "ëéèïöüó", "äåöé", "øåæé",
                         "àçéóèíïúüò"),
    "Central European": ("ąłęóżśćńź", "íáéěřýžčšůúťďňó", "áíéčžýšúľťňôďóäŕĺ", "áéőöóíüűú", "čšžćđ", "ăîţşâ"),
    "Cyrillic": ("оаеинтсрвлкмдпуяыгзбчйхжшюцщэфёьъ", "оаитнреівслкмдпуязбгйьчхцжшюїєщфґ",
                 "аеоитнрсвлкдпмузъгбяшчцйжхщюф"),
    "Greek": ("αοιετνσηςρκπυλμίάόέήγδθωύχφώξζβψϊ",), "Turkish": ("ıüşğçö",),
    "Japanese": (), "Chinese": (), "Korean": (),
}
# Code pages with their languages, those of Windows first: where two read a text alike, the first is taken.
_PAGES = (
    ("cp1252", "Western European"), ("cp1250", "Central European"), ("iso8859_2", "Central European"),
    ("cp1251", "Cyrillic"), ("koi8_r", "Cyrillic"), ("cp866", "Cyrillic"), ("cp1253", "Greek"), ("cp1254", "Turkish"),
    ("mac_roman", "Western European"), ("cp850", "Western European"), ("cp852", "Central European"),
    ("cp932", "Japanese"), ("euc_jp", "Japanese"), ("gb18030", "Chinese"), ("big5", "Chinese"), ("cp949", "Korean"),
)
# How rare a code page is, as a logarithm; all others have 1.
_RARE = {"cp1252": 0.0, "iso8859_2": 2.0, "koi8_r": 2.0, "euc_jp": 3.0, "cp866": 7.0, "mac_roman": 9.0, "cp850": 9.0,
         "cp852": 9.0}
_FINAL = "ìù"  # only at the ends of words, in the languages that have them
_SIGNS = "€£«¿¡“„‘–—№§…·»”’‚‹›\u00a0"
_BEHIND = "®™©°²³½¼×±´µªº"  # signs that stand before no letter
# Logarithms of frequencies, and what a place that does not suit a letter costs.
_SIGN, _UNLIKELY = math.log(2e-2), math.log(1e-5)
_AT_BEGIN, _IN_CAPITALS, _IN_WORD, _BESIDE_ASCII, _BESIDE_DIGIT, _INSIDE = -2.0, -0.2, -6.0, -6.0, -3.0, -3.0
_KANA, _HANZI, _HANGUL = math.log(1 / 120), math.log(1 / 1000), math.log(1 / 500)
_EXTENDED = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "shift_jis": "cp932",
             "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}  # by the Encoding Standard of WHATWG
_HIGH = re.compile(r"[^\x00-\x7f]")
_COMMON = {"Japanese": (("euc_jp", 0xCF),), "Chinese": (("gb2312", 0xD7), ("big5", 0xC6)), "Korean": ()}  # first level


def code_page(sample: bytes) -> str:
    """The code page of a text that is not Unicode, by its beginning, which may end in the middle of a letter.

    Examples
    --------
    >>> [code_page("Größe für Männer".encode("cp1252")), code_page("Boty dětské, červené".encode("cp1250"))]
    ['cp1252', 'cp1250']
    >>> [code_page("Туфли красные".encode("koi8-r")), code_page("商品番号,赤い靴の写真".encode("cp932"))]
    ['koi8_r', 'cp932']
    """
    high = [place for place, byte in enumerate(sample[:SAMPLE]) if byte > 127][:_MOST_HIGH]
    if not high:
        return "cp1252"
    end = SAMPLE if len(high) < _MOST_HIGH else high[-1] + 1
    return max(_PAGES, key=lambda page: _likelihood(sample[:end], len(sample) <= end, *page))[0]


def letters_of(page: str) -> str:
    """The letters that a code page is for, in words; "" for Unicode.

    Examples
    --------
    >>> letters_of("cp1250"), letters_of("windows-1251"), letters_of("utf-8")
    ('Central European', 'Cyrillic', '')
    """
    try:
        name = codecs.lookup(page).name
    except LookupError:
        return ""
    return next((letters for other, letters in _PAGES if codecs.lookup(other).name == name), "")


def codec_of(charset: str) -> str:
    """The codec of a declared encoding, as browsers take it: the code page of Windows that extends it; "" for none.

    Examples
    --------
    >>> codec_of("Shift_JIS"), codec_of("ISO-8859-1"), codec_of("nonsense")
    ('cp932', 'cp1252', '')
    """
    try:
        name = codecs.lookup(charset).name
        "".encode(name)
    except (LookupError, ValueError, TypeError):
        return ""
    return _EXTENDED.get(name, name)


def _likelihood(sample: bytes, is_whole: bool, page: str, letters: str) -> float:
    """Logarithm of how likely a sample is in a code page; what repeats, as cells of tables do, counts once."""
    text = codecs.getincrementaldecoder(page)("replace").decode(sample, is_whole)
    found = {(match[0], text[max(0, match.start() - 1):match.start()], text[match.end():match.end() + 1])
             for match in _HIGH.finditer(text)}
    if _LETTERS[letters]:
        likelihood = max(sum(_letter(known, *one) for one in found) for known in _known(letters))
    else:
        likelihood = sum(_east_asian(letter, letters) + _beside(before, after) for letter, before, after in found)
    return likelihood - _RARE.get(page, 1.0)


@lru_cache(maxsize=8)
def _known(letters: str) -> tuple[dict[str, float], ...]:
    """Logarithms of the frequencies of each language's letters."""
    tables = []
    for alphabet in _LETTERS[letters]:
        whole = sum(1 / (rank + 2) for rank in range(len(alphabet)))
        tables.append({letter: -math.log((rank + 2) * whole) for rank, letter in enumerate(alphabet)})
    return tuple(tables)


def _letter(known: dict[str, float], letter: str, before: str, after: str) -> float:
    """Logarithm of the frequency of a letter of one byte, between two others."""
    small = letter.lower()
    if small in known:
        frequency = known[small] + (_BESIDE_DIGIT if before.isdigit() or after.isdigit() else 0.0)
        if letter != small:
            frequency += _IN_CAPITALS if before.isupper() else _IN_WORD if before.isalpha() else _AT_BEGIN
            frequency += 0.0 if before.isalpha() or after.isalpha() else _INSIDE
        elif before.isupper() and after.isupper():
            frequency += _IN_WORD
        if letter in _FINAL and after.isalpha():
            frequency += _INSIDE
        return frequency + (_beside(before, after) if letter > "\u036f" else 0.0)
    if letter in _SIGNS:
        return _SIGN + (_INSIDE if before.isalnum() and after.isalnum() and letter not in "’–—-" else 0.0)
    return _SIGN + (_INSIDE if after.isalpha() else 0.0) if letter in _BEHIND else _UNLIKELY


def _beside(before: str, after: str) -> float:
    """What it costs to stand beside a letter of ASCII, for letters of another script."""
    return sum(_BESIDE_ASCII for one in (before, after) if one.isascii() and one.islower())


@lru_cache(maxsize=20_000)
def _east_asian(letter: str, letters: str) -> float:
    """Logarithm of the frequency of a letter of two bytes; those of the first level of a character set are common."""
    if "\u3040" <= letter <= "\u30ff":
        return _KANA if letters == "Japanese" else 2 * _UNLIKELY
    if "\uac00" <= letter <= "\ud7a3":
        return _HANGUL if letters == "Korean" and len(letter.encode("euc_kr", "ignore")) == 2 else 2 * _UNLIKELY
    if "\uff01" <= letter <= "\uff5e" or "\u3000" <= letter <= "\u303f":
        return 2 * _SIGN
    codes = ((letter.encode(page, "ignore"), last) for page, last in _COMMON[letters])
    is_common = "\u4e00" <= letter <= "\u9fff" and any(code and code[0] <= last for code, last in codes)
    return _HANZI if is_common else 2 * _UNLIKELY
