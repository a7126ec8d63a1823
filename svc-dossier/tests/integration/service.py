"""The service as its callers meet it: citizens, officers, and shortcuts to where a test begins."""

import base64
import copy
import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from shared.crypto import FieldCipher, generate_key
from shared.events import new_event
from shared.mongo import Database
from shared.reference.staff_events import CHANGED, StaffChanged, seal_name
from shared.testing import FakeClock, TokenMint
from svc_dossier.use_cases.rules import Rules
from svc_dossier.wiring.stores import Stores

AGENCY = "21025"
MAX_FILE_BYTES = 200_000
STAFF_KEYS = generate_key()
NO_DOCUMENTS = "2.000635"
"""A procedure that needs no papers."""
WITH_DOCUMENT = "1.001193"
SYSTEMS = (("dvcqg", b"n"), ("dvcqg", b"o"), ("one-stop", b"s"))
UPSTREAM_KEYS = ",".join(f"{system}:{base64.b64encode(byte * 32).decode()}" for system, byte in SYSTEMS)
"""The national portal has a new key and an old one."""
DOCUMENT = "giay-chung-sinh"


def key() -> dict[str, str]:
    return {"Idempotency-Key": f"key-{uuid.uuid4()}"}


def if_match(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def picture(color: int = 200) -> bytes:
    out = BytesIO()
    Image.new("L", (30, 30), color).save(out, "PNG")
    return out.getvalue()


@dataclass(repr=False)  # asyncio has the result of a fixture shown, to nobody, and this one takes milliseconds
class Service:
    """``http`` speaks to the service; the roles below are ready to use as headers."""

    http: httpx.AsyncClient
    stores: Stores
    rules: Rules
    file_life: timedelta
    database: Database
    clock: FakeClock
    mint: TokenMint

    def __post_init__(self) -> None:
        self.citizen_id = "cit_an"
        self.citizen = self.mint.citizen(self.citizen_id)
        self.stranger = self.mint.citizen("cit_binh")
        self.one_stop = self.mint.staff(f"one_stop@{AGENCY}", staff_id="stf_one_stop", name="Phạm Thị Một Cửa")
        self.specialist = self.mint.staff(f"specialist@{AGENCY}", staff_id="stf_specialist", name="Lê Văn Chuyên")
        self.elsewhere = self.mint.staff("one_stop@21548", "specialist@21548", staff_id="stf_elsewhere")
        self.administrator = self.mint.staff(
            "administrator@province", staff_id="stf_administrator", name="Trần Quản Trị"
        )
        self._colors = itertools.count()

    def form(self, code: str = NO_DOCUMENTS, delivery: str = "truc_tiep") -> dict[str, Any]:
        """The form's own example; its result is fetched at the office, unless a ``delivery`` is named."""
        published = self.rules.catalogue.in_force(code, self.clock.now().date())
        assert published and published.form
        example: dict[str, Any] = copy.deepcopy(published.form.schema["examples"][0])
        return {**example, "nhan_ket_qua": {"hinh_thuc": delivery}} if "nhan_ket_qua" in example else example

    def body(self, code: str = NO_DOCUMENTS, **members: Any) -> dict[str, Any]:
        return {"procedure_code": code, "agency_id": AGENCY, "form": self.form(code), **members}

    async def upload(self, who: Mapping[str, str] | None = None, content: bytes | None = None) -> str:
        scan = content or picture(next(self._colors) % 256)
        answer = await self.http.post(
            "/v1/staff/files" if who in (self.one_stop, self.specialist, self.elsewhere) else "/v1/files",
            files={"file": ("scan.png", scan)},
            headers={**(who or self.citizen), **key()},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def submit(
        self, code: str = NO_DOCUMENTS, who: Mapping[str, str] | None = None, **members: Any
    ) -> dict[str, Any]:
        answer = await self.http.post(
            "/v1/dossiers", json=self.body(code, **members), headers={**(who or self.citizen), **key()}
        )
        assert answer.status_code == 201, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def act(
        self, dossier_id: str, step: str, who: Mapping[str, str], version: int, **body: Any
    ) -> httpx.Response:
        return await self.http.post(
            f"/v1/staff/dossiers/{dossier_id}/{step}", json=body, headers={**who, **key(), **if_match(version)}
        )

    async def grant(self, staff_id: str, name: str, *roles: str, version: int = 1) -> None:
        """Grant the roles as the gateway tells of it."""
        payload = StaffChanged(staff_id, seal_name(name, FieldCipher.parse(STAFF_KEYS)), roles, self.clock.now())
        at = self.clock.now()
        event = new_event(CHANGED, source="gateway", subject=staff_id, version=version, at=at, payload=payload)
        await self.stores.staff.handle(event)

    async def stored(self, dossier_id: str) -> dict[str, Any]:
        found = await self.database["dossiers"].find_one({"_id": dossier_id})
        assert found
        return found

    async def brought_to(self, state: int) -> tuple[str, int]:
        """A dossier in ``state``, and its version."""
        dossier_id = (await self.submit())["id"]
        asked = {"documents": [{"name": "Đơn giải trình"}], "reason": "Thiếu giấy tờ"}
        office, special = self.one_stop, self.specialist
        ways: dict[int, list[tuple[str, Mapping[str, str], dict[str, Any]]]] = {
            1: [],
            2: [("accept", office, {})],
            3: [("refuse", office, {"reason": "Không đủ điều kiện"})],
            4: [("accept", office, {}), ("transfer", office, {})],
            5: [("accept", office, {}), ("request-supplement", office, asked)],
            6: [("accept", office, {}), ("request-payment", office, {"items": [{"name": "Lệ phí", "amount": 8000}]})],
            8: [("accept", office, {}), ("stop", office, {"reason": "Không đủ điều kiện"})],
            9: [("accept", office, {}), ("transfer", office, {}), ("complete", special, {})],
        }
        ways[10] = [*ways[9], ("return-result", office, {})]
        if state == 7:
            answer = await self.http.post(
                f"/v1/dossiers/{dossier_id}/withdrawal", json={"reason": "Nộp nhầm"}, headers={**self.citizen, **key()}
            )
            assert answer.status_code == 200, answer.text
            return dossier_id, 2
        for version, (step, who, body) in enumerate(ways[state], start=1):
            answer = await self.act(dossier_id, step, who, version, **body)
            assert answer.status_code == 200, answer.text
        return dossier_id, 1 + len(ways[state])
