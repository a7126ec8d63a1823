"""Dossiers as citizens submit them, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from bench.load.constant_rate import Answer, Call
from shared.http_client import outbound

PROCEDURE = "1.004873"
"""Cấp Giấy xác nhận tình trạng hôn nhân: wholly online, no paper mandatory."""
AGENCY = "21025"


@dataclass(frozen=True)
class Submissions:
    """Makes the n-th submission: the callers take turns, each submission has its own key."""

    authorizations: Sequence[str]
    body: bytes
    run: str

    def __call__(self, number: int) -> Call:
        headers = {
            "authorization": self.authorizations[number % len(self.authorizations)],
            "content-type": "application/json",
            "idempotency-key": f"{self.run}-{number:08d}",
        }
        return Call("POST", "/v1/dossiers", headers, self.body)


@dataclass(frozen=True)
class Acknowledged:
    """A dossier that its citizen was told is submitted. Epoch seconds."""

    dossier_id: str
    reference: str
    due: float
    answered: float


async def submission_body(gateway: str) -> bytes:
    """The form's own published example, as the mini app would send it."""
    async with outbound(gateway) as http:
        answer = await http.get(f"/v1/procedures/{PROCEDURE}")
        answer.raise_for_status()
    form = answer.json()["form"]["examples"][0]
    return orjson.dumps({"procedure_code": PROCEDURE, "agency_id": AGENCY, "form": form, "documents": []})


def acknowledged(answers: Sequence[Answer]) -> list[Acknowledged]:
    """Those that were answered with a 201."""
    created = [(answer, orjson.loads(answer.body)) for answer in answers if answer.status == 201]
    return [
        Acknowledged(dossier["id"], dossier["submission_reference"], answer.due, answer.done)
        for answer, dossier in created
    ]


def refusals(answers: Sequence[Answer]) -> list[str]:
    """What was answered instead of a 201, or that nothing was."""
    return [f"{answer.status} {answer.body[:200]!r}" for answer in answers if answer.status != 201]
