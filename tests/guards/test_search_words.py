"""Two searches are tried with words of everyday life, that of procedures and that of everything."""

from importlib.resources import files

from shared.data_files import read_yaml
from shared.text import search_key


def test_what_one_search_knows_of_everyday_life_the_other_knows_too() -> None:
    everyday = read_yaml(files("svc_dossier") / "data" / "search_words.yaml")["everyday"]
    synonyms = read_yaml(files("svc_content") / "data" / "synonyms.yaml")
    known = {search_key(said) for row in synonyms for said in row["said"]}
    # Procedures say many of the others themselves, among their keywords.
    assert {search_key(said) for said in everyday} <= known
