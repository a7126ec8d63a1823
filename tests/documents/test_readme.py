"""The README's table of ports is that of the programs."""

import re

import pytest

from local_stack.infrastructure import usual_infrastructure_ports
from local_stack.ports import variable
from local_stack.services import read_services
from tests.guards.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_port_and_the_variable_that_moves_it_are_in_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MONGO_URL", "KAFKA_BOOTSTRAP_SERVERS"):
        monkeypatch.delenv(name, raising=False)
    services = read_services()
    usual = {
        **{each.name: each.port for each in services},
        **{each.operations: each.operations_port for each in services if each.operations_port},
        **usual_infrastructure_ports(),
    }
    rows = re.findall(r"^\| ([\d, ]+) \| [^|]+ \| (`QNS_PORT_[^|]+) \|$", README, re.MULTILINE)
    table = {
        name.strip(" `"): int(port)
        for ports, names in rows
        for port, name in zip(ports.split(","), names.split(","), strict=True)
    }
    assert table == {variable(name): port for name, port in usual.items()}
