"""The first administrator, made on the command line; everybody else is granted their role by one."""

from collections.abc import Awaitable, Callable

from tests.journeys.people import Person, Session, World, sign_in_as_staff

Run = Callable[..., Awaitable[str]]
"""``run(service, *words)``: a command of a service, in its environment."""


async def administrator(world: World, run: Run) -> Session:
    person = await Person.with_zalo(world, "Nguyễn Quản Trị", follows=False)
    await run("gateway", "grant-administrator", "--zalo-user-id", str(person.account["user_id"]))
    return await sign_in_as_staff(person)
