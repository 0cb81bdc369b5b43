"""Number plates of vehicles, where their form is that of few countries.

There is no open data on them, so these are the forms of official series of many cars that
differ from all others. Cars travel: a plate says less than a street sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.types import Clue

KIND = "plate"

_RELIABILITY = 0.5
_WEAK = 0.2  # numbers of models and parts look like that, too

_STATES = (
    "AN|AP|AR|AS|BR|CG|CH|DD|DL|GA|GJ|HP|HR|JH|JK|KA|KL|LA|LD|MH|ML|MN|MP|MZ|NL|OD|PB|PY|RJ|SK"
    "|TN|TR|TS|UK|UP|WB"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_GERMAN = r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} [1-9]\d{0,3}[EH]?"
_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"(?:{_STATES})[ -]?\d{{1,2}}[ -]?[A-Z]{{1,2}}[ -]?\d{{4}}", ("IN",)),
    (r"[A-HK-PR-Y][A-Y]\d{2} ?[A-HJ-PR-Z]{3}", ("GB",)),  # since 2001
    (r"[A-HJ-NP-TV-Z]{2}[ -]\d{3}[ -][A-HJ-NP-TV-Z]{2}", ("FR", "IT")),
    (r"\d{4} ?[BCDFGHJKLMNPRSTVWXYZ]{3}", ("ES",)),  # since 2000: no vowels
    (r"(?:0[1-9]|[1-7]\d|8[01]) [A-Z]{1,3} (?!(?:19|20)\d\d)\d{2,5}", ("TR",)),  # no date
    (r"\d{3}[가-힣] ?\d{4}|\d{2}[가-힣] ?\d{4}", ("KR",)),
    (rf"[{_PROVINCES}][A-HJ-NP-Z][·. ]?[A-Z0-9]{{5}}", ("CN",)),
    (r"(?:[0-9]{2,3}|[A-Z0-9]{3}) ?[あ-ん] ?\d{2}-\d{2}", ("JP",)),
    (r"\d{2}-[A-Z]{2}-\d{2}|[A-Z]{2}-\d{2}-\d{2}|\d{2}-\d{2}-[A-Z]{2}", ("PT", "NL")),
    (r"[ABEKMHOPCTYX]\d{3}[ABEKMHOPCTYX]{2} ?\d{2,3}", ("RU",)),
    (r"[A-Z]{3}\d[A-Z]\d{2}", ("BR",)),  # since 2018
    (r"S[A-Z]{2} ?\d{1,4} ?[A-Z]", ("SG",)),
    (_GERMAN, ("DE",)),
)  # fmt: skip
_PLATE = tuple((re.compile(rf"(?<!\w)(?:{form})(?!\w)"), codes) for form, codes in _FORMS)
_LEAST_PART = 0.7  # of its line: a plate stands alone, an order number in a text does not


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each plate; several of one country say the same."""
    seen: set[tuple[str, ...]] = set()
    for sign in signs:
        for pattern, codes in _PLATE:
            match = pattern.search(sign.text)
            if match is None or codes in seen or len(match[0]) < _LEAST_PART * len(sign.text):
                continue
            seen.add(codes)
            countries = knowledge.by_prior(codes)
            yield Clue(
                kind=KIND,
                text=match[0],
                reason=f"Number plates look like this in {knowledge.names(countries)}.",
                reliability=_WEAK if codes == ("DE",) else _RELIABILITY,
                countries=countries,
                lines=(sign.row,),
            )
            break
