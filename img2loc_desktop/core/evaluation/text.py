"""The figures of a run as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from img2loc_desktop.core import words
from img2loc_desktop.core.evaluation.bootstrap import Figure
from img2loc_desktop.core.evaluation.metrics import (
    WITHIN_KM,
    Coverage,
    Measures,
    Metrics,
    TrustRate,
)

LEAKS = {
    "same-file": "In the index themselves, though never used as their own reference",
    "near-duplicate": "With a copy in the index, or a photo that is as alike as one",
    "same-author": "With other photos by their author in the index",
    "same-place-and-hour": "With a photo from the same place and hour in the index",
    "taught": "Among those that a calibration in use was fitted to",
}

_EXACT = (
    "Where a share is the same in every draw (none, all, no difference), its interval is what so "
    "few still leave open (Clopper and Pearson's). Kilometres and points have no such limit: "
    "[0, 0] only says that these photos do not differ."
)
_TAUGHT = (
    "What circles, areas and words of trust hold is flattering of those, and so are the bits; the "
    "distances are less so, for only the weights of neighbours were fitted. Measure with photos by "
    "others, or go by what img2loc calibrate said of the half that it was not fitted to."
)

_HEAD = (*(f"{km:,.0f} km" for km in WITHIN_KM), "median km", "mean km", "GeoScore", "country")


def summary(metrics: Metrics) -> str:
    """All tables, as plain text that ends with a line break."""
    return "\n".join(_lines(metrics)) + "\n"


def differences(difference: Measures, names: tuple[str, str]) -> str:
    """One run minus another on the same photos."""
    head = f"{names[0]} minus {names[1]} on the same {count_of(difference.photos)}"
    table = _table([("difference", difference)], signed=True)
    return "\n".join([head, *table, *interval_notes([difference])]) + "\n"


def interval_notes(measures: Iterable[Measures]) -> Iterator[str]:
    """Why some intervals are wider than the draws, or missing; the first is of all photos."""
    shown = list(measures)
    if any(each.has_exact for each in shown):
        yield _EXACT
    if shown[0].mean_km.is_alone:
        yield "All is of one author or photo, so there are no intervals: nobody else can be drawn."


def without_interval(figure: Figure, photos: int) -> str:
    """Why a figure of that many photos has no interval; "" where it has one, or no value."""
    if not figure.is_alone:
        return ""
    return f"one {'photo' if photos == 1 else 'author'}: no interval"


def all_interval_notes(metrics: Metrics) -> Iterator[str]:
    """``interval_notes`` of everything that is shown of a run."""
    compared = (part for each in metrics.yardsticks for part in (each.measures, each.difference))
    parts = (*metrics.scenes.values(), *metrics.continents.values(), *metrics.methods.values())
    return interval_notes((metrics.ours, *compared, *parts))


def groups(parts: Mapping[str, Measures]) -> Iterator[tuple[str, Measures]]:
    """The measures with a label: the name of the group, its photos, why it has no interval."""
    for name, part in parts.items():
        label = f"{words.one_line(name)[:60]} ({part.photos:,})"
        reason = without_interval(part.mean_km, part.photos)
        yield (f"{label}; {reason}" if reason else label), part


def interval(figure: Figure, factor: float = 1.0, digits: int = 1, *, signed: bool = False) -> str:
    """ "12.3 [10.1, 14.8]", or a dash where there is nothing to measure."""
    if figure.value is None:
        return "-"
    sign = "+" if signed else ""
    middle = f"{figure.value * factor:{sign}z,.{digits}f}"
    if figure.low is None or figure.high is None:
        return middle
    return f"{middle} [{figure.low * factor:z,.{digits}f}, {figure.high * factor:z,.{digits}f}]"


def cells(measures: Measures, *, signed: bool = False) -> list[str]:
    """The cells of a row: percent within each distance, kilometres, points, percent."""
    return [
        *(interval(figure, 100.0, signed=signed) for figure in measures.within.values()),
        interval(measures.median_km, digits=0, signed=signed),
        interval(measures.mean_km, digits=0, signed=signed),
        interval(measures.geoscore, digits=0, signed=signed),
        interval(measures.country, 100.0, signed=signed),
    ]


def heading() -> tuple[str, ...]:
    """The names of the columns that ``cells`` fills."""
    return _HEAD


def count_of(number: int, noun: str = "photo") -> str:
    """ "1 photo", "1,234 photos"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def leak_sentences(metrics: Metrics) -> list[str]:
    """What was found of each kind of leak, or that nothing was."""
    found = [
        f"{text}: {count_of(metrics.leaks[kind])}."
        for kind, text in LEAKS.items()
        if metrics.leaks.get(kind)
    ]
    if metrics.leaks.get("taught"):
        found.append(_TAUGHT)
    return found or ["No leak was found between these photos and the index."]


