"""Tags that the Official Account gives to its people."""

from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.people import Person
from zalo_simulator.world import World


def tag_follower(world: World, call: Call) -> Answer:
    person, tag = _person_and_tag(world, call)
    if not tag:
        return refuse(-201, "tag_name")
    if person is None:
        return refuse(-213)
    if tag not in person.tags:
        person.tags.append(tag)
    return accepted({})


def untag_follower(world: World, call: Call) -> Answer:
    person, tag = _person_and_tag(world, call)
    if person is None:
        return refuse(-213)
    if tag not in person.tags:
        return refuse(-201, "tag_name")
    person.tags.remove(tag)
    return accepted({})


def remove_tag(world: World, call: Call) -> Answer:
    _, tag = _person_and_tag(world, call)
    tagged = [person for person in world.people if tag in person.tags]
    if not tagged:
        return refuse(-201, "tag_name")
    for person in tagged:
        person.tags.remove(tag)
    return accepted({})


def tags_of_oa(world: World, _call: Call) -> Answer:
    return accepted(sorted({tag for person in world.people for tag in person.tags}))


def _person_and_tag(world: World, call: Call) -> tuple[Person | None, str]:
    document = call.json or {}
    person = world.people.by_oa_user_id(str(document.get("user_id")))
    tag = document.get("tag_name")
    return (person if person and person.is_follower else None), tag if isinstance(tag, str) else ""
