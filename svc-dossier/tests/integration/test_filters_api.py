"""A filter that names what is not there, or is another's, is told so."""

import pytest

from .service import AGENCY, NO_DOCUMENTS, Service

MONTH = {"from": "2026-11", "to": "2026-11"}
BY_UNIT: tuple[tuple[str, dict[str, str]], ...] = (
    ("/v1/staff/dossiers", {}),
    ("/v1/staff/dossiers.csv", {}),
    ("/v1/staff/dossier-counts", {}),
    ("/v1/staff/figures", MONTH),
    ("/v1/staff/figures.csv", MONTH),
    ("/v1/staff/officers", {}),
    ("/v1/staff/appointments", {}),
)
BY_PROCEDURE: tuple[tuple[str, dict[str, str]], ...] = (
    ("/v1/staff/dossiers", {}),
    ("/v1/staff/dossiers.csv", {}),
    ("/v1/staff/figures", MONTH),
    ("/v1/staff/figures.csv", MONTH),
    ("/v1/offices", {}),
)


async def asked(service: Service, path: str, who: dict[str, str], **params: str) -> tuple[int, list[str]]:
    answer = await service.http.get(path, params=params, headers=who)
    wrong = answer.json() if answer.status_code != 200 else {}
    return answer.status_code, [error["field"] for error in wrong.get("errors", ())]


@pytest.mark.parametrize(("path", "more"), BY_UNIT)
async def test_a_unit_is_there_and_ones_own(service: Service, path: str, more: dict[str, str]) -> None:
    assert await asked(service, path, service.one_stop, **more, unit=AGENCY) == (200, [])
    assert await asked(service, path, service.one_stop, **more, unit="99999") == (422, ["unit"])
    assert await asked(service, path, service.elsewhere, **more, unit=AGENCY) == (403, [])


@pytest.mark.parametrize(("path", "more"), BY_PROCEDURE)
async def test_a_procedure_is_there_however_its_code_was_copied(
    service: Service, path: str, more: dict[str, str]
) -> None:
    for code in (NO_DOCUMENTS, f"{NO_DOCUMENTS}.", f" {NO_DOCUMENTS}"):
        assert await asked(service, path, service.one_stop, **more, procedure_code=code) == (200, [])
    assert await asked(service, path, service.one_stop, **more, procedure_code="9.999999") == (422, ["procedure_code"])


async def test_other_filters_are_of_what_there_is(service: Service) -> None:
    assert await asked(service, "/v1/procedures", {}, sector="ho-tich") == (200, [])
    assert await asked(service, "/v1/procedures", {}, sector="zz") == (422, ["sector"])
    for assignee in ("me", "none", "stf_1"):
        assert await asked(service, "/v1/staff/dossiers", service.one_stop, assignee=assignee) == (200, [])
    assert await asked(service, "/v1/staff/dossiers", service.one_stop, assignee="zz") == (422, ["assignee"])
