"""Personal fields of a form: encrypted in the document, opened for those who may read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.crypto import FieldCipher
from shared.text import joined, search_key
from svc_dossier.catalogue.form_schema import Path
from svc_dossier.domain.applicant import Applicant, MaskedApplicant, masked

NUMBER, PHONE = "number", "phone"


class SealedForm(dict[str, Any]):
    """A form whose personal fields nobody can read."""


@dataclass(frozen=True)
class FindableApplicant:
    """What is kept beside the form: ``shown`` in lists; ``found_by`` the beginnings of the name, and blind indexes."""

    shown: MaskedApplicant
    found_by: Mapping[str, str | list[str]]


LONGEST_SYLLABLE = 7
"""Letters of a Vietnamese one, such as ``nghieng``: what is longer may be several written together."""
_LONGEST = 30
"""Letters by which a name written together is found."""


def beginnings(name: str) -> list[str]:
    """Every beginning of every word of ``name``, folded, and of the words from there on written together: by any of
    them, in any order, it is found.
    """
    words = search_key(name).split()
    together = [joined("".join(words[place:]))[:_LONGEST] for place in range(len(words))]
    return sorted({text[:end] for text in (*words, *together) for end in range(1, len(text) + 1)})


def name_words(query: str) -> list[str]:
    """``query``, words of a name, as ``beginnings`` keeps them."""
    words = search_key(query.replace(".", " ")).split()
    return [word if len(word) <= LONGEST_SYLLABLE else joined(word)[:_LONGEST] for word in words]


class FormSeal:
    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def seal(self, form: Mapping[str, Any], personal: Sequence[Path], dossier_id: str) -> SealedForm:
        """``form`` with its ``personal`` fields encrypted, each bound to its dossier and place."""
        encrypt = self._cipher.encrypt
        return SealedForm(_replaced(form, personal, lambda value, place: encrypt(value, f"{dossier_id}{place}")))

    def findable(self, applicant: Applicant | None) -> FindableApplicant:
        """``applicant`` as lists and searches need them; ``None`` is found by nothing."""
        if applicant is None:
            return FindableApplicant(MaskedApplicant(), {})
        found_by: dict[str, str | list[str]] = {
            "words": beginnings(applicant.name),
            "number": self.index(NUMBER, applicant.personal_number),
            "phone": self.index(PHONE, applicant.phone),
        }
        return FindableApplicant(applicant.masked(), found_by)

    def index(self, what: str, value: str) -> str:
        """What ``value``, a personal number or a phone, is found by; it tells nothing without the key."""
        return self._cipher.blind_index(value, f"applicant-{what}")

    def open(self, form: Mapping[str, Any], personal: Sequence[Path], dossier_id: str) -> dict[str, Any]:
        return _replaced(form, personal, lambda value, place: self._cipher.decrypt(value, f"{dossier_id}{place}"))

    def open_masked(self, form: Mapping[str, Any], personal: Sequence[Path], dossier_id: str) -> dict[str, Any]:
        return _replaced(self.open(form, personal, dossier_id), personal, lambda value, place: masked(value))


def _replaced(form: Mapping[str, Any], personal: Sequence[Path], replace: Callable[[str, str], str]) -> dict[str, Any]:
    whole: Any = form
    for path in personal:
        whole = _with(whole, path, replace, "")
    return dict(whole)


def _with(part: Any, path: Sequence[str], replace: Callable[[str, str], str], place: str) -> Any:
    """``part`` with what stands at ``path`` replaced; the rest of it is shared, not copied."""
    if not path:
        return replace(part, place)
    first, rest = path[0], path[1:]
    if first == "*":
        return [_with(member, rest, replace, f"{place}/{number}") for number, member in enumerate(part)]
    return {**part, first: _with(part[first], rest, replace, f"{place}/{first}")} if first in part else part
