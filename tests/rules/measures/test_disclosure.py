"""Real files that declare how they came about, read with their pixels left alone; and files made to stall a reader."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.images.decode import decode, sniff
from core.nouns.measures import MADE_BY_AI, Measures
from core.nouns.verdict import Verdict
from core.rules import tasks
from core.rules.check import check, overall
from core.rules.fix import jpeg
from core.rules.measures.disclosure import manifest, source_type, with_source_type
from core.rules.measures.measure import measure
from core.rules.rule_packs import packs
from core.settings import read_settings
from tests.images.made import corners, oriented, png_chunk, saved
from tests.rules.drawn import TODAY

URI = "http://cv.iptc.org/newscodes/digitalsourcetype/"
EXT = 'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
GPS = 'xmlns:exif="http://ns.adobe.com/exif/1.0/"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
FORMS = {
    "attribute": f'<rdf:Description {EXT} Iptc4xmpExt:DigitalSourceType="{{}}"/>',
    "text": f"<rdf:Description {EXT}><Iptc4xmpExt:DigitalSourceType>\n{{}}</Iptc4xmpExt:DigitalSourceType>"
    "</rdf:Description>",
    "resource": f'<rdf:Description {EXT}><Iptc4xmpExt:DigitalSourceType rdf:resource="{{}}"/></rdf:Description>',
}
KINDS = ("jpeg", "png", "webp")
PART = 60_000  # of a manifest in one segment of a JPEG


def packet(value: str = URI + MADE_BY_AI, form: str = "attribute", more: str = "") -> bytes:
    """XMP as programs write it, with an author and a place beside the type."""
    return ('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
            f'<rdf:RDF {RDF}><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="Somebody"/>{more}'
            f'{FORMS[form].format(value)}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>').encode()


def with_xmp(kind: str, xmp: bytes) -> bytes:
    """A picture of a kind with an XMP packet; a PNG's by hand, as Pillow writes none."""
    if kind != "png":
        return saved(corners(), kind, xmp=xmp, exif=oriented(6))
    plain = saved(corners(), "png")
    return plain[:33] + png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp) + plain[33:]


def jumbf(text: bytes = b"") -> bytes:
    """The beginning of a C2PA manifest store, as far as it is looked at: a superbox that is called c2pa."""
    described = struct.pack(">I4s", 0, b"jumd") + b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71\x03c2pa\0"
    return struct.pack(">I4s", 16 + len(described) + len(text), b"jumb") + described + text


def with_manifest(kind: str, store: bytes) -> bytes:
    plain = saved(corners(), kind)
    if kind == "png":
        return plain[:33] + png_chunk(b"caBX", store) + plain[33:]
    if kind == "webp":
        chunk = b"C2PA" + struct.pack("<I", len(store)) + store + b"\0" * (len(store) % 2)
        return plain[:4] + struct.pack("<I", len(plain) - 8 + len(chunk)) + plain[8:] + chunk
    parts = [store[at:at + PART] for at in range(8, len(store), PART)]
    segments = (b"JP\0\1" + struct.pack(">I", number) + store[:8] + part for number, part in enumerate(parts, 1))
    return plain[:2] + b"".join(b"\xff\xeb" + struct.pack(">H", len(part) + 2) + part for part in segments) + plain[2:]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", list(FORMS))
def test_a_declared_type_is_read_in_each_way_of_writing_it(kind: str, form: str) -> None:
    data = with_xmp(kind, packet(form=form))
    assert sniff(data) == kind and source_type(data, kind) == "trainedAlgorithmicMedia"
    assert decode(data, "it is a picture still", max_pixels=10**6).image.size


@pytest.mark.parametrize(("value", "term"), [
    (f"{URI}TrainedAlgorithmicMedia", MADE_BY_AI), (MADE_BY_AI, MADE_BY_AI),
    (f"{URI.replace('http:', 'https:')}compositeWithTrainedAlgorithmicMedia/", "compositeWithTrainedAlgorithmicMedia"),
    (f"{URI}digitalCapture", "digitalCapture"), (f"{URI}", ""), (f"{URI}&lt;script&gt;", ""), (f"{URI}{'x' * 61}", ""),
    ("", ""), ("42", "")])
