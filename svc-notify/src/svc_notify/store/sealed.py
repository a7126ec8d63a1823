"""All that this service encrypts at rest, for ``reseal``."""

from collections.abc import Mapping

from shared.reseal import Sealed
from svc_notify.store import links, oa_people, tokens, zalo_events

_FIELDS: Mapping[str, Mapping[str, str]] = {
    "tokens": tokens.SEALED,
    "token_journal": tokens.JOURNAL_SEALED,
    "links": links.SEALED,
    "oa_people": oa_people.SEALED,
    "zalo_events": zalo_events.SEALED,
}
"""Field and context, the same in every document."""


def _of(collection: str, fields: Mapping[str, str]) -> Sealed:
    return Sealed(collection, tuple(fields), lambda _: fields)


SEALED = tuple(_of(collection, fields) for collection, fields in _FIELDS.items())
