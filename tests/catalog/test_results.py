"""What pictures gave is kept once, found by bytes and models, and enters the catalog with its facts and its address."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Select

from core.catalog import results as kept_results
from core.catalog.store import Store
from core.catalog.tables import facts, pictures, results
from core.nouns.fact import Fact
from core.nouns.failure import Failure
from core.nouns.job import Item, ItemResult, PictureResult
from core.nouns.product import Candidate
from tests.catalog.test_store import judged


def result(number: int, models: str = "m 1", measures: str = "v 1", **changes: object) -> ItemResult:
    url = f"https://shop.example/{number}.jpg"
    values = {"etag": "tag", "path": f"/inbox/{number}", "attempts": 1, **changes}
    item = Item("a", number, Candidate(f"{number}.jpg", url=url))
    return ItemResult(item, judged(number), models, measures, **values)


def colored(item: ItemResult, *found: Fact) -> ItemResult:
    return replace(item, picture=PictureResult(replace(item.picture.analysis, facts=found), item.picture.measures))


def stages_facts() -> Select:
    """What optional stages found, without what every result says."""
    return facts.select().where(facts.c.name.in_(("color", "tag")))


def test_a_result_is_found_by_bytes_models_and_measures(store: Store) -> None:
    picture_id = judged(7).analysis.picture_id
    with store.writing() as connection:
        kept_results.keep(connection, [result(7)])
        again = kept_results.find(connection, picture_id, "m 1", "v 1")
        assert again.result_id > 0 and again.measures == {"fill": 7} and again.verdicts == {"amazon": "pass"}
        assert again.analysis.to_dict() == judged(7).analysis.to_dict()
        assert kept_results.find(connection, picture_id, "m 2", "v 1") is None
        assert kept_results.find(connection, picture_id, "m 1", "v 2") is None
        assert kept_results.find(connection, "f" * 64, "m 1", "v 1") is None


def test_who_measures_nothing_takes_what_others_measured(store: Store) -> None:
    picture_id = judged(7).analysis.picture_id
    with store.writing() as connection:
        kept_results.keep(connection, [result(7, measures="v 1"), result(7, measures="v 2")])
        assert kept_results.find(connection, picture_id, "m 1", "").measures == {"fill": 7}
        assert kept_results.find(connection, picture_id, "m 2", "") is None, "of the same models only"


def test_the_first_of_two_processes_wins_and_both_have_its_row(store: Store) -> None:
    with store.writing() as connection:
        first = kept_results.keep(connection, [result(1)])
        second = kept_results.keep(connection, [result(1), result(1)])
        assert {columns["result_id"] for _, columns in first + second} == {first[0][1]["result_id"]}
        assert len(connection.execute(results.select()).all()) == 1


def test_columns_of_items_pictures_failures_and_neither(store: Store) -> None:
    item = result(3)
    wrong = replace(item, picture=None, failure=Failure("x", "NotFound", "Nothing\0there.", "Check."), attempts=3,
                    crashes=1)
    with store.writing() as connection:
        columns = [values for _, values in kept_results.keep(connection, [item, wrong, replace(item, picture=None)])]
    assert (columns[0]["kind"], columns[0]["top_label"], columns[0]["error"]) == ("model_face", "apparel", "")
    assert columns[1] == {"picture_id": "", "error": "NotFound", "message": "Nothing\ufffdthere.", "hint": "Check.",
                          "attempts": 3, "crashes": 1}
    assert columns[2] == {"error": "", "attempts": 1}


def test_pictures_enter_once_with_their_newest_file(store: Store) -> None:
    with store.writing() as connection:
        kept_results.keep(connection, [result(1), result(2)])
        kept_results.keep(connection, [result(1, models="m 2", path="/elsewhere/1")])
        rows = {row.path: (row.uri, row.width, row.height) for row in connection.execute(pictures.select())}
    assert rows == {"/elsewhere/1": ("1.jpg", 200, 300), "/inbox/2": ("2.jpg", 200, 300)}


def test_facts_enter_and_a_newer_model_replaces_what_an_older_one_said(store: Store) -> None:
    with store.writing() as connection:
        first = Fact("color", "red", 0.6, "c 1"), Fact("color", "white", 0.3, "c 1")
        kept_results.keep(connection, [colored(result(1), *first)])
        kept_results.keep(connection, [colored(result(1, models="m 2"), Fact("color", "red", 0.9, "c 2"))])
        rows = {row.value: (row.name, row.score, row.model) for row in connection.execute(stages_facts())}
    assert rows == {"red": ("color", 0.9, "c 2")}


def test_a_newer_run_that_finds_nothing_leaves_nothing_of_its_stage_and_all_of_others(store: Store) -> None:
    def run(number: int, models: str, *found: Fact, names: tuple[str, ...]) -> ItemResult:
        item = colored(result(number, models=models), *found)
        return replace(item, picture=replace(item.picture, analysis=replace(item.picture.analysis, fact_names=names)))

    with store.writing() as connection:
        kept_results.keep(connection, [
            run(1, "m 1", Fact("color", "red", 0.6, "c 1"), Fact("tag", "shoe", 0.9, "t 1"), names=("color", "tag")),
            run(2, "m 1", Fact("color", "red", 0.6, "c 1"), names=("color",)), run(3, "m 1", names=("color",))])
        kept_results.keep(connection, [run(1, "m 1 again", names=("color",)), run(2, "m 1 again", names=())])
        rows = [(row.picture_id, row.name, row.value) for row in connection.execute(stages_facts())]
        assert sorted(rows) == [(judged(1).analysis.picture_id, "tag", "shoe"),
                                (judged(2).analysis.picture_id, "color", "red")]
        kept_results.keep(connection, [run(2, "m 2", Fact("color", "blue", 0.5, "c 2"), names=("color",)),
                                       run(2, "m 3", Fact("color", "pink", 0.5, "c 3"), names=("color",))])
        rows = connection.execute(facts.select().where(facts.c.name == "color")).all()
    assert [(row.value, row.model) for row in rows] == [("pink", "c 3")], "the last of one transaction"


def test_an_audit_that_measures_lettering_leaves_what_the_text_stage_read(store: Store) -> None:
    def texts() -> dict[str, str]:
        with store.reading() as connection:
            return {row.value: row.model for row in connection.execute(facts.select().where(facts.c.name == "text"))}

    def keep(item: ItemResult, measures: dict[str, object], *found: Fact, names: tuple[str, ...] = ()) -> None:
        analysis = replace(item.picture.analysis, facts=found, fact_names=names)
        with store.writing() as connection:
            kept_results.keep(connection, [replace(item, picture=PictureResult(analysis, measures))])

    keep(result(1), {}, Fact("text", "SALE", 0.9, "text_1"), Fact("text", "NEW", 0.8, "text_1"), names=("text",))
    keep(result(1, measures="v 2"), {"text": "found", "text_read": ["SALE", "Summer"]})
    assert texts() == {"SALE": "text_1", "NEW": "text_1", "Summer": ""}
    keep(result(1, measures="v 3"), {"text": "none"})
    assert texts() == {"SALE": "text_1", "NEW": "text_1"}, "an audit takes back its own lines only"
    keep(result(1, measures="v 4"), {"text": "found", "text_read": ["50 %"]})
    keep(result(1, "m 2"), {}, Fact("text", "SALE", 0.9, "text_2"), names=("text",))
    assert texts() == {"SALE": "text_2", "50 %": ""}, "the stage takes back its own lines only"


def test_a_picture_that_is_met_again_has_the_facts_of_the_result_that_counts_now(store: Store) -> None:
    """As after a roll-back: the earlier model's result is found, and its word is in the catalog again."""
    with store.writing() as connection:
        kept_results.keep(connection, [result(1, models="m 1")])
        newer = judged(2).analysis
        changed = replace(result(1, models="m 2"), picture=PictureResult(replace(
            newer, picture_id=judged(1).analysis.picture_id)))
        kept_results.keep(connection, [changed])
        assert labels(connection) == {"negative"}
        again = kept_results.find(connection, judged(1).analysis.picture_id, "m 1", "v 1")
        kept_results.keep(connection, [replace(result(1, models="m 1"), picture=again)])
        assert labels(connection) == {"apparel"}


def labels(connection) -> set[str]:
    return set(connection.execute(facts.select().with_only_columns(facts.c.value)
                                  .where(facts.c.name == "label")).scalars())


def test_an_address_is_remembered_with_its_last_answer(store: Store) -> None:
    with store.writing() as connection:
        kept_results.keep(connection, [result(1), result(2, etag="")])
        answer = kept_results.last_answer(connection, "https://shop.example/1.jpg")
        assert answer == (judged(1).analysis.picture_id, "tag")
        assert kept_results.last_answer(connection, "https://shop.example/2.jpg") is None, "no etag, nothing to ask"
        later = replace(result(1, etag="tag 2"), picture=judged(9))
        kept_results.keep(connection, [later])
        answer = kept_results.last_answer(connection, "https://shop.example/1.jpg")
        assert answer == (judged(9).analysis.picture_id, "tag 2")
