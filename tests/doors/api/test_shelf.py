"""Routes of shelves: what is not known and what is wrong. What they do: tests/shelf."""

from __future__ import annotations


def test_nothing_was_read_yet(light):
    assert light.get("/shelf").json() == {"shelves": [], "readings": []}
    assert light.get("/shelf/weeks").json() == {"weeks": [], "drift": [], "struggles": [], "doubts": []}


def test_what_is_unknown_or_wrong_is_told(light):
    for path in ("/shelf/7", "/shelf/7/photo", "/shelf/7/masks", "/shelf/7/masks?overlay=true",
                 "/shelf/7/changes?before=8"):
        assert light.get(path).status_code == 404, path
    assert light.get("/shelf/7/masks?overlay=maybe").status_code == 422
    assert light.get("/shelf/none/masks").status_code == 422
    words = light.post("/shelf", data={"words": "perhaps"}, files={"file": ("a.jpg", b"", "image/jpeg")})
    assert words.status_code == 422 and "words: Input should be a valid boolean" in words.text
    wrong = light.post("/shelf/7/facings", data={"box": "1,2,3", "said": "A"})
    assert wrong.status_code == 422 and "four numbers" in wrong.text
    assert light.post("/shelf/7/facings", data={"box": "1,2,3,4", "said": "A"}).status_code == 404
    plan = light.post("/shelf", data={"planogram": "name\nA\n"}, files={"file": ("a.jpg", b"", "image/jpeg")})
    assert plan.status_code == 422 and "no column sku" in plan.text
