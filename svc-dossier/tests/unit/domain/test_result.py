"""A result has a limited number of files, those given before included."""

from dataclasses import replace

import pytest

from svc_dossier.domain.dossier import File
from svc_dossier.domain.result import MAX_RESULTS, TooManyResults, check_results

from .test_dossier import submitted


def test_a_result_has_a_limit() -> None:
    given = replace(submitted(), results=(File("fil_1", "a.pdf", "application/pdf", 1),) * (MAX_RESULTS - 1))
    check_results(given, ["fil_2"])
    with pytest.raises(TooManyResults):
        check_results(given, ["fil_2", "fil_3"])
