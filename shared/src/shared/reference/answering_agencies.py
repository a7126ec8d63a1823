"""Who handles reports and answers questions: agencies of the province, and the People's Committee of each commune."""

from collections.abc import Mapping

from shared.reference.communes import read_communes
from shared.reference.data_files import read


def read_answering_agencies() -> Mapping[str, str]:
    """The name of each by its id. Raises ``KeyError`` where the file is wrong."""
    provincial = {row["id"]: row["name"] for row in read("answering_agencies.yaml")["agencies"]}
    return {**provincial, **{commune.code: f"UBND {commune.name}" for commune in read_communes()}}
