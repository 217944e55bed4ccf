"""The page Datasets: versions are listed and made; each finding of the checks stands there with its photos."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st

from core import analyze
from core.datasets import runs, versions, work
from core.nouns.dataset import Dataset, DatasetCheck, LabelError, Sample, content_hash
from core.settings import Settings
from core.site import Site
from pages.ui import state
from tests.corrections.site_with_photos import audit_in_doubt
from tests.datasets.class_folders import class_folders, draw
from tests.pages.made_up_site import html, page, picture

PAGE = "pages/datasets.py"
CHECKED = "2026-01-02T03:04:05+00:00"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    st.cache_resource.clear()
    st.cache_data.clear()
    with Site(Settings(data_dir=tmp_path / "site", workers=1)) as opened:
        monkeypatch.setattr(state, "open_site", lambda settings: opened)
        monkeypatch.setattr(state, "local", lambda: True)
        yield opened


def kept(site: Site, *samples: Sample) -> Dataset:
    left_out = (("/srv/shop/x.txt", "/srv/shop/x.txt is no picture."),)
    return versions.keep(site, Dataset(content_hash(samples), "*Boots*", "/srv/shop", datetime(2026, 1, 2, tzinfo=UTC),
                                       tuple(sorted(samples)), left_out))


def texts(test) -> str:
    parts = [*test.markdown, *test.subheader, *test.caption, *test.info, *test.success, *test.warning, *test.text]
    return "\n".join(str(item.value) for item in parts) + html(test)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def links(test) -> str:
    return " ".join(str(item.proto) for item in test.get("page_link"))


def test_without_a_dataset_the_page_says_what_to_do(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    test = page(PAGE)
    assert not test.exception and "No datasets yet" in texts(test) and test.button(key="demo_audit")
    monkeypatch.setattr(state, "local", lambda: False)
    assert "path" not in [item.key for item in page(PAGE).text_input]
    unknown = page(PAGE, dataset="zz")
    assert "There is no dataset &#x27;zz&#x27;" in html(unknown) and "All datasets" in links(unknown)


def test_a_version_is_listed_and_opened_without_folders_for_others(site: Site, monkeypatch) -> None:
    made = kept(site, Sample("a" * 64, "apparel", "train", "/srv/shop/a.jpg"),
                Sample("b" * 64, "other", "test", "/srv/shop/b.jpg"))
    monkeypatch.setattr(state, "local", lambda: False)
    test = page(PAGE)
    assert not test.exception and made.dataset_id in links(test) and "Other product: 1 photo" in html(test)
    assert "1 (training 0, test 1)" in html(test) and r"\*Boots\*" in texts(test)
    opened = page(PAGE, dataset=made.dataset_id[:9])
    assert not opened.exception and "1 photo left out, and why" in [item.label for item in opened.expander]
    assert opened.dataframe[0].value.iloc[0].tolist() == ["x.txt", "x.txt is no picture."]
    assert "/srv" not in texts(test) + texts(opened)


def test_label_errors_lead_to_their_correction(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = kept(site, Sample("a" * 64, "apparel", "", "/a.jpg"), Sample("b" * 64, "other", "", "/b.jpg"))
    monkeypatch.setattr(analyze, "thumbnail", lambda opened, picture_id: picture())
    test = page(PAGE, dataset=made.dataset_id)
    assert "The checks read every file again" in texts(test)
    runs.keep_check(site, DatasetCheck(
        made.dataset_id, 2, {"apparel": 29, "other": 1}, {}, (), (), (), (), (),
        (LabelError("a" * 64, "/a.jpg", "apparel", "other", 0.91),), 2, CHECKED))
    test.run()
    assert not test.exception and "Checked 2026-01-02 03:04 UTC." in texts(test)
    assert "Labeled Apparel; the model says Other product, 0.91" in texts(test)
    assert "a" * 64 in links(test) and "Not balanced" in texts(test) and not test.success
    runs.keep_check(site, DatasetCheck(made.dataset_id, 2, made.labels, {}, (), made.left_out, (), (), (), (), 0,
                                       CHECKED))
    test.run()
    assert "Nothing is wrong with it." in texts(test) and "Labels were not compared" in texts(test)


def test_a_dataset_under_way_is_watched_and_then_opened(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id, made = audit_in_doubt(site), kept(site, Sample("a" * 64, "apparel"), Sample("b" * 64, "other"))
    gate, orders = threading.Event(), []

    def make(opened, *order, progress):
        orders.append(order)
        while not gate.wait(0.05):
            progress(1, 4)
        return made

    monkeypatch.setattr(work, "make", make)
    test = page(PAGE)
    test.text_input(key="name").set_value("June")
    test.button(key="make").click().run()
    assert not test.exception and "job" in test.query_params, texts(test)
    until(lambda: "1 of 4 photos read" in [bar.proto.text for bar in test.run().get("progress")][0])
    assert "Running" in texts(test) and test.button(key="cancel")
    listed = page(PAGE)
    assert f"Making a dataset from analysis or audit {job_id}" in texts(listed) and "1 of 4 photos" in texts(listed)
    gate.set()
    until(lambda: "dataset" in test.run().query_params)
    assert not test.exception and orders[0][:2] == (job_id, "June") and orders[0][2].validation == 15
    assert made.dataset_id in test.query_params["dataset"] and "The dataset is kept: 2 photos" in texts(test)


def test_a_check_is_canceled_and_started_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = kept(site, Sample("a" * 64, "apparel"), Sample("b" * 64, "other"))

    def check(opened, dataset_id, progress):
        while True:
            progress(1, 2)
            time.sleep(0.02)

    monkeypatch.setattr(work, "check", check)
    test = page(PAGE, dataset=made.dataset_id)
    test.button(key="check").click().run()
    until(lambda: "1 of 2 photos read" in [bar.proto.text for bar in test.run().get("progress")][0])
    test.button(key="cancel").click().run()
    assert not test.exception and "This was canceled" in texts(test) and test.button(key="check").label


@pytest.mark.slow
def test_a_folder_is_made_and_checked_with_its_photos(site: Site, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "shop" / "train")
    draw(tmp_path / "shop" / "test" / "other" / "leak.jpg", 0, quality=60)  # apparel/1.jpg in another quality
    draw(tmp_path / "shop" / "test" / "apparel" / "4.jpg", 4)
    shutil.copy(folder / "other" / "3.jpg", folder / "apparel" / "twice.jpg")
    test = page(PAGE)
    test.segmented_control(key="kind").set_value("files").run()
    test.text_input(key="path").set_value(str(tmp_path / "nothing")).run()
    test.button(key="make").click().run()
    assert "no folder, no table" in html(test) and not test.exception
    test.text_input(key="path").set_value(str(folder.parent)).run()
    test.button(key="make").click().run()
    until(lambda: "The dataset is kept: 6 photos of 2 labels." in texts(test.run()))
    (folder / "apparel" / "2.jpg").unlink()
    test.button(key="check").click().run()
    until(lambda: "Checked" in texts(test.run()))
    shown = texts(test)
    assert not test.exception and "1 photo gone, altered or unreadable" in shown
    for finding in ("with several labels", "that look the same in several splits",
                    "that look the same and have several labels"):
        assert f"1 group of photos {finding}" in shown
    assert shown.count("data:image/jpeg") == 6 and "leak.jpg" in shown and "twice.jpg" in shown
    assert "Other product, test" in shown and "None" not in shown
