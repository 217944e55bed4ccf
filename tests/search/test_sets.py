"""Smart sets are queries with a name: saved, changed, listed, forgotten."""

from __future__ import annotations

import pytest

from core import search
from core.errors import Misuse, NotFound
from core.site import Site


def test_a_set_is_saved_changed_and_forgotten(site: Site) -> None:
    assert search.smart_sets_of(site) == []
    saved = search.save_set(site, " Red bags ", "color:red   object:handbag", author="Ada")
    assert (saved.name, saved.query, saved.author) == ("Red bags", "color:red object:handbag", "Ada")
    search.save_set(site, "A", "state:live")
    search.save_set(site, "Red bags", "color:red")
    assert [(one.name, one.query) for one in search.smart_sets_of(site)] == [
        ("A", "state:live"), ("Red bags", "color:red")]
    assert search.find_set(site, "Red bags").created >= saved.created
    search.delete_set(site, "A")
    assert [one.name for one in search.smart_sets_of(site)] == ["Red bags"]
    for verb in (search.delete_set, search.find_set):
        with pytest.raises(NotFound, match="no set 'A'"):
            verb(site, "A")


def test_what_is_no_set_is_refused(site: Site) -> None:
    for name, query, words in (("", "color:red", "1 to 80"), ("n" * 81, "color:red", "1 to 80"), ("n", " ", "query")):
        with pytest.raises(Misuse, match=words):
            search.save_set(site, name, query)
    with pytest.raises(search.QueryError):
        search.save_set(site, "n", "color:")
