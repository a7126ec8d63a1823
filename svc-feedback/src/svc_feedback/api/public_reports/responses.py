"""What everybody may see: words that an approver has read, a rounded place, and never who sent it."""

from collections.abc import Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from shared.clock import rfc3339
from shared.files.links import open_to_all
from shared.web import Timestamp
from svc_feedback.api.parts import FileRef, Named, PointView, ShownFiles, agency_of, category_of, commune_of, field_of
from svc_feedback.domain.report_states import PublicGroup
from svc_feedback.store.public_reports import PublicReport
from svc_feedback.use_cases.read_map import Cluster, MapPart
from svc_feedback.use_cases.rules import Rules


class PublicReportRow(BaseModel):
    id: str
    code: str
    title: str
    category: Named
    field: Named
    commune: Named | None
    agency: Named | None
    point: PointView | None = Field(description="Làm tròn đến khoảng 100 mét")
    group: PublicGroup
    group_label: str
    sent_at: Timestamp
    changed_at: Timestamp
    supporters: int
    preview_href: str | None
    thumbnail_link: str | None

    @classmethod
    def of(cls, report: PublicReport, rules: Rules) -> Self:
        return cls(**_facts(report, rules))


def page_of(report: PublicReport, public_url: str) -> str:
    """Where everybody reads it in a browser: that screen of the mini app."""
    return f"{public_url}/app/#/feedback/public/{report.id}"


def _files(report: PublicReport) -> ShownFiles:
    return ShownFiles(f"/v1/public-reports/{report.id}", open_to_all)


def _facts(report: PublicReport, rules: Rules) -> dict[str, Any]:
    previews = (file.preview for file in report.all_files if file.preview)
    preview = next(previews, None)
    return {
        "id": report.id,
        "code": report.code,
        "title": report.title,
        "category": category_of(report.category, rules),
        "field": field_of(report.category, rules),
        "commune": commune_of(report.commune, rules),
        "agency": agency_of(report.agency_id, rules),
        "point": PointView.of(report.point) if report.point else None,
        "group": report.group,
        "group_label": rules.wording.public_groups[report.group],
        "sent_at": report.sent_at,
        "changed_at": report.changed_at,
        "supporters": report.supporters,
        **_files(report).preview(preview),
    }


class PublicReportPage(BaseModel):
    items: list[PublicReportRow]
    next: str | None


class PublicReportView(PublicReportRow):
    text: str
    result: str | None
    files: list[FileRef] = Field(description="Ảnh, video của người gửi")
    result_files: list[FileRef] = Field(description="Ảnh, video của kết quả xử lý")

    @classmethod
    def of(cls, report: PublicReport, rules: Rules) -> Self:
        shown = _files(report)
        return cls(
            **_facts(report, rules),
            text=report.text,
            result=report.result,
            files=[FileRef.of(file, shown) for file in report.files],
            result_files=[FileRef.of(file, shown) for file in report.result_files],
        )


class ClusterView(BaseModel):
    point: PointView
    count: int

    @classmethod
    def of(cls, cluster: Cluster) -> Self:
        return cls(point=PointView.of(cluster.point), count=cluster.count)


class MapView(BaseModel):
    """Phóng to thì thấy từng phản ánh (``points``), thu nhỏ thì thấy số lượng theo cụm (``clusters``)."""

    points: list[PublicReportRow]
    clusters: list[ClusterView]

    @classmethod
    def of(cls, part: MapPart, rules: Rules) -> Self:
        return cls(
            points=[PublicReportRow.of(report, rules) for report in part.points],
            clusters=[ClusterView.of(cluster) for cluster in part.clusters],
        )


class GeoPoint(BaseModel):
    type: Literal["Point"]
    coordinates: list[float]


class Feature(BaseModel):
    type: Literal["Feature"]
    id: str
    geometry: GeoPoint | None
    properties: dict[str, str | int | None]

    @classmethod
    def of(cls, report: PublicReport, public_url: str, rules: Rules) -> Self:
        point = report.point
        properties: dict[str, str | int | None] = {
            "code": report.code,
            "title": report.title,
            "category": report.category,
            "category_name": rules.category(report.category).name,
            "commune": report.commune,
            "commune_name": rules.commune_name(report.commune),
            "agency_name": rules.agency_name(report.agency_id),
            "group": report.group.value,
            "group_label": rules.wording.public_groups[report.group],
            "sent_at": rfc3339(report.sent_at),
            "changed_at": rfc3339(report.changed_at),
            "supporters": report.supporters,
            "url": page_of(report, public_url),
        }
        geometry = GeoPoint(type="Point", coordinates=[point.longitude, point.latitude]) if point else None
        return cls(type="Feature", id=report.id, geometry=geometry, properties=properties)


class FeatureCollection(BaseModel):
    """GeoJSON (RFC 7946). ``next`` đọc tiếp bằng after."""

    type: Literal["FeatureCollection"]
    features: list[Feature]
    next: str | None

    @classmethod
    def of(cls, reports: Sequence[PublicReport], following: str | None, public_url: str, rules: Rules) -> Self:
        features = [Feature.of(report, public_url, rules) for report in reports]
        return cls(type="FeatureCollection", features=features, next=following)