def leak_notes(run: Mapping[str, Any]) -> Iterator[str]:
    """How leaks were looked for, what an index does not say, and what was left out."""
    for name, test in run["near_duplicate"].items():
        yield from _copy_sentences(name, test)
    yield from run["unseen"]
    if "same-author" in run["exclude"]:
        yield (
            "References that the index names as by the authors of these photos were left out of it "
            "for this run."
        )
    if "near-duplicates" in run["exclude"]:
        yield "Copies and near-copies of a photo were left out when it was searched for."


def _copy_sentences(name: str, test: Mapping[str, Any]) -> Iterator[str]:
    if test["least"] == test["sure"]:
        yield (
            f"A reference of {name} is taken for a copy from a cosine similarity of "
            f"{test['sure']:g} on."
        )
    else:
        yield (
            f"A reference of {name} is taken for a copy from a cosine similarity of "
            f"{test['sure']:.2f} on, and from {test['least']:.2f} on if it differs "
            f"less than {test['nearer'] * 100:.0f} % as much as the fourth most alike."
        )
    if test["tried"]:
        found = ", ".join(f"{count} {kind}" for kind, count in test["found"].items())
        yield (
            f"Of copies of {count_of(test['tried'])} of the table this finds: {found}. Copies "
            "that it misses are not among the leaks."
        )


def gain_sentence(metrics: Metrics) -> str:
    """What the photo adds to the index's own density."""
    bits = metrics.bits
    if bits.value is None:
        return "No photo was answered, so nothing can be said about the gain over the prior."
    gain = f"The photo is worth {interval(bits, digits=2, signed=True)} bits over the index's own "
    if bits.high is not None and bits.high < 0:
        return f"{gain}density: less than nothing, for its evidence claims more than it knows."
    if bits.low is None:
        return f"{gain}density; of one photographer alone nothing more can be said."
    if bits.low <= 0:
        return (
            f"{gain}density: that cannot be told from nothing, so its results are worth no more "
            "than hints. Once img2loc calibrate has found the same, each of them says so."
        )
    return f"{gain}density."


def _lines(metrics: Metrics) -> Iterator[str]:
    by = count_of(metrics.authors, "author") if metrics.authors else "no authors named"
    yield (
        f"{count_of(metrics.photos)}, {by}; {metrics.unanswered:,} without an answer, which count "
        "as missed. Percent within each distance"
        + ("." if metrics.ours.mean_km.is_alone else ", with 95 % intervals.")
    )
    yield ""
    rows = [("img2loc", metrics.ours)]
    rows += [(yardstick.name, yardstick.measures) for yardstick in metrics.yardsticks]
    yield from _table(rows)
    yield ""
    yield "img2loc minus each yardstick"
    yield from _table(
        [(yardstick.name, yardstick.difference) for yardstick in metrics.yardsticks], signed=True
    )
    yield gain_sentence(metrics)
    yield from all_interval_notes(metrics)
    for title, parts in (
        ("By scene", metrics.scenes),
        ("By continent", metrics.continents),
        ("By answering method", metrics.methods),
    ):
        if parts:
            yield ""
            yield title
            yield from _table(list(groups(parts)))
    yield ""
    for coverage in metrics.coverage:
        yield coverage_sentence(coverage)
    for coverage in metrics.areas:
        if coverage.photos:
            yield area_sentence(coverage)
    for rate in metrics.trust:
        yield trust_sentence(rate)
    yield ""
    yield from leak_sentences(metrics)


def coverage_sentence(coverage: Coverage) -> str:
    """What an area promised and what it held."""
    return (
        f"The circles of {coverage.promised * 100:.0f} % held the truth of {_rate(coverage)} of "
        f"the photos; their median radius is {interval(coverage.radius_km, digits=0)} km."
        f"{_failing(coverage)}"
    )


def area_sentence(coverage: Coverage) -> str:
    """What the smallest areas of cells promised and what they held."""
    return (
        f"The smallest areas of {coverage.promised * 100:.0f} % held the truth of "
        f"{_rate(coverage)}; the middle one is as large as a circle of "
        f"{interval(coverage.radius_km, digits=0)} km.{_failing(coverage)}"
    )


def _rate(rate: Coverage | TrustRate) -> str:
    reason = without_interval(rate.held, rate.photos)
    return f"{interval(rate.held, 100.0)} %" + (f" ({reason})" if reason else "")


def _failing(coverage: Coverage) -> str:
    low, high = coverage.held.low, coverage.held.high
    if high is not None and high < coverage.promised:
        return (
            " That is less than they promise by more than chance: take them as wider than they say."
        )
    if low is not None and low > coverage.promised:
        return " That is more than they promise by more than chance: they are wider than need be."
    return ""


def trust_sentence(rate: TrustRate) -> str:
    """How often a word of trust was right."""
    return (
        f"\u201c{rate.word}\u201d was said of {count_of(rate.photos)}; the truth lay within "
        f"{words.kilometres(rate.km)} of {_rate(rate)} of them (promised: 50)."
    )


def _table(rows: Sequence[tuple[str, Measures]], *, signed: bool = False) -> list[str]:
    table = [("", *_HEAD)] + [(name, *cells(row, signed=signed)) for name, row in rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(_HEAD) + 1)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in table
    ]
