"""What people tell the province stands in no topic, no log and no figure, and sealed where it is said to be sealed.

Known words go in by every way there is: Zalo's account, forms, papers, appointments, reports, questions, dues,
transfers, shops, chats, searches, addresses, free texts and requests that are refused. Then everything that the stack
has left behind is read for them, also what the other journeys on the same stack have left.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from local_stack.stack import Stack
from shared.ids import random_id
from shared.testing import eventually
from shared.text import fold
from tests.journeys import traces
from tests.journeys.administrator import administrator
from tests.journeys.canaries import WRITTEN_TO, Canaries, leaks
from tests.journeys.confided import Confided
from tests.journeys.dossier import AGENCY, PROCEDURE, Journey, submission_of
from tests.journeys.people import Person, Session, World, call, sign_in
from tests.journeys.scan import scanned_page

NAMES_AT_REST = {
    "gateway.citizens": "what the app shows its owner; phone, place and Zalo's ids are sealed",
    "svc_dossier.dossiers": "found by name, and what x-personal does not seal",
    "svc_dossier.appointments": "who comes, for the list of the day",
    "svc_dossier.files.files": "names of files as they were uploaded",
    "svc_payment.students": "found by name, for their guardians and their school's accountant",
    "svc_payment.imports": "names of files as they were uploaded",
    "svc_payment.files.files": "the same",
    "svc_payment.files.chunks": "a school's file as it came, for who asks what it said",
    "svc_payment.shops": "whose it is, and who holds the account that is paid to",
}
"""Where a name may stand at rest, and why."""


LAST = {
    "dossier.events.v1": "dossier.rated.v1",
    "feedback.events.v1": "feedback.report_closed.v1",
    "bill.events.v1": "bill.paid.v1",
    "shop.events.v1": "shop.payee_change_requested.v1",
}
"""The last event of each topic that what is told here brings about."""
READ = (
    "gateway.citizens",
    "svc_dossier.drafts",
    "svc_feedback.reports",
    "svc_feedback.questions",
    "svc_payment.payments",
    "svc_payment.unmatched_sums",
    "svc_content.articles",
    "svc_notify.messages",
)
"""Some of the collections in which something of it is kept."""


def not_of(database: str, kept: traces.Traces) -> traces.Traces:
    return {where: text for where, text in kept.items() if not where.startswith(f"{database}.")}


def form_with(procedure: Mapping[str, Any], canary: Canaries) -> dict[str, Any]:
    form: dict[str, Any] = submission_of(dict(procedure), "fil")["form"]
    asking = {
        "ho_ten": canary.name,
        "so_dinh_danh": canary.number,
        "dien_thoai": canary.phone,
        "noi_cu_tru": canary.street,
    }
    child = {**form["nguoi_duoc_khai_sinh"], "ho_ten": canary.child}
    mother = {**form["me"], "ho_ten": canary.name, "so_dinh_danh": canary.number}
    return {**form, "nguoi_yeu_cau": asking, "nguoi_duoc_khai_sinh": child, "me": mother}


async def lives_through_everything(world: World, journey: Journey, boss: Session, canary: Canaries) -> list[str]:
    """Tells every canary by every way; the tokens that were given meanwhile, which stand nowhere either."""
    lives = {"latitude": float(canary.latitude), "longitude": 108.8}
    made = {"name": canary.account, "is_follower": True, "phone": f"84{canary.zalo_phone[1:]}", "location": lives}
    person = Person(world, (await call(world.zalo, "POST", "/control/people", 201, json=made)).json())
    app = await sign_in(person)
    await _tells_the_account(world, person, app, canary)

    procedure = (await app.get(f"/v1/procedures/{PROCEDURE}")).json()
    form = form_with(procedure, canary)
    draft = {"procedure_code": PROCEDURE, "agency_id": AGENCY, "form": {**form, "ghi_chu": canary.draft_text}}
    await app.post("/v1/drafts", draft, 201)
    scan = await app.upload(f"{canary.file_name}.jpg", scanned_page(), "image/jpeg")
    submission = {**submission_of(procedure, scan["id"]), "form": form}
    dossier_id = (await app.post("/v1/dossiers", submission, 201)).json()["id"]

    one_stop = await journey.officer("Cán bộ Một Cửa", "one_stop")
    specialist = await journey.officer("Cán bộ Chuyên Viên", "specialist")
    for sought in (canary.phone, canary.number, canary.name, fold(canary.name)):
        assert (await one_stop.get("/v1/staff/dossier-search", q=sought)).json()["items"], "or nothing was looked for"
    await journey.act(one_stop, dossier_id, "accept")
    await one_stop.post(f"/v1/staff/dossiers/{dossier_id}/notes", {"text": canary.colleague_note}, 201)
    await _is_refused(world, app, one_stop, dossier_id, canary)
    await journey.act(one_stop, dossier_id, "transfer")
    result = await specialist.upload("ket-qua.jpg", scanned_page(), "image/jpeg", "/v1/staff/files")
    await journey.act(specialist, dossier_id, "complete", {"result_files": [result["id"]]})
    await journey.act(one_stop, dossier_id, "return-result")
    await app.post(f"/v1/dossiers/{dossier_id}/rating", {"level": 3, "comment": canary.comment})

    paper = {
        **{name: submission[name] for name in ("procedure_code", "agency_id")},
        "form": {**form, "nguoi_yeu_cau": {**form["nguoi_yeu_cau"], "ho_ten": canary.on_paper}},
        "documents": [{"code": paper["code"]} for paper in submission["documents"]],
        "channel": "direct",
    }
    await one_stop.post("/v1/staff/dossiers", paper, 201)
    visit_id = await _books(app, canary)
    await one_stop.get(f"/v1/staff/appointments/{visit_id}")
    await app.post("/v1/communes/resolve", {"address": f"{canary.street}, phường Trần Phú"})

    await person.messages(at_least=3)
    inbox = (await app.get("/v1/me/messages")).json()["items"]
    assert inbox
    others = await Confided(world, boss, person, app, canary).everywhere()
    sessions = (app, one_stop, specialist, boss, *others)
    return [session.tokens[name] for session in sessions for name in ("access_token", "refresh_token")]


async def _tells_the_account(world: World, person: Person, app: Session, canary: Canaries) -> None:
    for kind in ("phone", "location"):
        path = f"/control/people/{person.account['user_id']}/{kind}-codes"
        token = await person.zalo_token()
        code = (await call(world.zalo, "POST", path, 201, json={})).json()["code"]
        answer = await app.send("POST", f"/v1/me/{kind}", {"access_token": token, "code": code}, {})
        assert answer.status_code == 200, answer.text
    seen = await app.get("/v1/me")
    change = {"declared_name": canary.declared}
    answer = await app.send("PATCH", "/v1/me", change, {"If-Match": seen.headers["etag"]})
    assert answer.status_code == 200, answer.text


async def _is_refused(world: World, app: Session, officer: Session, dossier_id: str, canary: Canaries) -> None:
    """What is not taken is not written down either, wherever in the request it stands."""
    said = canary.refused
    seen = (await officer.get(f"/v1/staff/dossiers/{dossier_id}")).json()
    step = f"/v1/staff/dossiers/{dossier_id}"
    for action, body in (("stop", {"reason": said}), ("transfer", {"note": said})):
        await officer.post(f"{step}/{action}", body, 422, version=seen["version"])
    await officer.post(f"{step}/notes", {"text": said}, 422)
    await app.post(f"/v1/dossiers/{dossier_id}/withdrawal", {"reason": said}, 422)
    await app.post("/v1/dossiers", {canary.refused_phone: said}, 422)
    for path in (f"/v1/dossiers/{canary.refused_phone}", f"/v1/{canary.refused_number}", f"/{quote(canary.name)}"):
        assert (await world.gateway.get(path)).status_code in (400, 401, 404)
    for sought in (canary.refused_phone, canary.refused_number, canary.name):
        await app.get("/v1/procedures", q=sought)
        assert (await world.gateway.get("/v1/dossier-progress", params={"code": sought})).status_code in (404, 422)
    headers = {"X-Request-Id": f"req-{canary.refused_phone}", "Idempotency-Key": f"tap-{canary.refused_number}"}
    await app.send("POST", "/v1/dossiers", {"a": 1}, headers)
    await call(world.gateway, "GET", "/v1/procedures", 200, headers={"User-Agent": canary.refused_phone})


async def _books(app: Session, canary: Canaries) -> str:
    slots = (await app.get(f"/v1/offices/{AGENCY}/slots", days="14")).json()["items"]
    free = next(slot["starts_at"] for day in slots for slot in day["slots"] if slot["free"])
    contact = {"name": canary.visitor, "phone": canary.visitor_phone, "note": canary.visit_note}
    booking = {"office_id": AGENCY, "procedure_code": PROCEDURE, "starts_at": free, **contact}
    return str((await app.post("/v1/appointments", booking, 201)).json()["id"])


@pytest.mark.journey
async def test_what_people_tell_us_stands_where_it_belongs_and_nowhere_else(stack: Stack, world: World) -> None:
    canary = Canaries()
    boss = await administrator(world, stack.run)

    async def step(name: str) -> None:
        raise AssertionError(f"only its officers are borrowed, not {name!r}")

    journey = Journey(world, boss, step, show=lambda message: None)
    tokens = await lives_through_everything(world, journey, boss, canary)
    secrets = {f"token {number}": token for number, token in enumerate(tokens)}

    async def published() -> traces.Traces:
        return await traces.topics(stack.endpoints)

    events = await eventually(published, want=lambda found: all(last in found[topic] for topic, last in LAST.items()))
    logs, figures = traces.logs(stack.endpoints), await traces.figures(stack.endpoints)
    kept = await traces.databases(stack.endpoints)
    for where, text in (("dossier.events.v1", events["dossier.events.v1"]), ("gateway.log", logs["gateway.log"])):
        assert re.search(r"dos_[0-9A-Z]{26}|/v1/dossiers", text), f"{where} was not read"
    assert set(kept) >= {*NAMES_AT_REST, *READ}
    assert {f"{service}.log" for service in figures} <= set(logs)

    everything = {**canary.sealed, **canary.named, **canary.written, **secrets}
    # MongoDB writes slow commands down with what they ask for; a name is what it keeps in clear.
    ours = {name: text for name, text in logs.items() if not name.startswith("mongod")}
    elsewhere = {where: text for where, text in kept.items() if where not in NAMES_AT_REST}
    found = [
        *leaks(events, everything),
        *leaks(ours, everything),
        *leaks(logs, {**canary.sealed, **secrets}),
        *leaks(figures, everything),
        *leaks(kept, {**canary.sealed, **secrets}),
        *leaks(elsewhere, canary.named),
        *(
            leak
            for name, database in WRITTEN_TO.items()
            for leak in leaks(not_of(database, kept), {name: canary.written[name]})
        ),
    ]
    assert found == []


def test_the_scan_finds_what_it_looks_for() -> None:
    canary = Canaries()
    for spelling in (
        canary.phone,
        f"+84{canary.phone[1:]}",
        quote(canary.name),
        fold(canary.name),
        quote_plus(canary.street),
    ):
        everything = {**canary.sealed, **canary.named}
        assert leaks({"a log": f'{{"path":"/v1/x?q={spelling}"}}'}, everything), spelling
    assert leaks({"a log": f"{random_id('dos')} 000.00.53.H48-260723-0001"}, canary.sealed) == []
