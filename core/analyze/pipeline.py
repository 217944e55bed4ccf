"""The walk of one picture: faces, persons, kind, shopping intent. Runs in worker processes only."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from core.analyze.stages import STAGES, RunStage
from core.models import store
from core.nouns.analysis import KINDS, Analysis, Cascade, Decision
from core.nouns.fact import NOT_WORN, Fact
from core.nouns.intent import INTENT_LABELS, Intent
from core.nouns.picture import Picture
from core.nouns.thresholds import photo_type
from core.settings import Settings
from core.vision.faces.detector import FaceFindings, Faces, FaceSearch
from core.vision.intent.classifier import IntentModel
from core.vision.persons.detector import PersonFindings, Persons, PersonSearch


@dataclass(frozen=True)
class Models:
    """The three opened models of the chain and their names."""

    faces: Faces
    persons: Persons
    intent: IntentModel
    names: dict[str, str]


def open_models(settings: Settings, *, threads: int = 1) -> Models:
    """Open the chain's models.

    Parameters
    ----------
    settings : Settings
        Says which models and where.
    threads : int
        Threads that each model may use.

    Raises
    ------
    ModelMissing, WrongContract
        Naming the file and what to do.
    """
    faces = store.entry(settings.models_dir, "faces")
    persons = store.entry(settings.models_dir, "persons", settings.persons_model)
    intent = store.entry(settings.models_dir, "intent", settings.intent_model)
    names = {"faces": faces.name, "persons": persons.name, "intent": intent.name}
    return Models(
        Faces(faces, threads=threads), Persons(persons, threads=threads), IntentModel(intent, threads=threads), names
    )


def analyze(picture: Picture, models: Models, cascade: Cascade = "full") -> Analysis:
    """Analyze one picture.

    Parameters
    ----------
    picture : Picture
        Upright RGB.
    models : Models
        The opened models of the chain.
    cascade : {"full", "short"}
        "full" looks for persons always, and whether a body belongs to each face; "short" stops at an accepted face, as
        the original flow does, also at a printed one.

    Returns
    -------
    Analysis
        `persons` is None where the short cascade stopped before them.
    """
    seconds: dict[str, float] = {}
    faces, persons = look(picture.image, models, cascade, seconds)
    found_faces, found_persons = faces.findings, None if persons is None else persons.findings
    with _timed(seconds, "intent"):
        intent = models.intent.classify(picture.image)
    decision = decide(found_faces, found_persons)
    return Analysis(
        uri=picture.uri,
        picture_id=picture.picture_id,
        size_wh=picture.size_wh,
        decided_by=decision,
        faces=found_faces.faces,
        persons=None if found_persons is None else found_persons.persons,
        intent=intent,
        models=dict(models.names),
        seconds=seconds,
        facts=(*picture.facts, *not_worn(decision, intent, models.names["intent"])),
        fact_names=(NOT_WORN[0],),
    )


def look(image: np.ndarray, models: Models, cascade: Cascade, seconds: dict[str, float]
         ) -> tuple[FaceSearch, PersonSearch | None]:
    """Look for faces and persons, and for what ties them: the run that decides the photo type.

    A face must belong to a body: a photo without any is searched quickly, faces too small for the smallest body are not
    looked for, and where a large photo of a person shows no face, heads are searched again at a finer size.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    models, cascade
        As for `analyze`.
    seconds : dict of str to float
        Gets the wall time of "faces" and "persons".
    """
    first = None
    if cascade == "short":
        with _timed(seconds, "faces"):
            first = models.faces.search(image)
        if len(first.findings.faces):
            return first, None
    with _timed(seconds, "persons"):
        persons = models.persons.search(image)
    with _timed(seconds, "faces"):
        return faces_of(image, models, persons, first), persons


def faces_of(image: np.ndarray, models: Models, persons: PersonSearch, first: FaceSearch | None = None) -> FaceSearch:
    """Faces that belong to bodies, in a picture whose persons are known.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    models : Models
    persons : PersonSearch
        Of the picture.
    first : FaceSearch, optional
        A search of the picture at its usual size, where there was one.
    """
    bodies, scores = persons.candidates
    size_wh, least = (image.shape[1], image.shape[0]), models.faces.least_face(bodies, scores)
    faces = first or models.faces.search(image, side=models.faces.side_for(scores), least_face=least)
    no_face = len(persons.findings.persons) > 0 and not len(faces.findings.faces)
    if no_face and models.faces.can_look_closer(size_wh):
        faces = models.faces.search(image, side=models.faces.closer_side, least_face=least,
                                    part=models.faces.heads(bodies, scores))
    return models.faces.confirm(faces, bodies, scores, size_wh)


def decide(faces: FaceFindings, persons: PersonFindings | None) -> Decision:
    """The rule of the cascade: a face, else a person, else only the product [1]_.

    Parameters
    ----------
    faces : FaceFindings
    persons : PersonFindings or None
        None when a face was found and persons were not looked for.

    Returns
    -------
    Decision

    References
    ----------
    .. [1] The flowchart of "Product images and sales": face -> category 1, person -> category 2, else category 3.
    """
    refused = faces.refused
    has_face, has_person = len(faces.faces) > 0, persons is not None and len(persons.persons) > 0
    kind = KINDS[int(photo_type(has_face, has_person))]
    if has_face:
        score = float(faces.faces.scores[0])
        return Decision(kind, "faces", 0, score, faces.threshold, score - faces.threshold, refused)
    assert persons is not None, "persons are looked for whenever no face was accepted"
    if has_person:
        score = float(persons.persons.scores[0])
        return Decision(kind, "persons", 0, score, persons.threshold, score - persons.threshold, refused)
    missed = persons.best_refused
    return Decision(kind, "none", None, missed, persons.threshold, persons.threshold - missed, refused)


def not_worn(decision: Decision, intent: Intent, model: str) -> tuple[Fact, ...]:
    """The fact that a person without a face wears nothing of what is for sale: a hand that holds a carton.

    Parameters
    ----------
    decision : Decision
    intent : Intent
        Of the same picture. Only apparel can be worn; where another product is likelier, the person is a hand that
        holds it, or stands beside it. Measured: docs/product-views.md.
    model : str
        Name of the intent model.

    Returns
    -------
    tuple of Fact
        ("worn", "no") with the share of the likeliest product among all products, or nothing.
    """
    products = {label: intent.shopping.score(label) for label in INTENT_LABELS if label != "negative"}
    best = max(products, key=products.__getitem__)
    if decision.kind != "worn_no_face" or best == "apparel":
        return ()
    return (Fact(*NOT_WORN, products[best] / sum(products.values()), model),)


def add_facts(analysis: Analysis, image: np.ndarray, stages: Mapping[str, tuple[str, RunStage]]) -> Analysis:
    """Run optional stages: the analysis with their facts, models and times.

    Parameters
    ----------
    analysis : Analysis
        What the chain saw in the picture.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    stages : mapping of str to (str, callable)
        Stage -> the name of its model, and its function.
    """
    models, seconds, facts = dict(analysis.models), dict(analysis.seconds), list(analysis.facts)
    for name, (model, run) in stages.items():
        with _timed(seconds, name):
            facts += run(image, analysis)
        models[name] = model
    written = (*analysis.fact_names, *(fact for name in stages for fact in STAGES[name].writes))
    return replace(analysis, models=models, seconds=seconds, facts=tuple(facts),
                   fact_names=tuple(dict.fromkeys(written)))


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start
