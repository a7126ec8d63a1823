"""The procedures that come with the package: the seed of the catalogue."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from shared.errors import CannotRun
from shared.reference.birth_registration_places import birth_registration_places
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.compiling import Compiler
from svc_dossier.catalogue.data_files import read, read_all
from svc_dossier.catalogue.procedure_file import ProcedureFile, file_name
from svc_dossier.domain.procedure import Agency


class PublishedFileChanged(CannotRun):
    """A shipped file says something else than the version that was published from it. It stops the start."""

    def __init__(self, file: ProcedureFile) -> None:
        super().__init__(
            f"data/procedures/{file_name(file)} was changed after it was published. Dossiers are bound to a published "
            f"version, so it stays as it is: undo the change, and write {file.code}.v{file.version + 1}.yaml with "
            f"`version: {file.version + 1}` and an `effective_from` of its own."
        )


def compiler_for(agencies: Mapping[str, Agency]) -> Compiler:
    return Compiler(agencies, read("form_definitions.yaml"), birth_registration_places())


def shipped_files(compiler: Compiler) -> list[ProcedureFile]:
    """Raises ``ValueError`` when a file is wrong: wrong data stops the start."""
    files = []
    for name, content in read_all("procedures"):
        file, errors = compiler.read(content)
        if file is None:
            raise ValueError(f"{name}: {errors}")
        if name != file_name(file):
            raise ValueError(f"{name}: should be called {file_name(file)}")
        files.append(file)
    return files


def as_published() -> dict[str, str]:
    """The digest of each procedure file as it was when it first came with the package, by the file's name. ``make
    docs`` adds what is missing and never changes what is there: a version that was published stays as it is.
    """
    recorded: dict[str, str] = read("published_procedures.yaml")
    return {name: digest(content) for name, content in read_all("procedures")} | recorded


def digest(content: Any) -> str:
    """What tells two contents apart, however they are laid out."""
    return hashlib.sha256(orjson.dumps(content, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


def shipped_catalogue(agencies: Mapping[str, Agency]) -> Catalogue:
    compiler = compiler_for(agencies)
    return Catalogue(compiler.compiled(file) for file in shipped_files(compiler))
