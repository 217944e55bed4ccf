"""Findings of a dataset in words: each once, with examples, and one sentence when nothing is wrong."""

from datetime import UTC, datetime

from core.nouns.dataset import Dataset, DatasetCheck, LabelError, Sample
from core.words.dataset import check_without_folders, findings, source_words, without_folders


def check(**changes) -> DatasetCheck:
    values = {"dataset_id": "a", "samples": 30, "labels": {"apparel": 20, "other": 10}, "splits": {}, "unreadable": (),
              "left_out": (), "two_labels": (), "leaks": (), "near_labels": (), "label_errors": (), "scored": 0}
    return DatasetCheck(**(values | changes))


def test_nothing_wrong_is_one_line() -> None:
    assert findings(check()) == ["Nothing is wrong with it."]


def test_each_finding_has_its_examples() -> None:
    lines = findings(check(
        unreadable=(("1.jpg", "It is gone."),), leaks=(("1.jpg", "2.jpg"),), labels={"apparel": 29, "other": 1},
        splits={"train": {"apparel": 15, "other": 1}, "test": {"apparel": 14}}, scored=30,
        label_errors=(LabelError("b", "9.jpg", "apparel", "other", 0.93),) * 9))
    assert lines[0] == "1 photo gone, altered or unreadable:" and lines[1] == "  1.jpg: It is gone."
    assert lines[2:4] == ["1 group of photos that look the same in several splits:", "  1.jpg = 2.jpg"]
    assert lines[4] == "Not balanced: the most frequent label has 29 times the photos of Other product."
    assert lines[5] == "Labels are missing in splits: test has no Other product."
    assert lines[6] == "9 photos of 30 analyzed ones with a label that is probably wrong:" and len(lines) == 12


def test_visitors_of_other_machines_read_no_folder_of_the_server() -> None:
    path = "/srv/shop/other/9.jpg"
    dataset = Dataset("a", "name", "/srv/shop", datetime(2026, 1, 1, tzinfo=UTC), (Sample("b", "other", path=path),),
                      ((path, f"{path} is a folder."), ("https://shop.example/srv/1.jpg", "It has no label.")))
    wrong = check(unreadable=((path, f"There is no {path}."),), leaks=((path, path),), two_labels=((path,),),
                  near_labels=((path,),), left_out=dataset.left_out,
                  label_errors=(LabelError("b", path, "apparel", "other", 0.93),))
    for seen in (without_folders(dataset).to_dict(), check_without_folders(wrong).to_dict()):
        assert "/srv/shop" not in str(seen) and "9.jpg" in str(seen) and "https://shop.example/srv" in str(seen)
    assert source_words("/srv/shop", local=False) == "shop" and source_words("/srv/shop", local=True) == "/srv/shop"
    assert source_words("5f0c", local=False) == "analysis or audit 5f0c"
