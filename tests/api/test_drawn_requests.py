"""Requests drawn by schemathesis from our own OpenAPI document, valid and invalid, to every route through the gateway.

Nothing that anybody sends is answered with 5xx. The draws are the same in each run; what fails is printed as a command
that sends it again.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from gateway.domain.roles import Place
from gateway.store.role_file import load_roles
from local_stack.stack import Stack
from shared.ids import random_id
from tests.extent import extent
from tests.guards.sources import ROOT
from tests.journeys.administrator import administrator
from tests.journeys.dossier import AGENCY, submission_of
from tests.journeys.people import Person, Session, World, call, sign_in, sign_in_as_staff, staff_session
from tests.journeys.scan import scanned_page

PROCEDURE = "2.000635"
VALID = INVALID = extent(2, full=6)
"""Requests drawn for each route."""
SECONDS = extent(60.0, full=100.0)
"""The time for drawing; once it is over, nothing more is drawn but the first of each route."""
SCHOOL = "thcs-moi-yeu-cau"
PLACES = {Place.PROVINCE: "province", Place.UNIT: AGENCY, Place.SCHOOL: SCHOOL}
"""Where a role is held, the widest first."""

_DRAWN = hypothesis.settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    verbosity=hypothesis.Verbosity.quiet,
)


@dataclass
class Caller:
    """Sends what is drawn as whoever a route is for, and remembers what came back."""

    gateway: str
    tokens: Mapping[str, str]
    known: Mapping[str, str]
    """Ids that exist, by the name of a parameter: beside made-up ones, which end at 404."""
    ends: float
    answers: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    http: requests.Session = field(default_factory=requests.Session)

    def wants_more(self, operation: Any) -> bool:
        return time.monotonic() < self.ends or operation.label not in self.reached

    def draw(self, operation: Any, mode: GenerationMode, count: int) -> None:
        who = operation.definition.raw.get("x-who", "public")
        token = self.tokens.get(who.partition(":")[0].partition(",")[0])
        named = {parameter.name for parameter in operation.path_parameters}
        fixed = {name: value for name, value in self.known.items() if name in named}

        def send(case: schemathesis.Case[Any]) -> None:
            if not self.wants_more(operation):
                return
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            if mode is GenerationMode.POSITIVE:
                headers |= {"Idempotency-Key": random_id("tap"), "If-Match": '"1"'}
            answer = case.call(base_url=self.gateway, session=self.http, headers=headers, timeout=30)
            self.reached.add(operation.label)
            self.answers[answer.status_code] += 1
            if answer.status_code >= 500:
                again = case.as_curl_command(headers=headers)
                self.failures.append(f"{operation.label}: {answer.status_code} {answer.text[:200]}\n{again}")

        path = {"path_parameters": fixed} if fixed and fixed.keys() == named else {}
        for given in [{}, path] if path else [{}]:
            strategy = operation.as_strategy(generation_mode=mode, **given)
            drawn = hypothesis.settings(_DRAWN, max_examples=count // (2 if path else 1))
            wanting: Any = hypothesis.given(strategy)
            ask: Any = drawn(wanting(send))
            with suppress(Unsatisfiable):  # a route that takes nothing has no invalid request
                ask()


@pytest.mark.chaos
async def test_nothing_that_is_sent_is_answered_with_5xx(stack: Stack, world: World) -> None:
    citizen = await sign_in(await Person.with_zalo(world, "Người Dân"))
    procedure = (await call(world.gateway, "GET", f"/v1/procedures/{PROCEDURE}", 200)).json()
    dossier = (await citizen.post("/v1/dossiers", submission_of(procedure), 201)).json()
    photo = await citizen.upload("anh.jpg", scanned_page(), "image/jpeg")
    officer = await officer_of_all_roles(stack, world)
    # As it is committed: what the gateway answers lacks the services that do not say in time what they do.
    document = json.loads((ROOT / "docs" / "openapi.json").read_bytes())
    caller = Caller(
        stack.endpoints.gateway,
        {"citizen": citizen.tokens["access_token"], "staff": officer.tokens["access_token"]},
        {
            "dossier_id": dossier["id"],
            "file_id": photo["id"],
            "code": PROCEDURE,
            "number": "1",
            "version": "1",
            "school_id": SCHOOL,
        },
        time.monotonic() + SECONDS,
    )
    operations = []
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok), found
        operations.append(found.ok())
    for mode, count in ((GenerationMode.POSITIVE, VALID), (GenerationMode.NEGATIVE, INVALID)):
        for operation in operations:
            if caller.wants_more(operation):
                await asyncio.to_thread(caller.draw, operation, mode, count)
    print(f"{caller.answers.total()} requests to {len(caller.reached)} routes: {sorted(caller.answers.items())}")
    assert not caller.failures, "\n\n".join(caller.failures)
    missed = {operation.label for operation in operations} - caller.reached
    assert not missed, f"no request was drawn for {sorted(missed)}"
    assert caller.answers[200] + caller.answers[201] > 8 * VALID  # else it is only refusals that were tried


async def officer_of_all_roles(stack: Stack, world: World) -> Session:
    boss = await administrator(world, stack.run)
    school = {"id": SCHOOL, "name": "Trường THCS Mọi Yêu Cầu", "level": "lower_secondary", "commune": AGENCY}
    await boss.post("/v1/staff/schools", {**school, "public": True, "partial": True}, 201)
    person = await Person.with_zalo(world, "Cán Bộ Đủ Quyền", follows=False)
    staff_id = (await staff_session(person, expect=403)).json()["staff_id"]
    for role in load_roles().values():
        unit = next(unit for place, unit in PLACES.items() if place in role.held_in)
        await boss.post("/v1/staff/grants", {"staff_id": staff_id, "role": role.name, "unit": unit}, 201)
    return await sign_in_as_staff(person)
