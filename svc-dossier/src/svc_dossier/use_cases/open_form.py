"""A dossier with its form opened for who may read it, its personal fields in full or only hinted at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.refusals import explained
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.applicant import MaskedApplicant
from svc_dossier.domain.dossier import Dossier
from svc_dossier.store.dossiers import DossierDetail
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.use_cases.refusals import REFUSALS


@dataclass(frozen=True)
class OpenedDossier:
    dossier: Dossier
    form: Mapping[str, Any]
    applicant: MaskedApplicant


@dataclass(frozen=True)
class OpenForm:
    catalogue: Catalogue
    seal: FormSeal

    def __call__(self, detail: DossierDetail, *, masked: bool = False) -> OpenedDossier:
        """Raises ``Unavailable`` when this process does not know the procedure's version yet."""
        dossier = detail.dossier
        with explained(REFUSALS):
            form = self.catalogue.pinned(dossier.procedure_code, dossier.procedure_version).form
        unseal = self.seal.open_masked if masked else self.seal.open
        return OpenedDossier(dossier, unseal(detail.form, form.personal if form else (), dossier.id), detail.applicant)
