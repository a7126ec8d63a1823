"""A page in a real Chromium makes the official template's calls from another origin, as the template makes them: what a
browser lets through is the proof that CORS is right. Skipped where there is no Chromium (``CHROME`` names one)."""

import asyncio
import json
import os
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from gateway_world import free_port

from shared.testing import PATIENCE

from .test_official_template import OFFICE, Behind

CHROMIUM = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
PAGE = """<!doctype html><meta charset="utf-8"><pre id="answers"></pre><script type="module">
const gateway = "%(gateway)s", headers = {"Authorization": "Bearer %(token)s", "x-organization-id": "%(office)s"};
const answers = {};
async function request(name, method, path, data) {
  const url = new URL(path, gateway), options = {method, headers: new Headers(headers)};
  if (method === "GET") url.search = new URLSearchParams(data).toString();
  else { options.headers.append("Content-Type", "application/json"); options.body = JSON.stringify(data); }
  try { answers[name] = await (await fetch(url, options)).json(); } catch (error) { answers[name] = String(error); }
}
await request("organization", "GET", "/get_organization_api", {miniAppId: "5000000000000000005"});
await request("articles", "GET", "/get_articles_api", {page: 1, pargeSize: 10});
await request("guides", "GET", "/information_guide_api", {page: 0, pargeSize: 10});
await request("profiles", "GET", "/search_profiles_api", {profileCode: "%(code)s", organizationId: "%(office)s"});
await request("types", "GET", "/feedback_types_api", {});
await request("feedbacks", "GET", "/feedback_api", {page: 0, pargeSize: 10});
const form = new FormData();
form.append("photo", new Blob([new Uint8Array([255, 216, 255, 224, 1])], {type: "image/jpeg"}), "1.jpg");
answers.upload = await fetch(gateway + "/upload_image_api", {method: "POST", body: form})
  .then((answer) => answer.json()).catch(String);
await request("feedback", "POST", "/feedback_api", {title: "Đèn hỏng", content: "Không sáng", token: "",
  feedbackTypeId: answers.types.data?.[0].id, imageUrls: answers.upload.data?.images});
await request("schedule", "GET", "/get_schedule_api", {});
await request("booked", "POST", "/create_schedule_api",
  {date: "11-30-2026", fullName: "Lan", content: "", phoneNumber: "84912345678"});
document.getElementById("answers").textContent = JSON.stringify(answers);
document.title = "done";
</script>"""


async def reported_by(gateway: Any, behind: Behind, port: int, folder: Path) -> dict[str, Any]:
    """What the page at ``port`` was answered, call by call."""
    token = await gateway.zalo.token(await gateway.zalo.person())
    given = {"gateway": gateway.url, "token": token, "office": OFFICE, "code": "000.01.99.H48-261123-0001"}
    page = (PAGE % given).encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        writer.write(head % len(page) + page)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", port):
        browser = await asyncio.create_subprocess_exec(
            str(CHROMIUM),
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder}"),
            *("--virtual-time-budget=60000", "--dump-dom", f"http://127.0.0.1:{port}/"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(PATIENCE):
                out, _ = await browser.communicate()
        finally:
            if browser.returncode is None:
                browser.kill()
    match = re.search(r'<pre id="answers">(.*?)</pre>', out.decode(), re.DOTALL)
    assert match is not None, out.decode()[:500]
    return dict(json.loads(unescape(match[1]) or "{}"))


@pytest.mark.process
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
async def test_every_call_of_the_template_passes_a_browser_s_rules(open_gateway: Any, tmp_path: Path) -> None:
    port = free_port()
    gateway = await open_gateway(cors_origins=f"http://127.0.0.1:{port}")
    reported = await reported_by(gateway, Behind(gateway), port, tmp_path / "profile")
    calls = ("organization", "articles", "guides", "profiles", "types", "feedbacks", "upload", "feedback", "booked")
    assert {name: reported[name]["err"] for name in calls} == dict.fromkeys(calls, 0)
    assert reported["schedule"] == {"err": 0, "message": "Thành công", "data": None}
    assert reported["articles"]["data"]["data"][0]["title"]


@pytest.mark.process
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
async def test_a_page_of_somebody_else_reads_nothing(open_gateway: Any, tmp_path: Path) -> None:
    gateway = await open_gateway(cors_origins="")
    reported = await reported_by(gateway, Behind(gateway), free_port(), tmp_path / "profile")
    assert len(reported) == 10
    assert {answer for answer in reported.values() if isinstance(answer, str)} == {"TypeError: Failed to fetch"}
    assert all(isinstance(answer, str) for answer in reported.values())
