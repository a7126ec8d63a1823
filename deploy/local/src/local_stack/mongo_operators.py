"""Who backs up and who restores, as users of MongoDB: what ``docs/runbooks`` has them run, and nothing else. Neither
reads a citizen's data; MongoDB's own roles ``backup`` and ``restore`` read and write all of it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from local_stack.replica_set import Client, ensure_user

Privilege = dict[str, Any]
_REPLICA_SET = ["replSetConfigure", "replSetGetConfig", "replSetGetStatus", "replSetStateChange"]


def role_of(user: str) -> str:
    return f"{user}-commands"


def operator_rights(databases: Iterable[str]) -> dict[str, list[Privilege]]:
    """The privileges of each user, as ``createRole`` and the operator of Kubernetes take them."""
    cluster = {"cluster": True}
    return {
        "backup": [{"resource": cluster, "actions": ["fsync", "unlock"]}],
        "restore": [
            {"resource": cluster, "actions": _REPLICA_SET},
            *({"resource": {"db": name, "collection": ""}, "actions": ["validate"]} for name in databases),
            {"resource": {"db": "svc_dossier", "collection": "code_numbers"}, "actions": ["find", "insert", "update"]},
        ],
    }


async def ensure_operators(administrator_url: str, passwords: Mapping[str, str], databases: Iterable[str]) -> None:
    """Make the users, or bring their rights and ``passwords`` to what they ought to be now."""
    async with Client(administrator_url, serverSelectionTimeoutMS=10_000) as mongo:
        for name, privileges in operator_rights(databases).items():
            role = role_of(name)
            verb = "update" if (await mongo.admin.command("rolesInfo", role))["roles"] else "create"
            await mongo.admin.command(f"{verb}Role", role, privileges=privileges, roles=[])
            await ensure_user(mongo.admin, name, passwords[name], role)
