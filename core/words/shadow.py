"""A candidate beside the model in use, in words: the same on pages, on the command line and on its card."""

from __future__ import annotations

from dataclasses import replace

from core.nouns.shadow import Changes, Comparison, Judged, Shadow
from core.words.dataset import file_name, name_of
from core.words.model_card import interval_words
from core.words.numerals import count

CROSS_FITTED = "Each photo was judged by a head that did not see it, nor photos that look like it (cross-fitting)."
RETRAIN_PURPOSE = ("A training takes all corrected and confirmed labels, learns a small change of the model, and "
                   "compares it with the model in use. Nothing changes until somebody promotes the new version.")
PUBLIC = "On a public site only its operator trains, promotes and rolls back: on the command line or over REST."
HEAD_WORDS = {"intent": "labels", "sensitive": "restricted goods (sensitive)"}  # what a training teaches
HELD_OUT = "The test split of the dataset; nothing of it was trained on."


def points_words(comparison: Comparison) -> str:
    """The gain with its interval.

    Examples
    --------
    >>> from core.nouns.proportion import share_of
    >>> points_words(Comparison(share_of(20, 25), share_of(22, 25), 8.0, -1.5, 20.04, 25, (), ()))
    '+8.0 points (-1.5 to 20.0)'
    """
    return f"{comparison.points:+.1f} points ({comparison.low:.1f} to {comparison.high:.1f})"


def comparison_words(comparison: Comparison) -> str:
    """Gain, accuracy before and after, and how many photos got better and worse."""
    return (f"{points_words(comparison)}: {interval_words(comparison.candidate)} right, "
            f"before {interval_words(comparison.now)}; {count(len(comparison.better), 'photo')} got better, "
            f"{count(len(comparison.worse), 'photo')} got worse")


def label_words(comparison: Comparison) -> list[str]:
    """A line for each label: how many of its photos are recognized, and how many were."""
    return [f"{name_of(item.label).capitalize()}: {interval_words(item.candidate)} recognized, before "
            f"{interval_words(item.now)}" for item in comparison.by_label]


def changes_words(changes: Changes, head: str = "intent") -> str:
    """What would change on ordinary photos."""
    if not changes.pictures:
        return "There are no other analyzed photos to compare on."
    of = "this set" if changes.source else "other analyzed photos"
    if head == "sensitive":
        return (f"Of {count(changes.pictures, 'photo')} of {of}, {changes.not_shoppable:,} would become sensitive, "
                f"{changes.shoppable:,} no longer be sensitive.")
    return (f"Of {count(changes.pictures, 'photo')} of {of}, {changes.labels:,} would get another label; "
            f"{changes.shoppable:,} would become shoppable, {changes.not_shoppable:,} no longer be shoppable.")


def shadow_lines(shadow: Shadow, noun: str = "labeled photo") -> list[str]:
    """A line for each part of the comparison."""
    lines = [f"Your {count(shadow.trained.count, noun)}: {comparison_words(shadow.trained)}. {CROSS_FITTED}"]
    by_label = label_words if shadow.head == "sensitive" else lambda comparison: []
    lines += by_label(shadow.trained)
    if shadow.held_out:
        lines.append(f"{count(shadow.held_out.count, 'photo')} held out: {comparison_words(shadow.held_out)}. "
                     f"{HELD_OUT}")
        lines += by_label(shadow.held_out)
    if shadow.known:
        lines.append(f"{count(shadow.known, 'photo')} more {'was' if shadow.known == 1 else 'were'} trained on that "
                     f"{shadow.now} has learned from before, so they compare nothing.")
    lines.append(changes_words(shadow.ordinary, shadow.head))
    if shadow.left_out:
        lines.append(f"{count(len(shadow.left_out), 'photo')} could not be read: left out of the training.")
    return lines


def shadow_without_folders(shadow: Shadow) -> Shadow:
    """A comparison as visitors of other machines read it: names of files, no folders of the server."""
    def bare(comparison: Comparison) -> Comparison:
        better, worse = (tuple(replace(item, path=file_name(item.path)) for item in items)
                         for items in (comparison.better, comparison.worse))
        return replace(comparison, better=better, worse=worse)

    return replace(shadow, trained=bare(shadow.trained), held_out=shadow.held_out and bare(shadow.held_out),
                   left_out=tuple((file_name(path), label) for path, label in shadow.left_out))


def picture_line(item: Judged) -> str:
    """One photo whose label changes: its name, what is right, and what each model says."""
    return (f"{file_name(item.path) or item.picture_id[:12]}: {name_of(item.truth)}; was {name_of(item.now)} "
            f"{item.score_now:.2f}, would be {name_of(item.candidate)} {item.score_candidate:.2f}")
