"""The files of a result."""

from collections.abc import Sequence

from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.transitions import State

SHOWN_IN = frozenset({State.COMPLETED, State.RETURNED})
"""States in which the citizen gets the files. While a fee is still asked for on return, they wait for it."""
MAX_RESULTS = 20
"""Files that the result of a dossier may have."""


class TooManyResults(Exception):
    """It would have more than ``MAX_RESULTS`` files."""


def check_results(dossier: Dossier, file_ids: Sequence[str]) -> None:
    """Whether ``file_ids`` fit beside the results that ``dossier`` has. Raises ``TooManyResults``."""
    if len(dossier.results) + len(file_ids) > MAX_RESULTS:
        raise TooManyResults
