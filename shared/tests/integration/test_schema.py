"""Which release may run on a database, and what each does about one that another release has prepared."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shared.errors import CannotRun
from shared.mongo import Database
from shared.schema import (
    Mark,
    NewerSchema,
    OlderSchema,
    Schema,
    UnreadableMark,
    check,
    mark_of,
    open_prepared,
    prepare,
    start_on,
)
from shared.testing import eventually, settings_on

from .little_service import Release, make_release


def schema(version: int, compatible_since: int = 1) -> Schema:
    async def make(database: Database) -> None:
        await database["made"].insert_one({"version": version})

    return Schema(version, compatible_since, make)


async def made(database: Database) -> list[int]:
    return [document["version"] async for document in database["made"].find().sort("version")]


async def test_what_nobody_has_prepared_is_prepared_by_who_starts_first(database: Database) -> None:
    await asyncio.gather(*(start_on(database, schema(1)) for _ in range(5)))
    assert await mark_of(database) == Mark(1, 1)
    assert await database["schema"].count_documents({}) == 1


async def test_an_older_database_waits_for_its_preparation(database: Database) -> None:
    await start_on(database, schema(1))
    with pytest.raises(OlderSchema, match="has schema version 1, this release needs version 2"):
        await start_on(database, schema(2))
    assert await made(database) == [1], "who waits changes nothing"
    assert await prepare(database, schema(2)) == Mark(2, 1)
    await start_on(database, schema(2))
    assert await made(database) == [1, 2, 2]


async def test_a_release_goes_on_beside_a_newer_one_that_allows_it(database: Database) -> None:
    await prepare(database, schema(2, compatible_since=1))
    await start_on(database, schema(1))
    assert await prepare(database, schema(1)) == Mark(2, 1), "a release that is taken back prepares too"
    assert await made(database) == [2], "what the newer one made is left alone"


async def test_a_release_stops_on_a_database_that_it_cannot_read(database: Database) -> None:
    await prepare(database, schema(3, compatible_since=2))
    for use in (start_on, prepare, check):
        with pytest.raises(
            NewerSchema, match="version 3, on which releases since version 2 run; this one knows version 1"
        ):
            await use(database, schema(1))
    assert await made(database) == [3]
    assert await mark_of(database) == Mark(3, 2)


async def test_a_command_touches_no_database_that_is_not_its_release_s(database: Database, mongo_url: str) -> None:
    settings = settings_on(mongo_url, database.name)
    await prepare(database, schema(3, compatible_since=2))
    for release, refusal in ((1, "start the newer release"), (4, "run the command prepare of this release")):
        with pytest.raises(CannotRun, match=refusal):
            async with open_prepared(settings, schema(release)):
                pytest.fail("the command began")
    async with open_prepared(settings, schema(2)) as opened:
        assert await mark_of(opened) == Mark(3, 2)
    assert await made(database) == [3]


async def test_of_two_that_prepare_at_once_the_newer_one_counts(database: Database) -> None:
    late = asyncio.Event()

    async def wait(database: Database) -> None:
        await late.wait()

    older = asyncio.create_task(prepare(database, Schema(1, 1, wait)))
    await prepare(database, schema(2, compatible_since=2))
    late.set()
    with pytest.raises(NewerSchema):
        await older
    assert await mark_of(database) == Mark(2, 2)


@pytest.mark.parametrize(
    "mark",
    [
        {"version": "x", "compatible_since": 1},
        {"version": None},
        {"compatible_since": 1},
        {"version": True, "compatible_since": True},
        {"version": 1, "compatible_since": 7},
    ],
)
async def test_what_no_release_wrote_is_named_in_one_line(database: Database, mark: dict[str, object]) -> None:
    await database["schema"].insert_one({"_id": "current", **mark})
    for use in (start_on, prepare, check):
        with pytest.raises(UnreadableMark, match="collection schema says of its version cannot be read"):
            await use(database, schema(1))


async def test_a_database_without_a_name_of_its_own_gets_one(database: Database) -> None:
    await database["schema"].insert_one({"_id": "current", "version": 1, "compatible_since": 1})
    await start_on(database, schema(1))
    found = await database["schema"].find_one({})
    assert found is not None and found["database_id"].startswith("dbs_")


@pytest.fixture
async def release(
    database: Database, mongo_url: str, kafka_bootstrap_servers: str, kafka_topic: Callable[..., Any], tmp_path: Path
) -> Release:
    came, sent = await kafka_topic("in"), await kafka_topic("out")
    return await make_release(tmp_path, mongo_url, database.name, kafka_bootstrap_servers, came, sent)


@pytest.mark.process
async def test_a_process_waits_for_prepare_and_says_so(database: Database, release: Release) -> None:
    assert (await release.run("prepare"))[:2] == (0, f"{database.name}: chỉ mục đã sẵn sàng, phiên bản 1.\n")
    dry_run = await release.run("prepare", "--dry-run")
    assert dry_run == (2, "", "this command takes no further words: --dry-run\n")
    newer = replace(release, version=2)
    async with newer.running() as service:
        await eventually(service.failing, want=lambda failing: failing is not None and "prepared" in failing)
        refused = await service.http.post("/v1/notes/early")
        assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
        assert (await newer.run("prepare"))[0] == 0
        await eventually(service.failing, want=lambda failing: failing == [])
        assert (await service.http.post("/v1/notes/later")).status_code == 200
        assert [note["_id"] async for note in database["notes"].find()] == ["later"]
        _, log, _ = await service.stop()
    said = next(line for line in log.splitlines() if "database_waits" in line)
    assert "has schema version 1, this release needs version 2" in said
    assert "python -m svc_x prepare" in said


@pytest.mark.process
async def test_a_process_stops_with_one_line_on_a_database_of_a_newer_release(
    database: Database, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await replace(release, version=3, compatible_since=2).run("prepare"))[0] == 0
    line = (
        f"{database.name}: the database has schema version 3, on which releases since version 2 run; "
        "this one knows version 1: start the newer release\n"
    )
    for words in ((), ("api",), ("worker",), ("prepare",), ("accept-restored",)):
        status, _, errors = await release.run(*words)
        assert (status, errors) == (1, line), words


@pytest.mark.process
async def test_a_process_that_runs_ends_when_the_database_is_made_another_release_s(
    database: Database, release: Release
) -> None:
    async with release.running() as service:
        await eventually(service.failing, want=lambda failing: failing == [])
        assert (await replace(release, version=2, compatible_since=1).run("prepare"))[0] == 0
        assert await service.failing() == [], "the newer one allows it"
        assert (await replace(release, version=3, compatible_since=3).run("prepare"))[0] == 0
        assert await service.process.wait() == 1
