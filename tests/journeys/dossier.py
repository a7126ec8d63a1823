"""The journey of one dossier, from a citizen's first tap to the result in hand, and what must not be possible."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from shared.ids import random_id
from shared.testing import eventually
from tests.journeys.people import JSON, Person, Session, World, sign_in, sign_in_as_staff, staff_session
from tests.journeys.scan import scanned_page

Say = Callable[[str], None]

PROCEDURE = "1.001193"
AGENCY = "21025"


@dataclass
class Journey:
    """Runs the steps one after another; ``step`` is told each before it is taken."""

    world: World
    administrator: Session
    step: Callable[[str], Awaitable[None]]
    show: Callable[[JSON], None]
    citizen: Person = field(init=False)
    received: int = 0

    async def run(self) -> None:
        await self.step("Người dân mở ứng dụng trong Zalo và đăng nhập, không cần tạo tài khoản")
        self.citizen = await Person.with_zalo(self.world, "Trần Thị Mẫu")
        app = await sign_in(self.citizen)

        await self.step("Tìm thủ tục bằng chữ không dấu: dang ky khai sinh")
        found = (await app.get("/v1/procedures", q="dang ky khai sinh")).json()["items"]
        assert found[0]["code"] == PROCEDURE, found
        procedure = (await app.get(f"/v1/procedures/{PROCEDURE}")).json()

        await self.step(f"Tải lên ảnh chụp giấy tờ cho thủ tục {procedure['name']}")
        scan = await app.upload("giay-chung-sinh.jpg", scanned_page(), "image/jpeg")

        await self.step("Nộp hồ sơ; mạng chập chờn nên ứng dụng gửi hai lần")
        tap = random_id("tap")
        submission = submission_of(procedure, scan["id"])
        receipt = (await app.post("/v1/dossiers", submission, 201, key=tap)).json()
        again = await app.post("/v1/dossiers", submission, 201, key=tap)
        assert again.json() == receipt
        assert again.headers["idempotent-replay"] == "true"
        assert len((await app.get("/v1/dossiers")).json()["items"]) == 1
        await self.receives("Đã nhận hồ sơ")

        await self.step("Người khác không xem được hồ sơ này, cũng không biết là nó có")
        stranger = await sign_in(await Person.with_zalo(self.world, "Lê Văn Lạ"))
        foreign = await stranger.get(f"/v1/dossiers/{receipt['id']}", 404)
        absent = await stranger.get(f"/v1/dossiers/{random_id('dos')}", 404)
        assert foreign.json() == absent.json()

        await self.step("Cán bộ một cửa đăng nhập, tiếp nhận hồ sơ")
        one_stop = await self.officer("Phạm Thị Một Cửa", "one_stop")
        dossier = await self.act(one_stop, receipt["id"], "accept")
        assert dossier["code"], dossier
        await self.receives("Hồ sơ đã được tiếp nhận")

        await self.step("Người dân nghe đọc thông báo và tải Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
        notices = (await app.get(f"/v1/dossiers/{receipt['id']}/notices")).json()["items"]
        assert (notices[-1]["form"], notices[-1]["title"]) == ("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), notices
        assert "Hẹn trả kết quả" in notices[-1]["plain_text"]
        printed = f"/v1/dossiers/{receipt['id']}/notices/{notices[-1]['version']}/paper"
        on_paper = await app.get(printed)
        assert on_paper.content.startswith(b"%PDF-"), on_paper.headers

        await self.step("Cán bộ yêu cầu bổ sung một giấy tờ")
        paper = {"name": "Giấy tờ chứng minh nơi cư trú", "note": "Bản chụp rõ bốn góc"}
        ask = {"reason": "Thiếu giấy tờ chứng minh nơi cư trú của mẹ.", "documents": [paper]}
        await self.act(one_stop, receipt["id"], "request-supplement", ask)
        await self.receives("bổ sung")

        await self.step("Người dân bổ sung giấy tờ")
        asked = (await app.get(f"/v1/dossiers/{receipt['id']}")).json()["asked"]
        second = await app.upload("cu-tru.jpg", scanned_page(), "image/jpeg")
        documents = [{"code": wanted["code"], "file_ids": [second["id"]]} for wanted in asked]
        await app.post(f"/v1/dossiers/{receipt['id']}/supplements", {"documents": documents})

        await self.step("Cán bộ kiểm tra, chuyên viên giải quyết xong, một cửa trả kết quả")
        await self.act(one_stop, receipt["id"], "confirm-supplement")
        specialist = await self.officer("Võ Văn Chuyên Viên", "specialist")
        result = await specialist.upload("giay-khai-sinh.jpg", scanned_page(), "image/jpeg", "/v1/staff/files")
        await self.act(specialist, receipt["id"], "complete", {"result_files": [result["id"]]})
        await self.receives("kết quả")
        final = await self.act(one_stop, receipt["id"], "return-result")
        assert final["state"] == 10, final

        await self.step("Người dân xem lại toàn bộ quá trình và hộp thư trong ứng dụng")
        seen = (await app.get(f"/v1/dossiers/{receipt['id']}")).json()
        assert [entry["state"] for entry in seen["timeline"]] == [1, 2, 5, 5, 4, 9, 10], seen["timeline"]
        [given] = seen["results"]
        fetched = await app.get(f"/v1/dossiers/{receipt['id']}/results/{given['id']}")
        assert (given["id"], len(fetched.content)) == (result["id"], result["size"])
        assert (await app.get(printed)).content == on_paper.content

        async def inbox() -> list[dict[str, Any]]:
            return list((await app.get("/v1/me/messages")).json()["items"])

        # The last message is in the app only, since they have the result in hand; svc-notify writes it when it hears.
        [last, *_] = kept = await eventually(inbox, want=lambda items: len(items) > self.received)
        assert last["title"] == "Đã trả kết quả hồ sơ", last
        assert len(kept) - 1 == self.received == len(await self.citizen.messages())

    async def officer(self, name: str, role: str) -> Session:
        """A member of staff to whom the administrator has just given ``role`` at the agency."""
        person = await Person.with_zalo(self.world, name, follows=False)
        unknown = (await staff_session(person, expect=403)).json()
        grant = {"staff_id": unknown["staff_id"], "role": role, "unit": AGENCY}
        await self.administrator.post("/v1/staff/grants", grant, 201)
        return await sign_in_as_staff(person)

    async def act(self, officer: Session, dossier_id: str, action: str, body: JSON | None = None) -> dict[str, Any]:
        """One officer's action on the version they have just seen."""
        seen = (await officer.get(f"/v1/staff/dossiers/{dossier_id}")).json()
        answer = await officer.post(f"/v1/staff/dossiers/{dossier_id}/{action}", body, version=seen["version"])
        return dict(answer.json())

    async def receives(self, about: str) -> None:
        """The citizen's next OA message, as Zalo received it."""
        self.received += 1
        message = (await self.citizen.messages(self.received))[self.received - 1]
        assert about.lower() in f"{message['title']} {message['text']}".lower(), message
        self.show(message)


def submission_of(procedure: JSON, *file_ids: str) -> JSON:
    """A submission that fits: the procedure's own invented example, and ``file_ids`` for the papers it demands."""
    mandatory = [document["code"] for document in procedure["documents"] if document["mandatory"]]
    return {
        "procedure_code": procedure["code"],
        "agency_id": AGENCY,
        "form": procedure["form"]["examples"][0],
        "documents": [{"code": code, "file_ids": [file]} for code, file in zip(mandatory, file_ids, strict=True)],
    }
