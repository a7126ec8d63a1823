"""The YAML files that come with the package."""

from shared.data_files import DataFiles

read = DataFiles("svc_payment").read
