"""The service as its callers meet it: citizens, officers, and shortcuts to where a test begins."""

import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
from PIL import Image
from PIL.ExifTags import GPS, IFD

from shared.mongo import Database
from shared.testing import FakeClock, TokenMint
from svc_feedback.use_cases.count_map import CountMap
from svc_feedback.use_cases.give_alerts import GiveAlerts
from svc_feedback.use_cases.let_reports_lapse import LetReportsLapse
from svc_feedback.use_cases.tell_supporters import TellSupporters
from svc_feedback.wiring.app import Parts

COMMUNE = "21025"
LONGITUDE, LATITUDE = 108.7923, 15.1214
MAX_FILE_BYTES = 300_000
OPEN311_KEY = "mot-khoa-dai-de-thu-nghiem"


def key() -> dict[str, str]:
    return {"Idempotency-Key": f"key-{uuid.uuid4()}"}


def if_match(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def picture(color: int = 200, size: int = 60) -> bytes:
    out = BytesIO()
    Image.new("L", (size, size), color).save(out, "PNG")
    return out.getvalue()


def picture_with_place() -> bytes:
    """A picture as a telephone takes it: it says where."""
    exif = Image.Exif()
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", (15.0, 7.0, 17.04)
    place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E", (108.0, 47.0, 32.28)
    out = BytesIO()
    Image.new("L", (80, 60), 99).save(out, "JPEG", exif=exif)
    return out.getvalue()


def public_text(**members: Any) -> dict[str, Any]:
    return {"title": "Ổ gà đường Phan Đình Phùng", "text": "Ổ gà lớn trước chợ, nguy hiểm khi mưa.", **members}


@dataclass(repr=False)  # asyncio has the result of a fixture shown, to nobody, and this one takes milliseconds
class Service:
    """``http`` speaks to the service; the roles below are ready to use as headers."""

    http: httpx.AsyncClient
    parts: Parts
    database: Database
    clock: FakeClock
    mint: TokenMint

    def __post_init__(self) -> None:
        self.citizen_id = "cit_an"
        self.citizen, self.stranger, self.third = (
            self.mint.citizen(each) for each in ("cit_an", "cit_binh", "cit_chi")
        )
        self.coordinator = self.mint.staff("feedback_coordinator@province", staff_id="stf_coordinator")
        self.handler = self.mint.staff(f"feedback_handler@{COMMUNE}", staff_id="stf_handler")
        self.approver = self.mint.staff(f"feedback_approver@{COMMUNE}", staff_id="stf_approver")
        self.elsewhere = self.mint.staff("feedback_handler@21028", "feedback_approver@21028", staff_id="stf_else")
        self.administrator = self.mint.staff("administrator@province", staff_id="stf_administrator")
        self._colors = itertools.count()
        stores, parts = self.parts.stores, self.parts
        self.give_alerts = GiveAlerts(stores.reports, stores.questions, stores.calendars, parts.events, self.clock)
        self.let_lapse = LetReportsLapse(stores.reports, parts.take_written_step, self.clock)
        self.tell_supporters = TellSupporters(
            stores.reports, stores.supports, stores.calendars, parts.events, self.clock
        )
        self.count_map = CountMap(stores.map_cells)

    def pass_time(self, span: timedelta) -> None:
        """Time goes by, and everybody signs in again."""
        self.clock.advance(span)
        again = Service(self.http, self.parts, self.database, self.clock, self.mint)
        for name in (
            "citizen",
            "stranger",
            "third",
            "coordinator",
            "handler",
            "approver",
            "elsewhere",
            "administrator",
        ):
            getattr(self, name).update(getattr(again, name))

    def body(self, **members: Any) -> dict[str, Any]:
        return {
            "title": "Ổ gà trước chợ Quảng Ngãi",
            "description": "Ổ gà lớn giữa đường, xe máy dễ ngã khi trời mưa.",
            "category": "o-ga-mat-duong",
            "place": {"point": {"longitude": LONGITUDE, "latitude": LATITUDE}, "commune": COMMUNE},
            "contact": {"name": "Nguyễn Văn An", "phone": "0912345678"},
            "may_publish": True,
            **members,
        }

    async def upload(
        self, who: Mapping[str, str] | None = None, content: bytes | None = None, name: str = "anh.png"
    ) -> dict[str, Any]:
        scan = content or picture(next(self._colors) % 256)
        staff = who in (self.coordinator, self.handler, self.approver, self.elsewhere)
        answer = await self.http.post(
            "/v1/staff/feedback-files" if staff else "/v1/feedback-files",
            files={"file": (name, scan)},
            headers={**(who or self.citizen), **key()},
        )
        assert answer.status_code == 201, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def send(self, who: Mapping[str, str] | None = None, **members: Any) -> dict[str, Any]:
        answer = await self.http.post(
            "/v1/reports", json=self.body(**members), headers={**(who or self.citizen), **key()}
        )
        assert answer.status_code == 201, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def try_send(self, **members: Any) -> httpx.Response:
        return await self.http.post("/v1/reports", json=self.body(**members), headers={**self.citizen, **key()})

    async def get(self, path: str, who: Mapping[str, str] | None = None, **params: Any) -> Any:
        answer = await self.http.get(path, params=params, headers=dict(who or {}))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def act(
        self, report_id: str, step: str, who: Mapping[str, str], version: int | None = None, **body: Any
    ) -> httpx.Response:
        """Take a step against the version that the officer has just seen, unless another is named."""
        path = f"/v1/staff/reports/{report_id}"
        if version is None:
            version = (await self.get(path, who))["version"]
        return await self.http.post(f"{path}/{step}", json=body, headers={**who, **key(), **if_match(version)})

    async def acts(self, report_id: str, step: str, who: Mapping[str, str], **body: Any) -> dict[str, Any]:
        answer = await self.act(report_id, step, who, **body)
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def own(self, report_id: str, what: str, body: dict[str, Any], who: Any = None) -> httpx.Response:
        headers = {**(who or self.citizen), **key()}
        return await self.http.post(f"/v1/reports/{report_id}/{what}", json=body, headers=headers)

    async def in_progress(self, **members: Any) -> str:
        report_id = str((await self.send(**members))["id"])
        await self.acts(report_id, "accept", self.coordinator)
        await self.acts(report_id, "assign", self.coordinator)
        await self.acts(report_id, "start", self.handler)
        return report_id

    async def resolved(self, public: dict[str, Any] | None = None, **members: Any) -> str:
        report_id = await self.in_progress(**members)
        await self.acts(report_id, "submit-result", self.handler, text="Đã vá ổ gà và thu dọn mặt đường.")
        await self.acts(report_id, "approve", self.approver, **({"public": public} if public else {}))
        return report_id

    async def stored(self, report_id: str) -> dict[str, Any]:
        found = await self.database["reports"].find_one({"_id": report_id})
        assert found
        return found

    async def events(self, aggregate_id: str, collection: str = "reports") -> list[str]:
        """The names of what waits to be published."""
        found = await self.database[collection].find_one({"_id": aggregate_id})
        assert found
        return [entry["type"].split(".")[3] for entry in found["outbox"]]
