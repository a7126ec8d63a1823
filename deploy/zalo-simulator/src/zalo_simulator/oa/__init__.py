"""openapi.zalo.me: messages of the Official Account to its followers, its quota, its users, itself."""

from zalo_simulator.endpoint import Call, Endpoint, Handler
from zalo_simulator.oa.access import with_oa_token
from zalo_simulator.oa.account import getoa, user_detail
from zalo_simulator.oa.cs_message import send_cs
from zalo_simulator.oa.ended_messages import send_promotion, send_transaction, send_v2
from zalo_simulator.oa.quota import message_quota
from zalo_simulator.oa.recipient import recipient_ids
from zalo_simulator.oa.template_message import send_template
from zalo_simulator.world import World


def _recipient(world: World, call: Call) -> frozenset[str]:
    person = next(filter(None, map(world.people.by_oa_user_id, recipient_ids(call))), None)
    return frozenset((person.user_id, person.oa_user_id)) if person else frozenset()


def _oa(name: str, method: str, path: str, handle: Handler) -> Endpoint:
    return Endpoint(f"oa.{name}", method, path, with_oa_token(handle), _recipient)


ENDPOINTS = (
    _oa("template", "POST", "/v3.0/oa/message/template", send_template),
    _oa("cs", "POST", "/v3.0/oa/message/cs", send_cs),
    _oa("transaction", "POST", "/v3.0/oa/message/transaction", send_transaction),
    _oa("promotion", "POST", "/v3.0/oa/message/promotion", send_promotion),
    _oa("message_v2", "POST", "/v2.0/oa/message", send_v2),
    _oa("quota", "POST", "/v3.0/oa/quota/message", message_quota),
    _oa("user_detail", "GET", "/v3.0/oa/user/detail", user_detail),
    _oa("getoa", "GET", "/v2.0/oa/getoa", getoa),
)
