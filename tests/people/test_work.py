"""The job looks at each picture once, goes on without lost files, and writes nothing once it was erased."""

from __future__ import annotations

import numpy as np
import pytest

from core import people
from core.catalog import people as rows
from core.errors import Misuse
from core.people import work
from core.people.grouping import group
from core.people.work import descriptor_model, job_kind, regroup, vector_name
from core.site import Site
from tests.people.asked import grouped


def test_a_picture_is_looked_at_once(site: Site) -> None:
    grouped(site)
    before = people.state(site).faces
    assert before == 5 and people.state(site).waiting == 0
    grouped(site)
    assert people.state(site).faces == before


def test_grouping_again_replaces_groups_without_a_name(site: Site) -> None:
    grouped(site)
    with site.store.writing() as connection:
        rows.add_faces(connection, [{"picture_id": "f" * 64, "xyxy": (0.0, 0.0, 9.0, 9.0),
                                     "model": vector_name(descriptor_model(site.settings)),
                                     "descriptor": np.eye(1, 1024, dtype=np.float16)[0]}])
    regroup(site)
    assert sorted(person.faces for person in people.everybody(site)) == [1, 1, 1, 3]


def test_what_is_named_while_groups_are_formed_keeps_its_faces(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *_ = grouped(site)
    turns = []

    def named_meanwhile(*arguments: object) -> list[tuple[int, float]]:
        if not turns:
            people.name(site, first.person_id, "Eileen")
        turns.append(1)
        return group(*arguments)

    monkeypatch.setattr(work, "group", named_meanwhile)
    regroup(site)
    assert len(turns) == 2 and (people.everybody(site)[0].person_id, people.everybody(site)[0].faces) == (
        first.person_id, 3)


def test_nothing_is_kept_once_it_was_erased(site: Site) -> None:
    people.erase(site)
    row = {"picture_id": "f" * 64, "xyxy": (0.0,) * 4, "model": "m", "descriptor": None}
    with pytest.raises(Misuse, match="off on this site"):
        work._keep(site, [row])
    assert people.state(site).faces == 0


def test_the_job_says_that_it_is_off(site: Site) -> None:
    people.switch_off(site)
    with pytest.raises(Misuse, match="off on this site"):
        job_kind(site).run(None, lambda step, share: True)