def test_terms_are_read_as_the_vocabulary_writes_them_and_nothing_else_is(value: str, term: str) -> None:
    for kind in KINDS:
        assert source_type(with_xmp(kind, packet(value)), kind) == term


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_declare_nothing(kind: str) -> None:
    other = f'<rdf:RDF {RDF}><rdf:Description xmlns:own="http://shop.example/" own:DigitalSourceType="{MADE_BY_AI}"/>'
    for data in (saved(corners(), kind), with_xmp(kind, f"{other}</rdf:RDF>".encode()), with_xmp(kind, b"<broken")):
        assert source_type(data, kind) == "" and manifest(data, kind) == ""


def test_a_packed_text_of_a_png_is_unpacked_within_a_limit() -> None:
    plain = saved(corners(), "png")
    many = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(packet("", more=" " * 900_000))) * 2000
    started = time.process_time()
    assert source_type(plain[:33] + many + plain[33:], "png") == "" and time.process_time() - started < 1
    for text, term in ((packet(), MADE_BY_AI), (packet(more=" " * 50_000_000), "")):
        packed = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(text))
        tracemalloc.start()
        assert source_type(plain[:33] + packed + plain[33:], "png") == term
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
        tracemalloc.stop()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-7", "cp037"])
@pytest.mark.parametrize("form", list(FORMS))
def test_no_entity_is_unpacked_and_no_file_is_opened(encoding: str, form: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY l0 "{MADE_BY_AI}">{LAUGHS}' \
        '<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    for entity in ("&l11;", "&l0;", "&file;"):
        text = f"{head}<rdf:RDF {RDF}>{FORMS[form].format(entity)}</rdf:RDF>"
        started = time.process_time()
        for kind in KINDS:
            assert source_type(with_xmp(kind, text.encode(encoding)), kind) == ""
        assert time.process_time() - started < 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_manifest_is_found_and_what_it_names(kind: str) -> None:
    named = b"\x71digitalSourceType\x78\x46" + URI.encode() + MADE_BY_AI.encode()
    assert manifest(with_manifest(kind, jumbf()), kind) == "present"
    for zeros in (0, 70_000, PART - len(jumbf()) - 40):  # at the beginning, in the next part, on the border of two
        assert manifest(with_manifest(kind, jumbf(b"\0" * zeros + named)), kind) == MADE_BY_AI
    both = jumbf(URI.encode() + b"compositeSynthetic " + named)
    assert manifest(with_manifest(kind, both), kind) == MADE_BY_AI, "the strongest"
    assert manifest(with_manifest(kind, b"not a box"), kind) == ""
    assert decode(with_manifest(kind, jumbf()), "a picture still", max_pixels=10**6).image.size


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_and_scrambled_files_are_read_without_a_fault(kind: str) -> None:
    random = np.random.default_rng(0)
    for data in (with_xmp(kind, packet()), with_manifest(kind, jumbf(URI.encode()))):
        for at in range(0, len(data), 7):
            source_type(data[:at], kind), manifest(data[:at], kind)
        for _ in range(300):
            scrambled = np.frombuffer(data, np.uint8).copy()
            scrambled[random.integers(0, len(data), 20)] = random.integers(0, 256, 20)
            source_type(scrambled.tobytes(), kind), manifest(scrambled.tobytes(), kind)


def test_a_written_declaration_is_read_back_and_brings_nothing_else() -> None:
    plain = jpeg(np.full((40, 60, 3), 200, np.uint8))
    marked = with_source_type(plain, MADE_BY_AI)
    assert source_type(marked, "jpeg") == MADE_BY_AI and sniff(marked) == "jpeg"
    assert (decode(marked, "m", max_pixels=10**6).image == decode(plain, "p", max_pixels=10**6).image).all()
    assert with_source_type(plain, "") == plain
    assert len(marked) - len(plain) < 500 and b"creator" not in marked and b"Exif" not in marked


def verdict(data: bytes) -> Verdict:
    """The google pack's rule on a file, read and measured as a worker does."""
    picture = decode(data, "t", max_pixels=10**6)
    measures = measure(picture.image, tasks.file_facts(data, picture)).to_dict()
    found = Measures.from_dict(measures)  # as the database keeps it
    judged = {verdict.rule: verdict for verdict in check(found, packs()["google"], TODAY)}
    assert overall([judged["ai_declared"]]) != "fail"
    return judged["ai_declared"]


@pytest.mark.parametrize("kind", [*KINDS, "tiff"])
def test_a_marked_picture_passes_and_one_that_declares_nothing_is_not_judged(kind: str) -> None:
    marked = saved(corners(), "tiff", tiffinfo={700: packet()}) if kind == "tiff" else with_xmp(kind, packet())
    assert verdict(marked).outcome == "pass"
    assert verdict(marked).measured == "declared as made by AI, trainedAlgorithmicMedia"
    nothing = verdict(saved(corners(), kind))
    assert (nothing.outcome, nothing.measured, nothing.evidence, nothing.fix) == ("unknown", "", "", "")
    assert "Cannot tell: the file declares nothing, and pixels do not show whether a model" in nothing.reason


def test_other_declarations_and_manifests() -> None:
    camera = verdict(with_xmp("jpeg", packet(f"{URI}digitalCapture")))
    assert (camera.outcome, camera.measured) == ("pass", "declared as digitalCapture")
    assert "synthetic" in verdict(with_xmp("png", packet(f"{URI}compositeSynthetic"))).measured
    only = verdict(with_manifest("jpeg", jumbf(URI.encode() + MADE_BY_AI.encode())))
    assert only.outcome == "warn" and "C2PA manifest only" in only.reason and "IPTC" in only.reason
    assert verdict(with_manifest("webp", jumbf())).outcome == "unknown"


def test_a_png_with_more_text_than_pillow_reads_is_measured_all_the_same() -> None:
    plain = saved(corners(), "png")
    long = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(3_000_000)))
    assert verdict(plain[:33] + long + plain[33:]).outcome == "unknown"


