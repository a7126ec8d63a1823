"""Lists to choose from, to which forms refer by ``x-options``."""

from collections.abc import Mapping, Sequence
from functools import cache

from svc_dossier.catalogue.data_files import read


@cache
def form_options() -> Mapping[str, Sequence[str]]:
    options: Mapping[str, Sequence[str]] = read("form_options.yaml")
    return options
