"""A result in words, as plain text: the place, how sure, candidates and evidence."""

from __future__ import annotations

from img2loc_desktop.core import words
from img2loc_desktop.core.types import Candidate, Failure, Neighbour, Result

SHOWN_NEIGHBOURS = 5


def summary(entry: Result | Failure) -> str:
    """A block of lines for one photo, ended by an empty line: what the terminal prints."""
    if isinstance(entry, Failure):
        return f"{words.one_line(str(entry.path))}\n  {entry.message}\n  {entry.hint}\n"
    lines = [words.one_line(str(entry.photo.path))]
    lines.append(f"  {words.headline(entry)}")
    lines.append(f"  {words.how_sure(entry)}")
    if not words.is_hint(entry):
        lines.append(f"  {_at(entry)}")
    lines.append(f"  {words.ranking(entry.candidates)}")
    lines.extend(
        f"    {rank}. {_candidate(candidate, entry)}"
        for rank, candidate in enumerate(entry.candidates, start=1)
    )
    if entry.estimate.countries:
        shares = ", ".join(
            f"{country.code} {words.percent(country.share)}"
            for country in entry.estimate.countries[:5]
        )
        lines.append(f"  Chance by country: {shares}")
    gps = words.own_gps(entry)
    if gps:
        lines.append(f"  {gps}")
    lines.append(f"  Nearest: {_neighbours(entry.neighbours)}")
    lines.extend(f"  {sentence}" for sentence in words.read_in_the_picture(entry))
    model = (words.model_words(entry), words.model_answers(entry))
    lines.extend(f"  {sentence}" for sentence in model if sentence)
    lines.append(f"  Method: {entry.estimate.method}")
    lines.extend(f"  ! {warning}" for warning in entry.warnings)
    return "\n".join(lines) + "\n"


def _at(result: Result) -> str:
    estimate = result.estimate
    return f"At {words.coordinates(estimate.position, estimate.radius_p50_km)}"


def _candidate(candidate: Candidate, result: Result) -> str:
    place = words.candidate_name(candidate, result)
    fit = "" if candidate.fit is None else f", fit to the picture {words.percent(candidate.fit)}"
    return f"{place}: {words.percent(candidate.share)}{fit}"


def _neighbours(neighbours: tuple[Neighbour, ...]) -> str:
    return "; ".join(_neighbour(neighbour) for neighbour in neighbours[:SHOWN_NEIGHBOURS]) or "none"


def _neighbour(neighbour: Neighbour) -> str:
    where = words.coordinates(neighbour.position, 10.0)
    name = f"{words.one_line(neighbour.source.identifier)} " if neighbour.source else ""
    return f"{name}{where} ({neighbour.similarity:.2f})"
