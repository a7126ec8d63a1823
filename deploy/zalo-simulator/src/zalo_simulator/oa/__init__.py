"""openapi.zalo.me: messages of the Official Account to its followers, its quota, its users, itself."""

from zalo_simulator.endpoint import Call, Endpoint, Handler
from zalo_simulator.oa.access import with_oa_token
from zalo_simulator.oa.account import getoa, profile, user_detail
from zalo_simulator.oa.conversations import conversation, recent_chats
from zalo_simulator.oa.cs_message import send_cs
from zalo_simulator.oa.discontinued_messages import send_promotion, send_transaction, send_v2
from zalo_simulator.oa.people_list import user_list
from zalo_simulator.oa.quota import message_quota
from zalo_simulator.oa.recipient import recipient_ids
from zalo_simulator.oa.tags import remove_tag, tag_follower, tags_of_oa, untag_follower
from zalo_simulator.oa.template_message import send_template
from zalo_simulator.oa.uploads import upload
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
    _oa("user_list", "GET", "/v3.0/oa/user/getlist", user_list),
    _oa("profile", "GET", "/v2.0/oa/getprofile", profile),
    _oa("tag", "POST", "/v2.0/oa/tag/tagfollower", tag_follower),
    _oa("untag", "POST", "/v2.0/oa/tag/rmfollowerfromtag", untag_follower),
    _oa("remove_tag", "POST", "/v2.0/oa/tag/rmtag", remove_tag),
    _oa("tags", "GET", "/v2.0/oa/tag/gettagsofoa", tags_of_oa),
    _oa("recent_chats", "GET", "/v2.0/oa/listrecentchat", recent_chats),
    _oa("conversation", "GET", "/v2.0/oa/conversation", conversation),
    *(_oa(f"upload_{kind}", "POST", f"/v2.0/oa/upload/{kind}", upload(kind)) for kind in ("image", "gif", "file")),
    _oa("getoa", "GET", "/v2.0/oa/getoa", getoa),
)
