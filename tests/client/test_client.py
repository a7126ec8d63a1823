"""A client is compiled from our own document and does what the guide for developers says, on a running stack."""

import asyncio
import base64
import re
from pathlib import Path

import pytest

from local_stack.stack import Stack
from tests.client.node import HERE, node, tool, workspace
from tests.guards.sources import ROOT
from tests.journeys.administrator import administrator
from tests.journeys.dues import Dues
from tests.journeys.people import Person, World
from tests.journeys.scan import scanned_page

DOCUMENT = ROOT / "docs" / "openapi.json"
GUIDE = ROOT / "docs" / "guides" / "mini-app.md"
_OPTIONS = ("--default-non-nullable", "false")  # what has a default need not be sent
BLOCK = re.compile(r"^```ts\n(.*?)^```", re.MULTILINE | re.DOTALL)

# What the guide takes as given: the address, Zalo's SDK, the camera, the bank's app.
GIVEN = """
declare const process: { env: Record<string, string> };
const { GATEWAY: gateway = "", PROVIDERS = "", ZALO_TOKEN = "", SCHOOL: school = "", PHOTO = "" } = process.env;
const getAccessToken = async (): Promise<string> => ZALO_TOKEN;
const photo = async (): Promise<Blob> => await (await fetch(`data:image/jpeg;base64,${PHOTO}`)).blob();
async function payInTheBanksApp(payment: components["schemas"]["PaymentView"]): Promise<void> {
  const transfer = { content: `MBVCB ${payment.checkout!.content} chuyen tien`, amount: payment.amount };
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(transfer);
  const answer = await fetch(`${PROVIDERS}/control/transfers`, { method: "POST", headers, body });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()} for ${body}`);
}
"""


async def compiled(program: str, name: str) -> Path:
    """``program`` in the workspace, after the compiler has found nothing wrong with it."""
    folder = await asyncio.to_thread(workspace)
    await tool("openapi-typescript", "bin/cli.js", DOCUMENT, "-o", folder / "schema.ts", *_OPTIONS)
    (folder / "tsconfig.json").write_bytes((HERE / "tsconfig.json").read_bytes())
    (folder / name).write_text(program, encoding="utf-8")
    await tool("typescript", "bin/tsc", "--noEmit", "-p", folder)
    return folder / name


@pytest.mark.process
async def test_the_document_passes_spectral() -> None:
    folder = await asyncio.to_thread(workspace)
    printed = await tool(
        "@stoplight/spectral-cli", "dist/index.js", "lint", DOCUMENT, "--ruleset", HERE / "spectral.yaml", "-F", "warn"
    )
    assert "No results with a severity of 'warn' or higher found!" in printed
    assert folder.exists()


@pytest.mark.journey
async def test_the_guide_for_a_mini_app_is_a_program_that_works(stack: Stack, world: World) -> None:
    dues = Dues(world, await administrator(world, stack.run), step=_silent, show=lambda message: None)
    await dues.issue(await dues.with_school())
    parent = await Person.with_zalo(world, "Nguyễn Thị Phụ Huynh")
    program = await compiled("\n".join([GIVEN, *BLOCK.findall(GUIDE.read_text(encoding="utf-8"))]), "guide.ts")
    printed = await node(
        program,
        environment={
            "GATEWAY": stack.endpoints.gateway,
            "PROVIDERS": stack.endpoints.services["payment-simulator"],
            "ZALO_TOKEN": await parent.zalo_token(),
            "SCHOOL": dues.school,
            "PHOTO": base64.b64encode(scanned_page()).decode(),
        },
    )
    assert "Mới đăng ký –" in printed
    assert "N***** V** A*" in printed
    assert printed.rstrip().endswith("600000")


async def _silent(_step: str) -> None: ...
