"""Stored files: whose they are, how long they stay, and that a repeat is one file."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from shared.command import Command, KeyReused
from shared.errors import Invalid, UnsupportedMedia
from shared.files.inspection.inspector import Inspector
from shared.files.store import INDEXES, FileStore
from shared.files.sweep import MARGIN, SweepFiles
from shared.files.upload_file import UploadFile
from shared.mongo import Database, ensure_indexes
from shared.testing import FakeClock, spooled

CASES = Path(__file__).parents[1] / "cases"
PAGE = (CASES / "page-16-bit-grey.png").read_bytes()
LIFE = timedelta(days=3)


async def count(database: Database) -> tuple[int, int]:
    return await database["files.files"].count_documents({}), await database["files.chunks"].count_documents({})


async def test_from_upload_to_sweep(database: Database) -> None:
    for collection, indexes in INDEXES.items():
        await ensure_indexes(database[collection], indexes)
    clock, files = FakeClock(), FileStore(database)
    async with Inspector({"citizens": 1}) as inspector:
        upload = UploadFile(files, inspector, clock)
        command = Command("cmd_1", "fingerprint")
        repeated = await asyncio.gather(*(upload("one", command, "a\u202egnp.exe", spooled(PAGE)) for _ in range(5)))
        assert len({outcome.value.file.id for outcome in repeated}) == 1
        assert repeated[0].value.file.name == "agnp.png"
        with pytest.raises(KeyReused):
            await upload("one", Command("cmd_1", "other"), "b.png", spooled(PAGE))
        with pytest.raises(UnsupportedMedia):
            await upload("one", Command("cmd_2", "x"), "b.png", spooled(b"GIF89a"))
        for case in ("bomb-jpeg-progressive.jpg", "script-in-generation-1.pdf"):
            with pytest.raises(Invalid) as refused:
                await upload("one", Command("cmd_3", "x"), case, spooled((CASES / case).read_bytes()))
            assert refused.value.code == "file-refused"
        taken = (await upload("one", Command("cmd_4", "x"), "b.png", spooled(PAGE))).value.file.id
    left = repeated[0].value.file.id
    assert await count(database) == (2, 2)
    assert {*await files.owned("one", [left, taken], clock.now() - LIFE)} == {left, taken}
    assert await files.owned("two", [left, taken], clock.now() - LIFE) == {}
    assert await files.find(left, owner="two") is None

    async def attached(file_ids: Sequence[str]) -> set[str]:
        return {*file_ids} & {taken}

    sweep = SweepFiles(files, attached, clock, LIFE)
    clock.advance(LIFE)
    await sweep.sweep()
    assert await count(database) == (2, 2)
    clock.advance(MARGIN + timedelta(seconds=1))
    await sweep.sweep()
    assert await count(database) == (1, 1)
    assert b"".join([chunk async for chunk in files.read(taken)]).startswith(b"\x89PNG")
