"""The gateway's own application: sign-in, profile, staff, keys, documentation. The proxied routes are not in here."""

import httpx
from fastapi import FastAPI
from starlette.routing import Route

from gateway.api.auth_routes import auth_routes
from gateway.api.grant_routes import grant_routes
from gateway.api.me_routes import me_routes
from gateway.api.published_routes import published_routes
from gateway.api.staff_auth_routes import staff_auth_routes
from gateway.api.zalo_problems import answer_zalo_refusals
from gateway.openapi.merged import MergedOpenApi, TableInForce
from gateway.settings import Settings
from gateway.signing_keys import SigningKeys
from gateway.store.stores import Stores
from gateway.use_cases.grant_role import GrantRole
from gateway.use_cases.issue_tokens import TokenIssuer
from gateway.use_cases.refresh_session import RefreshSession
from gateway.use_cases.sign_in_citizen import SignInCitizen
from gateway.use_cases.sign_in_staff import SignInStaff
from gateway.use_cases.sign_out import SignOut
from gateway.use_cases.update_profile import UpdateProfile
from gateway.zalo.client import ZaloClient
from gateway.zalo.graph import ZaloGraph
from gateway.zalo.oauth import ZaloOAuth
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.health import Health
from shared.identity import TokenVerifier
from shared.wakeup import Wakeup
from shared.web import create_app


def own_app(
    settings: Settings,
    stores: Stores,
    keys: SigningKeys,
    http: httpx.AsyncClient,
    table: TableInForce,
    clock: Clock,
    wakeup: Wakeup,
    health: Health,
) -> FastAPI:
    """``http`` calls Zalo and, for their documents, the services."""
    secret = settings.zalo_app_secret.get_secret_value()
    zalo = ZaloGraph(ZaloClient(http), settings.zalo_graph_base, secret, settings.mini_app_id, clock)
    callback = settings.callback_url()
    oauth = ZaloOAuth(ZaloClient(http), settings.zalo_oauth_base, settings.zalo_app_id, secret, callback)
    issuer = TokenIssuer(keys, clock)
    contact_cipher = FieldCipher.parse(settings.contact_keys.get_secret_value())
    sign_in = SignInCitizen(zalo, stores.citizens, stores.sessions, issuer, contact_cipher, clock, wakeup)
    refresh = RefreshSession(stores.sessions, stores.staff, issuer, clock)
    staff_sign_in = SignInStaff(oauth, zalo, stores.login_states, stores.staff, stores.sessions, issuer, clock)
    interface = MergedOpenApi(lambda: app.openapi(), settings.upstreams, table, http)
    app = create_app(
        service="gateway",
        title="Quảng Ngãi Smart",
        routers=[
            auth_routes(sign_in, refresh, SignOut(stores.sessions, clock)),
            me_routes(UpdateProfile(zalo, stores.citizens, contact_cipher, clock, wakeup)),
            staff_auth_routes(staff_sign_in, secure=callback.startswith("https:")),
            grant_routes(GrantRole(stores.staff, clock), stores.staff),
            published_routes(keys, interface),
        ],
        health=health,
    )
    # The merged document stands where FastAPI puts an application's own.
    app.router.routes[:] = [route for route in app.routes if type(route) is not Route]
    app.state.verifier = TokenVerifier(keys, clock)
    answer_zalo_refusals(app)
    return app
