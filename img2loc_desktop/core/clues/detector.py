"""How likely a text is in each language: the only importer of py3langid.

py3langid weighs short runs of letters (naive Bayes over byte n-grams of up to four letters) and
knows 139 languages. Its model lies in its package; nothing is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

# What it calls differently from CLDR and the table of words.
_SAME = {"nn": "no", "bs": "sh", "hr": "sh", "sr": "sh"}
# No language, and languages that are written but not spoken.
_UNSPOKEN = frozenset(("zxx", "eo", "grc", "hbo", "la", "sa", "vo"))


class Detector:
    """Loading takes half a second and 100 MB. Make one and share it."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._names = Counter(_SAME.get(code, code) for code in self._identifier.labels)

    @property
    def languages(self) -> Collection[str]:
        """The ISO 639 codes of the languages that it tells apart."""
        return self._names.keys() - _UNSPOKEN

    def chances(self, text: str) -> Mapping[str, float]:
        """The chance of each language, were all as frequent; near even for a few letters.

        The sum is at most 1: the rest is that it is no language. One that the model knows under
        several names is not likelier for that.
        """
        found: dict[str, float] = {}
        for code, chance in self._identifier.rank(text):
            language = _SAME.get(code, code)
            if language not in _UNSPOKEN:
                found[language] = found.get(language, 0.0) + chance / self._names[language]
        return found
