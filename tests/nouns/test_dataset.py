"""The hash of a dataset is its content's: anything that a model learns from changes it, and nothing else."""

import json
from datetime import UTC, datetime

from core.nouns.box_set import BoxSet
from core.nouns.dataset import Dataset, Sample, content_hash

ONE, TWO = Sample("a" * 64, "x", "train", "1.jpg", "f" * 16), Sample("b" * 64, "y", "test", "2.jpg")


def test_only_content_counts() -> None:
    known = content_hash([ONE, TWO])
    assert content_hash([TWO, ONE, Sample("a" * 64, "x", "train", "elsewhere.jpg")]) == known
    for changed in (Sample("c" * 64, "x", "train"), Sample("a" * 64, "y", "train"), Sample("a" * 64, "x", "test")):
        assert content_hash([changed, TWO]) != known
    said = [content_hash([Sample("a" * 64, "x", "train", sensitive=word), TWO]) for word in ("", "yes", "no")]
    assert said[0] == known and len(set(said)) == 3
    assert content_hash([Sample("ab", "c")]) != content_hash([Sample("a", "bc")]), "no text runs into the next"
    assert content_hash([]) != content_hash([ONE])


def test_boxes_are_content_too_and_survive_the_manifest() -> None:
    boxes = [(("persons", BoxSet((640, 480), found)),) for found in ((), ((1.0, 2.0, 30.5, 40.0),))]
    hashes = {content_hash([Sample("a" * 64, "x", boxes=each)]) for each in ((), *boxes)}
    assert len(hashes) == 3, "nothing looked for, nothing there and one person differ"
    assert content_hash([ONE]).startswith("2186f901ecdb923a4f87050e"), "without boxes, the hash of earlier releases"
    samples = tuple(Sample(letter * 64, "x", boxes=each) for letter, each in zip("ab", boxes, strict=True))
    dataset = Dataset(content_hash(samples), "", "", datetime(2026, 1, 1, tzinfo=UTC), samples)
    again = Dataset.from_dict(json.loads(json.dumps(dataset.to_dict())))
    assert again == dataset and content_hash(again.samples) == dataset.dataset_id
    assert again.boxes == {"persons": (2, 1)} and again.samples[1].boxed("faces") is None


def test_a_manifest_reads_as_it_was_written() -> None:
    dataset = Dataset(content_hash([ONE, TWO]), "name", "source", datetime(2026, 1, 1, tzinfo=UTC), (ONE, TWO),
                      (("3.jpg", "gone"),))
    again = Dataset.from_dict(json.loads(json.dumps(dataset.to_dict())))
    assert again == dataset and again.samples[0].hash == "f" * 16 and again.labels == {"x": 1, "y": 1}
