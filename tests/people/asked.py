"""What tests of this room ask again and again."""

from __future__ import annotations

from core import people, search
from core.site import Site

CONSENT = people.checked_consent("Ann", "2026-01-31", "Photos in our shop until 2027")


def grouped(site: Site) -> list[people.Person]:
    job = people.wait(site, people.start(site))
    assert job.state == "done", f"{job.message} {job.hint}"
    return people.everybody(site)


def found(site: Site, query: str) -> int:
    return search.search(site, query).total
