"""The answers of Open311 GeoReport v2, as models. Source: https://wiki.open311.org/GeoReport_v2/."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from shared.clock import rfc3339
from svc_feedback.domain.report import CITIZEN_SEES, Report, Shown
from svc_feedback.domain.report_states import FINAL, State
from svc_feedback.store.public_reports import PublicReport
from svc_feedback.use_cases.rules import Rules


class ServiceRow(BaseModel):
    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: str
    keywords: str
    group: str


def service_rows(rules: Rules) -> list[ServiceRow]:
    return [
        ServiceRow(
            service_code=category.code,
            service_name=category.name,
            description=f"{category.field.name}: {category.name}",
            metadata=False,
            type="realtime",
            keywords=category.field.name,
            group=category.field.name,
        )
        for category in rules.catalogue.categories.values()
        if category.open_to_reports
    ]


class ServiceDefinition(BaseModel):
    """Our services ask for nothing beside what every request has."""

    service_code: str
    attributes: list[str]


class RequestRow(BaseModel):
    """A report that everybody may read; or of one that another system has sent, only where it stands."""

    service_request_id: str
    status: str
    status_notes: str | None = None
    service_name: str | None = None
    service_code: str | None = None
    description: str | None = None
    agency_responsible: str | None = None
    service_notice: str | None = None
    requested_datetime: str
    updated_datetime: str
    expected_datetime: str | None = None
    address: str | None = None
    lat: float | None = None
    long: float | None = None
    media_url: str | None = None

    @classmethod
    def of_public(cls, report: PublicReport, base: str, rules: Rules) -> Self:
        pictures = (file.preview for file in report.all_files if file.preview)
        picture = next(pictures, None)
        return cls(
            service_request_id=report.code,
            status="closed" if report.group.value == "completed" else "open",
            status_notes=report.result or rules.wording.public_groups[report.group],
            service_name=rules.category(report.category).name,
            service_code=report.category,
            description=f"{report.title}\n{report.text}",
            agency_responsible=rules.agency_name(report.agency_id),
            requested_datetime=rfc3339(report.sent_at),
            updated_datetime=rfc3339(report.changed_at),
            address=rules.commune_name(report.commune),
            lat=report.point.latitude if report.point else None,
            long=report.point.longitude if report.point else None,
            media_url=f"{base}/v1/public-reports/{report.id}/files/{picture}" if picture else None,
        )

    @classmethod
    def of_status(cls, report: Report, rules: Rules) -> Self:
        """Where it stands; what a report about staff is about, and whose they are, nobody is told here."""
        ended = report.state in FINAL or report.state is State.RESOLVED
        category = rules.category(report.category)
        return cls(
            service_request_id=report.code,
            status="closed" if ended else "open",
            status_notes=_where_it_stands(report, rules),
            service_name=None if category.about_staff else category.name,
            service_code=None if category.about_staff else category.code,
            agency_responsible=None if category.about_staff else rules.agency_name(report.agency_id),
            requested_datetime=rfc3339(report.sent_at),
            updated_datetime=rfc3339(report.changed_at),
            expected_datetime=rfc3339(report.promised_resolved_by) if report.promised_resolved_by else None,
        )


def _where_it_stands(report: Report, rules: Rules) -> str:
    """The state with the catalogue's reason, and not an officer's words: everybody who has the code may read it."""
    step, label = report.timeline[-1], rules.wording.report_states[report.state].label
    reason = rules.reasons.get(step.action, {}).get(step.reason_code or "")
    return f"{label}. {reason.text}" if reason and CITIZEN_SEES[step.action] is Shown.WHOLE else label


class CreatedRow(BaseModel):
    service_request_id: str
    service_notice: str
    account_id: str | None = None


class TokenRow(BaseModel):
    service_request_id: str
    token: str


class ErrorRow(BaseModel):
    code: int
    description: str


class EndpointRow(BaseModel):
    specification: str
    url: str
    changeset: str
    type: str
    formats: list[str]


class Discovery(BaseModel):
    changeset: str
    contact: str
    key_service: str
    endpoints: list[EndpointRow]


Rows = Sequence[BaseModel]
