"""Runs to its end before the services start: the replica set, a database user for each service and for whoever backs up
or restores, the topics.

It may run again at any time; what is there stays, and the users get the passwords of the secrets as they are now.
"""

import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError

from local_stack.errors import StackError
from local_stack.mongo_operators import ensure_operators
from local_stack.replica_set import ADMINISTRATOR, REPLICA_SET, Client, ensure_monitor, ensure_users, with_user
from local_stack.topics import ensure_topics, read_topics

SECRETS = Path("/run/secrets")
MONGO = os.environ["MONGO_ADDRESS"]
KAFKA = os.environ["KAFKA_BOOTSTRAP_SERVERS"]
PATIENCE = 180.0

_NOT_YET_INITIALIZED = 94


def administrator_url(options: str) -> str:
    password = (SECRETS / "mongo_administrator_password").read_text()
    return with_user(f"mongodb://{MONGO}/?{options}", ADMINISTRATOR, password, "admin")


def passwords() -> dict[str, str]:
    """Each database's password; its user has the same name."""
    urls = [urlsplit(file.read_text().strip()) for file in sorted(SECRETS.glob("*_mongo_url"))]
    return {unquote(url.username or ""): unquote(url.password or "") for url in urls}


def operators() -> dict[str, str]:
    """The passwords of those who back up and restore."""
    return {name: (SECRETS / f"mongo_{name}_password").read_text() for name in ("backup", "restore")}


def monitor() -> tuple[str, str]:
    """Name and password of the user who looks at MongoDB's state."""
    url = urlsplit((SECRETS / "mongodb_figures_url").read_text().strip())
    return unquote(url.username or ""), unquote(url.password or "")


async def ensure_replica_set() -> None:
    """Found it at the first start, and wait until it takes writes."""
    async with Client(administrator_url("directConnection=true")) as mongo, asyncio.timeout(PATIENCE):
        while True:
            try:
                await mongo.admin.command("replSetGetStatus")
                if (await mongo.admin.command("hello")).get("isWritablePrimary"):
                    return
            except OperationFailure as error:
                if error.code != _NOT_YET_INITIALIZED:
                    raise
                member = {"_id": 0, "host": MONGO}
                await mongo.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
            except AutoReconnect:
                pass
            await asyncio.sleep(0.2)


async def main() -> int:
    try:
        await ensure_replica_set()
        users = passwords()
        administrator = administrator_url(f"replicaSet={REPLICA_SET}")
        await ensure_users(administrator, users)
        await ensure_monitor(administrator, *monitor())
        await ensure_operators(administrator, operators(), users)
        topics = read_topics("local")
        await ensure_topics(KAFKA, topics)
    except OperationFailure as error:
        reason = (error.details or {}).get("errmsg", error)
        sys.stderr.write(f"MongoDB refused: {reason} Were the secrets made anew beside old volumes?\n")
        return 1
    except PyMongoError as error:
        sys.stderr.write(f"MongoDB cannot be asked: {error} Is a secret empty? `make secrets` names it.\n")
        return 1
    except TimeoutError:
        sys.stderr.write(f"MongoDB did not take writes within {PATIENCE:.0f} s\n")
        return 1
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"users: {', '.join(users)}; topics: {', '.join(topic.name for topic in topics)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
