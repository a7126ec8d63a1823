"""The procedures that come with the package: the seed of the catalogue."""

from collections.abc import Mapping

from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.compiling import Compiler
from svc_dossier.catalogue.data_files import read, read_all
from svc_dossier.catalogue.procedure_file import ProcedureFile, file_name
from svc_dossier.catalogue.rules import birth_registration_places
from svc_dossier.domain.procedure import Agency


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


def shipped_catalogue(agencies: Mapping[str, Agency]) -> Catalogue:
    compiler = compiler_for(agencies)
    return Catalogue(compiler.compiled(file) for file in shipped_files(compiler))
