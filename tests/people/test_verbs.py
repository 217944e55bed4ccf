"""From photos to named people and back to nothing: real models, a real database, edits of the same shipped photos."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import analyze, people, search
from core.catalog.face_opt_in import FILE
from core.errors import Misuse, ModelMissing, NotFound
from core.settings import ROOT
from core.site import Site
from tests.people.asked import CONSENT, found, grouped


def test_it_is_off_at_first_and_says_how_to_switch_it_on(opened: Site) -> None:
    (opened.settings.data_dir / FILE).unlink(missing_ok=True)
    assert not people.state(opened).opt_in.on
    for ask in (lambda: people.start(opened), lambda: people.bring_person(opened, "Ann", [], CONSENT),
                lambda: analyze.recognize(opened, ("face_details",)),
                lambda: analyze.start(opened, analyze.sources_from_text(opened, "https://shop.example/1.jpg"),
                                      analyze.AnalysisOptions(stages=("face_details",)))):
        with pytest.raises(Misuse, match="off on this site. Switch it on: on the page People"):
            ask()
    assert "face_details" not in analyze.offered_stages(opened)


def test_edits_of_a_photo_are_one_person_who_is_found_by_name(site: Site) -> None:
    everybody = grouped(site)
    assert [person.pictures for person in everybody] == [3, 1, 1], "the astronaut, and two men"
    people.name(site, everybody[0].person_id, "  Eileen   Collins ")
    assert found(site, 'people:"Eileen Collins"') == 3 == found(site, "eileen")
    assert people.face_image(site, people.faces_of(site, everybody[0].person_id)[0].face_id)[:2] == b"\xff\xd8"
    with pytest.raises(Misuse, match="Another person is called eileen collins already"):
        people.name(site, everybody[1].person_id, "eileen collins")
    people.name(site, everybody[0].person_id, "E. Collins")
    assert found(site, 'people:"E. Collins"') == 3
    assert people.mistakes(site) == (0, 1), "the two men"
    assert people.state(site).waiting == 0 and people.state(site).named == 1


def test_groups_are_merged_and_split_for_good(site: Site) -> None:
    first, second, third = (person.person_id for person in grouped(site))
    people.name(site, second, "Zinedine")
    people.merge(site, second, [third])
    faces = people.faces_of(site, second)
    assert len(faces) == 2 and found(site, "people:Zinedine") == 1
    made = people.split(site, second, [faces[0].face_id])
    grouped_again = {person.person_id: person.faces for person in grouped(site)}
    assert grouped_again[made] == 1 == grouped_again[second], "grouping again does not undo it"
    with pytest.raises(Misuse, match="All faces"):
        people.split(site, made, [faces[0].face_id])
    with pytest.raises(Misuse, match="with itself"):
        people.merge(site, second, [second])
    with pytest.raises(NotFound, match="not known here"):
        people.name(site, 10**6, "Nobody")


def test_a_person_who_is_forgotten_is_not_found_again(site: Site) -> None:
    astronaut = grouped(site)[0]
    people.name(site, astronaut.person_id, "Eileen")
    people.forget(site, astronaut.person_id)
    assert [person.pictures for person in grouped(site)] == [1, 1]
    assert people.state(site).faces == 2 and found(site, "eileen") == 0


@pytest.mark.parametrize(("by", "on", "text", "says"), [
    ("", "2026-01-31", "all", "needs a consent"), ("Ann", "2026-01-31", " ", "needs a consent"),
    ("Ann", "31.1.2026", "all", "written like 2026-01-31")])
def test_a_consent_has_three_parts(by: str, on: str, text: str, says: str) -> None:
    with pytest.raises(Misuse, match=says):
        people.checked_consent(by, on, text)


def test_one_click_erases_all(site: Site) -> None:
    people.name(site, grouped(site)[0].person_id, "Eileen")
    job = analyze.wait(site, analyze.recognize(site, ("face_details",)))
    assert job.state == "done" and found(site, "smile:yes") >= 3
    people.erase(site)
    state = people.state(site)
    assert (state.opt_in.on, state.faces, state.groups, state.named) == (False, 0, 0, 0)
    assert not {facet.field for facet in search.search(site, "").facets} & {"smile", "people", "head"}
    assert found(site, "eileen") == 0 == found(site, "people:any")
    picture = next(iter(site.store.pictures(job.job_id)))
    assert not analyze.analysis_of(site, picture).facts
    assert b"Eileen" not in b"".join(path.read_bytes() for path in site.settings.data_dir.glob("catalogue.db"))
    people.switch_on(site)
    again = analyze.wait(site, analyze.recognize(site, ("face_details",)))
    assert again.state == "done" and found(site, "smile:yes") >= 3, "an erased result is not taken for a new one"


def test_a_model_that_was_altered_is_told(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (ROOT / "models").iterdir():
        (tmp_path / path.name).symlink_to(path)
    altered = tmp_path / "face_descriptor_1.tflite"
    altered.unlink()
    altered.write_bytes(b"another file")
    monkeypatch.setattr(site, "settings", site.settings.model_copy(update={"models_dir": tmp_path}))
    with pytest.raises(ModelMissing, match="face_descriptor_1.tflite"):
        people.start(site)
