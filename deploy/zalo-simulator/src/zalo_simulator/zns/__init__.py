"""business.openapi.zalo.me: template messages by phone (ZNS, since 2026 ZBS), their templates, quota, ratings."""

from functools import partial

from zalo_simulator.endpoint import Call, Endpoint, Handler
from zalo_simulator.world import World
from zalo_simulator.zns.access import with_zns_token
from zalo_simulator.zns.account import message_quota, quality, ratings, template_tags
from zalo_simulator.zns.message import message_status, send
from zalo_simulator.zns.phone import normal_form
from zalo_simulator.zns.templates import sample_data, template_info, template_list


def _recipient(world: World, call: Call) -> frozenset[str]:
    document = call.json or {}
    number = document.get("hash_phone") or normal_form(str(document.get("phone", "")), accepts_local=True)
    person = world.people.by_phone(number) if isinstance(number, str) else None
    return frozenset((person.user_id, person.oa_user_id)) if person else frozenset()


def _zns(name: str, method: str, path: str, handle: Handler) -> Endpoint:
    return Endpoint(f"zns.{name}", method, path, with_zns_token(handle), _recipient)


ENDPOINTS = (
    _zns("template", "POST", "/message/template", partial(send, is_hashed=False)),
    _zns("hashphone", "POST", "/message/template/hashphone", partial(send, is_hashed=True)),
    _zns("status", "GET", "/message/status", message_status),
    _zns("quota", "GET", "/message/quota", message_quota),
    _zns("template_tag", "GET", "/message/template-tag", template_tags),
    _zns("quality", "GET", "/quality", quality),
    _zns("template_all", "GET", "/template/all", template_list),
    _zns("template_info", "GET", "/template/info/v2", template_info),
    _zns("sample_data", "GET", "/template/sample-data", sample_data),
    _zns("rating", "GET", "/rating/get", ratings),
)
