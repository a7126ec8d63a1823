"""A replica set of one node: change streams and majority writes work as they do in a province."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure, PyMongoError

from local_stack.readiness import Check

REPLICA_SET = "rs0"
ADMINISTRATOR = "administrator"

_UNAUTHORIZED = 13
_ALREADY_INITIALIZED = 23

Client = AsyncMongoClient[dict[str, Any]]


def mongo_url(port: int) -> str:
    return f"mongodb://127.0.0.1:{port}/?replicaSet={REPLICA_SET}"


def with_user(url: str, user: str, password: str, database: str) -> str:
    """``url`` for another ``user`` (none, if empty), who was made in ``database``."""
    parts = urlsplit(url)
    hosts = parts.netloc.rpartition("@")[2]
    options = {name: value for name, value in parse_qsl(parts.query) if name != "authSource"}
    sign_in = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    return urlunsplit((parts.scheme, f"{sign_in}{hosts}", f"/{database}", urlencode(options), ""))


def without_user(url: str) -> str:
    return with_user(url, "", "", "")


def is_primary(port: int, password: str = "") -> Check:
    """Ready when the node takes writes. At its first start it founds its set and, where a ``password`` is given,
    makes the administrator: MongoDB allows both from this machine as long as there is no user.
    """

    async def check() -> bool:
        try:
            async with _direct(port) as mongo:
                hello = await mongo.admin.command("hello")
                if not hello.get("isWritablePrimary"):
                    if "setName" not in hello:
                        await _found(mongo, port, password)
                    return False
                if password:
                    await _ensure_administrator(mongo, password)
                return True
        except PyMongoError:
            return False

    return check


async def _found(mongo: Client, port: int, password: str) -> None:
    member = {"_id": 0, "host": f"127.0.0.1:{port}"}
    settings = {"electionTimeoutMillis": 1000}
    try:
        await mongo.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member], "settings": settings})
    except OperationFailure as error:
        if error.code not in (_ALREADY_INITIALIZED, _UNAUTHORIZED):
            raise
        await _move(port, password)


async def _move(port: int, password: str) -> None:
    """A node whose port changed since the last start finds itself in no set: tell it its new address."""
    async with _direct(port, password) as mongo:
        config = (await mongo.admin.command("replSetGetConfig"))["config"]
        here = f"127.0.0.1:{port}"
        if config["members"][0]["host"] != here:
            config["members"][0]["host"] = here
            config["version"] += 1
            await mongo.admin.command("replSetReconfig", config, force=True)


async def _ensure_administrator(mongo: Client, password: str) -> None:
    try:
        await mongo.admin.command("createUser", ADMINISTRATOR, pwd=password, roles=["root"])
    except OperationFailure as error:
        if error.code != _UNAUTHORIZED:  # there is a user already: the localhost exception is over
            raise


async def ensure_user(database: AsyncDatabase[Any], name: str, password: str, *roles: str) -> None:
    """Make the user, or give it ``password`` and ``roles`` as they ought to be now."""
    known = (await database.command("usersInfo", name))["users"]
    await database.command("updateUser" if known else "createUser", name, pwd=password, roles=[*roles])


async def ensure_users(administrator_url: str, passwords: Mapping[str, str]) -> None:
    """One user for each database, of the same name, who can read and write there and nowhere else."""
    async with Client(administrator_url, serverSelectionTimeoutMS=10_000) as mongo:
        for name, password in passwords.items():
            await ensure_user(mongo[name], name, password, "readWrite")


async def ensure_monitor(administrator_url: str, name: str, password: str) -> None:
    """A user who may ask how the servers are, and read no data."""
    async with Client(administrator_url, serverSelectionTimeoutMS=10_000) as mongo:
        await ensure_user(mongo.admin, name, password, "clusterMonitor")


def _direct(port: int, password: str = "") -> Client:
    url = f"mongodb://127.0.0.1:{port}/?directConnection=true"
    if password:
        url = with_user(url, ADMINISTRATOR, password, "admin")
    return Client(url, serverSelectionTimeoutMS=500)
