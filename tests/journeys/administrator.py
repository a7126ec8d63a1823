"""The first administrator, made on the command line; everybody else is granted their role by one."""

from collections.abc import Awaitable, Callable

import httpx

from tests.journeys.people import JSON, Person, Session, World, sign_in_as_staff

Run = Callable[..., Awaitable[str]]
"""``run(service, *words)``: a command of a service, in its environment."""


_accounts: dict[httpx.URL, JSON] = {}
"""Who is an administrator already, by the gateway: the command that makes one takes seconds."""


async def administrator(world: World, run: Run) -> Session:
    gateway = world.gateway.base_url
    if gateway not in _accounts:
        person = await Person.with_zalo(world, "Nguyễn Quản Trị", follows=False)
        await run("gateway", "grant-administrator", "--zalo-user-id", str(person.account["user_id"]))
        _accounts[gateway] = person.account
    return await sign_in_as_staff(Person(world, _accounts[gateway]))