def fixed(tmp_path: Path, data: bytes) -> dict[str, Any]:
    """The worker's task on a file, for the google pack."""
    path = tmp_path / "picture"
    path.write_bytes(data)
    picture = decode(data, "t", max_pixels=10**7)
    measures = measure(picture.image, tasks.file_facts(data, picture)).to_dict()
    return tasks.fix_picture(read_settings(data_dir=tmp_path), str(path), measures, ("google", ["convert"]))


@pytest.mark.parametrize("kind", KINDS)
def test_fixing_keeps_the_declaration_and_nothing_else(tmp_path: Path, kind: str) -> None:
    found = fixed(tmp_path, with_xmp(kind, packet(more=f'<rdf:Description {GPS} exif:GPSLatitude="52,31N"/>')))
    assert source_type(found["data"], "jpeg") == MADE_BY_AI
    after = {verdict.rule: verdict.outcome for verdict in found["after"]}
    assert after["ai_declared"] == "pass" and after["format"] == "pass"
    assert any("trainedAlgorithmicMedia, like the old one. It has no other metadata" in note for note in found["notes"])
    for private in (b"Somebody", b"creator", b"GPS", b"Exif\0", b"52,31"):
        assert private not in found["data"]


def test_fixing_says_that_a_manifest_is_lost_and_keeps_what_it_declared(tmp_path: Path) -> None:
    found = fixed(tmp_path, with_manifest("png", jumbf(URI.encode() + MADE_BY_AI.encode())))
    assert source_type(found["data"], "jpeg") == MADE_BY_AI and manifest(found["data"], "jpeg") == ""
    assert "signed for the old file" in " ".join(found["notes"]) and "The manifest declared" in found["notes"][-1]
    plain = fixed(tmp_path, with_manifest("png", jumbf()))
    assert source_type(plain["data"], "jpeg") == "" and "has no C2PA manifest" in plain["notes"][-1]
    assert len(fixed(tmp_path, saved(corners(), "png"))["notes"]) == 1, "nothing to say of a file without either"


def test_the_declaration_counts_against_the_limit_of_bytes() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)
    small = jpeg(noise, max_bytes=40_000, source_type=MADE_BY_AI)
    assert len(small) <= 40_000 and source_type(small, "jpeg") == MADE_BY_AI
