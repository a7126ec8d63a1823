"""Who handles reports and answers questions: agencies of the province, and the People's Committee of each commune."""

from collections.abc import Mapping

from shared.reference.communes import read_communes
from svc_feedback.catalogue.data_files import read

Agencies = Mapping[str, str]
"""Name by id."""


def load_agencies() -> Agencies:
    """Raises ``KeyError`` where the file is wrong."""
    provincial = {row["id"]: row["name"] for row in read("agencies.yaml")["agencies"]}
    return {**provincial, **{commune.code: f"UBND {commune.name}" for commune in read_communes()}}
