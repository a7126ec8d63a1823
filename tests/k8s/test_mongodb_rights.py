"""What ``deploy/k8s`` grants whoever backs up and restores, on a real MongoDB that asks for passwords: enough for the
commands of ``docs/runbooks/backup-and-restore.md``, and no more.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
import yaml
from pymongo.errors import OperationFailure

from local_stack.kubernetes import GENERATED
from local_stack.mongo_operators import ensure_operators, operator_rights, role_of
from local_stack.mongod import find_mongod, mongod
from local_stack.ports import free_ports
from local_stack.readiness import until_ready
from local_stack.replica_set import ADMINISTRATOR, Client, is_primary, mongo_url, with_user
from local_stack.secret_files import SecretFiles, mongo_key_file
from local_stack.services import read_services

[RESOURCE] = [
    each for each in yaml.load_all((GENERATED / "mongodb.yaml").read_text(), yaml.CSafeLoader)
    if each["kind"] == "MongoDBCommunity"
]  # fmt: skip
DATABASES = [service.database for service in read_services() if service.data]
NUMBERS = "code_numbers"
UNAUTHORIZED = 13

pytestmark = pytest.mark.process

Command = Mapping[str, Any]


@dataclass(frozen=True)
class Guarded:
    port: int

    def user(self, name: str) -> Client:
        return Client(with_user(mongo_url(self.port), name, f"password-of-{name}", "admin"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guarded]:
    folder, port = tmp_path_factory.mktemp("mongodb"), free_ports("mongo", 0)
    key_file = SecretFiles(folder).kept("key", mongo_key_file)
    guarded, node = Guarded(port), mongod(await find_mongod(), folder / "data", port, folder / "log", key_file)
    await node.start()
    try:
        await until_ready(node, is_primary(port, f"password-of-{ADMINISTRATOR}"), 60)
        administrator = with_user(mongo_url(port), ADMINISTRATOR, f"password-of-{ADMINISTRATOR}", "admin")
        for _ in range(2):  # the second start finds them there
            await ensure_operators(
                administrator, {name: f"password-of-{name}" for name in operator_rights([])}, DATABASES
            )
        async with guarded.user(ADMINISTRATOR) as client:
            for database in DATABASES:
                await client[database]["dossiers"].insert_one({"_id": 1})
        yield guarded
    finally:
        await node.stop(10)


async def may(client: Client, database: str, command: Command) -> bool:
    try:
        await client[database].command(dict(command))
    except OperationFailure as error:
        assert error.code == UNAUTHORIZED, error
        return False
    return True


def test_kubernetes_has_the_same_roles_and_users() -> None:
    roles = {each["role"]: each["privileges"] for each in RESOURCE["spec"]["security"]["roles"]}
    operators = operator_rights(DATABASES)
    assert roles == {role_of(name): privileges for name, privileges in operators.items()}
    users = {each["name"]: each["roles"] for each in RESOURCE["spec"]["users"]}
    assert {name: users[name] for name in operators} == {
        name: [{"name": role_of(name), "db": "admin"}] for name in operators
    }


NOBODYS: list[tuple[str, Command]] = [
    ("svc_dossier", {"find": "dossiers"}),
    ("svc_dossier", {"update": "dossiers", "updates": [{"q": {}, "u": {"$set": {"state": 1}}}]}),
    ("svc_dossier", {"drop": "dossiers"}),
    ("svc_dossier", {"delete": NUMBERS, "deletes": [{"q": {}, "limit": 0}]}),
    ("gateway", {"find": "citizens"}),
    ("admin", {"usersInfo": 1}),
    ("admin", {"createUser": "another", "pwd": "x", "roles": ["root"]}),
    ("admin", {"getParameter": "*"}),
    ("admin", {"shutdown": 1}),
]


@pytest.mark.parametrize("user", ["backup", "restore"])
@pytest.mark.parametrize(
    ("database", "command"), NOBODYS, ids=[f"{next(iter(each))}-{where}" for where, each in NOBODYS]
)
async def test_neither_reads_data_or_rules(server: Guarded, user: str, database: str, command: Command) -> None:
    async with server.user(user) as client:
        assert not await may(client, database, command)


async def test_whoever_backs_up_holds_a_node_still_and_does_nothing_else(server: Guarded) -> None:
    async with server.user("backup") as client:
        assert (await client.admin.command("hello"))["hosts"], "it finds out which node is a secondary"
        assert await may(client, "admin", {"fsync": 1, "lock": True})
        assert await may(client, "admin", {"fsyncUnlock": 1})
        assert not await may(client, "svc_dossier", {"validate": "dossiers"})
        assert not await may(client, "admin", {"replSetGetConfig": 1})
        assert not await may(client, "svc_dossier", {"find": NUMBERS})


async def test_whoever_restores_looks_reconfigures_and_raises_numbers(server: Guarded) -> None:
    async with server.user("restore") as client:
        for database in DATABASES:
            assert (await client[database].command("validate", "dossiers"))["valid"]
        config = (await client.admin.command("replSetGetConfig"))["config"]
        again = {"replSetReconfig": {**config, "version": config["version"] + 1}, "force": True}
        assert await may(client, "admin", again)
        with pytest.raises(OperationFailure, match="No electable secondaries"):  # it may, and nobody takes over
            await client.admin.command("replSetStepDown", 2, secondaryCatchUpPeriodSecs=1)
        numbers = client["svc_dossier"][NUMBERS]
        for number in (137, 12):
            await numbers.update_one({"_id": "21025:2026-11-28"}, {"$max": {"last": number}}, upsert=True)
        assert await numbers.find_one({}) == {"_id": "21025:2026-11-28", "last": 137}
        assert not await may(client, "admin", {"fsync": 1, "lock": True})
