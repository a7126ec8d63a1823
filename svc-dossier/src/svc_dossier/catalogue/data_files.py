"""The YAML files that come with the package."""

from shared.data_files import DataFiles

_FILES = DataFiles("svc_dossier")
read, read_all = _FILES.read, _FILES.read_all
