"""The YAML files of reference data."""

from shared.data_files import DataFiles

read = DataFiles("shared.reference").read
