"""A person's socks are no shoes: photos are tagged, a reason is looked at, a tag corrected, the head trained and put to
use, and the next photo, which taught nothing, has another tag."""

from __future__ import annotations

import hashlib
import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from core.settings import ROOT
from tests.browser.choosing import choose_option

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
WAIT = 240_000  # milliseconds, for a busy machine
WORDS = {"soc": "sock", "cap": "cap", "tsm": "t-shirt", "tsw": "t-shirt", "jem": "jeans", "dre": "dress"}
NEXT = ROOT / "demo" / "photos" / "soc-03_2.jpg"  # a pair that no other photo shows; the bundled head calls it shoes
PHOTOS = [path for kind in WORDS for path in sorted((ROOT / "demo" / "photos").glob(f"{kind}-*.jpg"))
          if not path.name.startswith("soc-03")]


def picture_id(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def upload(tab: Any, paths: list[Path]) -> None:
    """Drop photos on the page Tags and wait for their cards."""
    tab.goto("/tags")
    tab.locator("input[type=file]").first.set_input_files([str(path) for path in paths])
    tab.wait_for_url(re.compile("/tags.*job="), timeout=WAIT, wait_until="commit")
    tab.get_by_text(re.compile(r"photos? with a tag that is sure enough")).wait_for(timeout=WAIT)


def say(server: str, path: Path, value: str) -> None:
    """The same as a click on the page, for photos that look all alike."""
    body = json.dumps({"value": value, "judgment": "right"}).encode()
    place = f"{server}/api/tags/{picture_id(path)}"
    urllib.request.urlopen(urllib.request.Request(place, body, {"content-type": "application/json"})).close()


def test_corrections_teach_a_head_that_is_put_to_use(tab: Any, server: str) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    upload(tab, PHOTOS)
    shirt = next(path for path in PHOTOS if path.name.startswith("tsm-01"))
    tab.goto(f"/tags?picture={picture_id(shirt)}")
    expect(tab.get_by_label(re.compile("^Tag: t-shirt: [01]"))).to_be_visible(timeout=WAIT)
    tab.locator(".st-key-why-tag-t-shirt button").click()
    expect(tab.get_by_text(re.compile("strongest evidence for t-shirt lies"))).to_be_visible(timeout=WAIT)
    expect(tab.get_by_role("img", name="Where the photo speaks for t-shirt")).to_be_visible()

    first, *others = PHOTOS
    tab.goto(f"/tags?picture={picture_id(first)}")
    choose_option(tab, "Add a tag", "tag: sock", typed="sock")
    expect(tab.get_by_text(re.compile("sock is right"))).to_be_visible(timeout=WAIT)
    expect(tab.get_by_label(re.compile("^Tag: sock: 1.00"))).to_be_visible()
    for path in others:
        say(server, path, WORDS[path.name[:3]])

    tab.goto("/training")
    tab.locator(".st-key-tags-train button").click()
    tab.get_by_role("button", name="Use own_goods_1").wait_for(timeout=WAIT)
    expect(tab.get_by_text("How it compares").last).to_be_visible()

    upload(tab, [NEXT])
    expect(tab.get_by_text("Women's gray shoes", exact=True)).to_be_visible()
    tab.goto("/training")
    tab.get_by_role("button", name="Use own_goods_1").click()
    expect(tab.get_by_text("own_goods_1 is in use from the next photo on.")).to_be_visible(timeout=WAIT)
    upload(tab, [NEXT])
    expect(tab.get_by_text("Women's gray sock", exact=True)).to_be_visible()
    tab.goto(f"/tags?picture={picture_id(NEXT)}")
    expect(tab.get_by_label(re.compile("^Tag: sock: [01]"))).to_be_visible(timeout=WAIT)
    expect(tab.get_by_label(re.compile("^Tag: shoes"))).to_have_count(0)
