"""What a program of the list is told when it starts."""

from pathlib import Path

from local_stack.services import Places, Service, environment_of, read_services


def places(**urls: str) -> Places:
    def nowhere(_name: str) -> Path:
        raise AssertionError("nothing is made")

    return Places(urls=urls, key_ring=nowhere, folder=nowhere, state=nowhere)


def test_a_service_is_told_both_its_ports() -> None:
    service = Service("svc-x", "svc_x", "X", 8081, operations_port=8181)
    environment = environment_of(service, {"svc-x": 20_001, "svc-x-operations": 20_002}, places(), {}, {})
    assert (environment["X_PORT"], environment["X_OPERATIONS_PORT"]) == ("20001", "20002")


def test_a_program_with_one_port_is_told_of_one() -> None:
    environment = environment_of(
        Service("simulator", "simulator", "SIM", 8090), {"simulator": 20_001}, places(), {}, {}
    )
    assert environment["SIM_PORT"] == "20001"
    assert "SIM_OPERATIONS_PORT" not in environment


def test_no_two_programs_of_the_list_usually_listen_on_one_port() -> None:
    services = read_services()
    ports = [port for each in services for port in (each.port, each.operations_port) if port]
    assert len(set(ports)) == len(ports)
    assert [each.name for each in services if not each.operations_port] == [
        "zalo-simulator",
        "payment-simulator",
        "stream-simulator",
    ]
