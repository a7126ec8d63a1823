"""oauth.zaloapp.com, version 4: consent pages and token exchange, for the Official Account and for users."""

from zalo_simulator.endpoint import Endpoint
from zalo_simulator.oauth.permission import oa_permission, permission_error, user_permission
from zalo_simulator.oauth.tokens import oa_token, user_token

ENDPOINTS = (
    Endpoint("oauth.oa_permission", "GET", "/v4/oa/permission", oa_permission),
    Endpoint("oauth.user_permission", "GET", "/v4/permission", user_permission),
    Endpoint("oauth.permission_error", "GET", "/v4/permission/error", permission_error),
    Endpoint("oauth.oa_token", "POST", "/v4/oa/access_token", oa_token),
    Endpoint("oauth.user_token", "POST", "/v4/access_token", user_token),
)
