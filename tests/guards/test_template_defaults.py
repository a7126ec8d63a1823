"""Zalo's official template books visits for what a province has not said otherwise: that must be possible."""

from pathlib import Path

import yaml

from gateway.settings import Settings

PROCEDURES = Path(__file__).parents[2] / "svc-dossier" / "src" / "svc_dossier" / "data" / "procedures"


def test_the_office_of_the_template_receives_its_procedure() -> None:
    office, procedure = (Settings.model_fields[name].default for name in ("template_office", "template_procedure"))
    versions = [yaml.safe_load(file.read_text()) for file in PROCEDURES.glob(f"{procedure}.v*.yaml")]
    assert versions
    assert all(office in version["received_by"] for version in versions)
