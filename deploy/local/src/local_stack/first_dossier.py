"""The proof that everything works, shown at the end of every start: a dossier becomes a Zalo message."""

import textwrap
import time
import uuid

import httpx

from local_stack.errors import StackError
from local_stack.people import CITIZEN
from local_stack.stack import Stack

PROCEDURE = "2.000635"
"""Its form needs no attached document."""
WAIT_SECONDS = 20


async def first_dossier(stack: Stack) -> str:
    """Submits a dossier for the demo citizen and waits for the message. Returns both as a person reads them."""
    places = stack.endpoints
    async with (
        httpx.AsyncClient(base_url=places.gateway, timeout=30, trust_env=False) as gateway,
        httpx.AsyncClient(base_url=places.zalo_simulator, timeout=30, trust_env=False) as zalo,
    ):
        try:
            return await _submit_and_wait(gateway, zalo)
        except (httpx.HTTPError, KeyError, IndexError) as error:
            raise StackError(f"everything started, but a first dossier did not go through: {error!r}") from error


async def _submit_and_wait(gateway: httpx.AsyncClient, zalo: httpx.AsyncClient) -> str:
    person = f"/control/people/{CITIZEN['user_id']}"
    seen = (await zalo.get(f"{person}/messages", params={"limit": 1_000})).json()["last_seq"]
    zalo_token = (await zalo.post(f"{person}/access-tokens", json={})).json()["access_token"]
    session = (await gateway.post("/v1/auth/zalo", json={"access_token": zalo_token})).json()
    procedure = (await gateway.get(f"/v1/procedures/{PROCEDURE}")).json()
    submission = {
        "procedure_code": PROCEDURE,
        "agency_id": "21025",
        "form": procedure["form"]["examples"][0],
    }
    headers = {"Authorization": f"Bearer {session['access_token']}", "Idempotency-Key": f"make-run-{uuid.uuid4()}"}
    began = time.time()
    receipt = (await gateway.post("/v1/dossiers", json=submission, headers=headers)).json()
    arrived = await zalo.get(f"{person}/messages", params={"after": seen, "wait_seconds": WAIT_SECONDS})
    message = arrived.json()["items"][0]
    return (
        f"{CITIZEN['name']} submitted {receipt['procedure']['name']}: {receipt['submission_reference']}.\n"
        f"After {message['received_at'] - began:.2f} s Zalo had this message for them:\n\n"
        + boxed(f"Quảng Ngãi Smart{': ' + message['title'] if message['title'] else ''}", message["text"])
    )


def boxed(title: str, text: str) -> str:
    """A message as a phone shows it; its empty lines are inside too."""
    lines = [f"│ {line}".rstrip() for line in text.strip().splitlines()]
    return textwrap.indent("\n".join([f"┌ {title}", *lines, "└"]), "    ")
