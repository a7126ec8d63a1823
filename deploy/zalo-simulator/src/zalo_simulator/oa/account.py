"""GET /v3.0/oa/user/detail, /v2.0/oa/getprofile and /getoa: a follower, and the Official Account itself."""

from zalo_simulator.clock import at
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.oa.data_parameter import data_parameter
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.people import Person
from zalo_simulator.world import World

GOVERNMENT = 4


def user_detail(world: World, call: Call) -> Answer:
    person = _follower(world, call)
    return person if isinstance(person, Answer) else accepted(_detail(world, person))


def profile(world: World, call: Call) -> Answer:
    """The older shape of the same."""
    person = _follower(world, call)
    if isinstance(person, Answer):
        return person
    detail = _detail(world, person)
    return accepted({name: detail[name] for name in _OF_PROFILE} | {"user_gender": 0})


_OF_PROFILE = (
    "user_id", "user_id_by_app", "display_name", "avatar", "avatars", "tags_and_notes_info", "shared_info",
)  # fmt: skip


def _follower(world: World, call: Call) -> Person | Answer:
    data = data_parameter(call)
    if data is None or not isinstance(data.get("user_id"), str):
        return refuse(-201, "data")
    person = world.people.by_oa_user_id(data["user_id"])
    return person if person is not None and person.is_follower else refuse(-213)


def _detail(world: World, person: Person) -> dict[str, object]:
    seen = person.last_interaction_at
    return {
        "user_id": person.oa_user_id,
        "user_id_by_app": person.user_id_by_app(world.knobs.flag("identity.user_id_by_app_equals_me_id")),
        "user_external_id": "",
        "display_name": person.name,
        "user_alias": person.name,
        "is_sensitive": person.is_sensitive,
        "user_last_interaction_date": f"{at(seen):%d/%m/%Y}" if seen is not None else "",
        "user_is_follower": True,
        "avatar": person.avatar(240),
        "avatars": {"120": person.avatar(120), "240": person.avatar(240)},
        "dynamic_param": "",
        "tags_and_notes_info": {"notes": [], "tag_names": person.tags},
        "shared_info": {},
    }


def getoa(world: World, _call: Call) -> Answer:
    settings = world.settings
    return accepted(
        {
            "oa_id": settings.oa_id,
            "name": settings.oa_name,
            "description": "Kênh thông tin chính thức của chính quyền",
            "oa_alias": "",
            "is_verified": True,
            "oa_type": GOVERNMENT,
            "cate_name": "Cơ quan nhà nước",
            "num_follower": sum(person.is_follower for person in world.people),
            "avatar": f"https://s240-ava-talk.zadn.vn/{settings.oa_id}.jpg",
            "cover": f"https://cover-talk.zadn.vn/{settings.oa_id}.jpg",
            "package_name": "OA Nâng cao",
            "package_valid_through_date": f"31/12/{at(world.clock.now_ms()).year}",
            "package_auto_renew_date": "",
            "linked_ZCA": "",
        }
    )
