"""Where the files of a dossier are got: by its owner, and by the office."""

from dataclasses import dataclass
from typing import Any

from shared.files.references import Reference
from svc_dossier.domain.dossier import File


@dataclass(frozen=True)
class ShownFiles:
    """``papers`` and ``results`` are the paths below which the two kinds of file lie."""

    reference: Reference
    papers: str
    results: str

    def paper(self, file: File) -> dict[str, Any]:
        return self.reference(file, f"{self.papers}/{file.id}")

    def result(self, file: File) -> dict[str, Any]:
        return self.reference(file, f"{self.results}/{file.id}")


def own_files(reference: Reference, dossier_id: str) -> ShownFiles:
    return ShownFiles(reference, "/v1/files", f"/v1/dossiers/{dossier_id}/results")


def office_files(reference: Reference, dossier_id: str) -> ShownFiles:
    base = f"/v1/staff/dossiers/{dossier_id}/files"
    return ShownFiles(reference, base, base)
