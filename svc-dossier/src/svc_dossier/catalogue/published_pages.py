"""Procedures as everybody is shown them, encoded once for each version, and anew when an office has changed."""

import hashlib
from dataclasses import dataclass

from svc_dossier.catalogue.catalogue import Published
from svc_dossier.catalogue.offices import Offices
from svc_dossier.catalogue.public_procedure import MAX_FILE_BYTES, PublicProcedure


@dataclass(frozen=True)
class Page:
    """A ``PublicProcedure`` as JSON."""

    body: bytes
    etag: str


class PublishedPages:
    def __init__(self, offices: Offices, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._offices = offices
        self._max_file_bytes = max_file_bytes
        self._pages: dict[tuple[str, int], tuple[Published, int, Page]] = {}

    def page(self, published: Published) -> Page:
        key, revision = (published.procedure.code, published.procedure.version), self._offices.revision
        known = self._pages.get(key)
        if known is None or known[0] is not published or known[1] != revision:
            known = self._pages[key] = (published, revision, self._encoded(published))
        return known[2]

    def _encoded(self, published: Published) -> Page:
        agencies, form = published.procedure.agencies.values(), published.form
        shown = PublicProcedure.of(
            published.file, agencies, form.schema if form else None, self._max_file_bytes, self._offices
        )
        body = shown.encoded()
        return Page(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
