"""The gateway's own application: sign-in, profile, staff, keys, documentation. The proxied routes are not in here."""

from dataclasses import dataclass

import httpx
from fastapi import APIRouter, FastAPI
from starlette.routing import Route

from gateway.api.auth.routes import auth_routes
from gateway.api.grants.routes import grant_routes
from gateway.api.me.routes import me_routes
from gateway.api.mini_app.routes import mini_app_routes
from gateway.api.official_template.routes import official_template_routes
from gateway.api.official_template.services import Services
from gateway.api.province_figures.routes import province_figure_routes
from gateway.api.published.routes import published_routes
from gateway.api.staff.routes import staff_routes
from gateway.api.staff_auth.routes import staff_auth_routes
from gateway.api.zalo_problems import answer_zalo_refusals
from gateway.domain.roles import Labels
from gateway.keys.signing_keys import SigningKeys
from gateway.keys.token_issuer import TokenIssuer
from gateway.mini_app import MiniApp
from gateway.openapi.merged import MergedOpenApi, TableInForce
from gateway.proxy.public_pages import PublicPages
from gateway.services.dossier_figures import AskDossierFigures
from gateway.services.school_names import AskSchoolName
from gateway.settings import Settings
from gateway.store.stores import Stores
from gateway.store.template_sessions import TemplateSessions
from gateway.use_cases.begin_session import BeginSession
from gateway.use_cases.begin_staff_login import BeginStaffLogin
from gateway.use_cases.begin_staff_session import BeginStaffSession
from gateway.use_cases.change_profile import ChangeProfile
from gateway.use_cases.confirm_phone import ConfirmPhone
from gateway.use_cases.finish_staff_login import FinishStaffLogin
from gateway.use_cases.grant_role import GrantRole
from gateway.use_cases.list_staff import ListStaff
from gateway.use_cases.open_template_session import OpenTemplateSession
from gateway.use_cases.read_profile import ReadProfile
from gateway.use_cases.read_province_figures import ReadProvinceFigures
from gateway.use_cases.read_staff import ReadStaff
from gateway.use_cases.refresh_session import RefreshSession
from gateway.use_cases.register_staff import RegisterStaff
from gateway.use_cases.rename_staff import RenameStaff
from gateway.use_cases.require_own_token import RequireOwnToken
from gateway.use_cases.revoke_role import RevokeRole
from gateway.use_cases.sign_in_citizen import SignInCitizen
from gateway.use_cases.sign_out import SignOut
from gateway.use_cases.update_location import UpdateLocation
from gateway.zalo.client import ZaloClient
from gateway.zalo.graph import ZaloGraph
from gateway.zalo.oauth import ZaloOAuth
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.identity import TokenVerifier
from shared.wakeup import Wakeup
from shared.web import create_app

HOME = b"/v1/home"


@dataclass(frozen=True)
class OwnApp:
    """What the application is made of. ``http`` calls Zalo and, for their documents, the services.

    ``services_http`` calls the services for the official template, whose uploads take longer.
    """

    settings: Settings
    stores: Stores
    labels: Labels
    keys: SigningKeys
    http: httpx.AsyncClient
    services_http: httpx.AsyncClient
    pages: PublicPages
    clock: Clock
    wakeup: Wakeup

    def build(self, table: TableInForce) -> FastAPI:
        upstreams, roles = self.settings.upstreams, self.labels.roles
        interface = MergedOpenApi(lambda: app.openapi(), upstreams, table, roles, self.services_http)
        app = create_app(
            title="Quảng Ngãi Smart",
            routers=[
                *self._people(table),
                published_routes(self.keys, interface),
                mini_app_routes(self._mini_app(), lambda: self.pages.text(table().exact["GET", HOME], HOME)),
            ],
        )
        # The merged document stands where FastAPI puts an application's own.
        app.router.routes[:] = [route for route in app.routes if type(route) is not Route]
        app.state.verifier = TokenVerifier(self.keys, self.clock)
        answer_zalo_refusals(app)
        return app

    def _mini_app(self) -> MiniApp | None:
        folder = self.settings.mini_app_dir
        return MiniApp(folder, self.settings.mini_app_simulator, self.settings.mini_app_tiles) if folder else None

    def _people(self, table: TableInForce) -> list[APIRouter]:
        settings, stores, clock, wakeup = self.settings, self.stores, self.clock, self.wakeup
        secret, callback = settings.zalo_app_secret.get_secret_value(), settings.callback_url()
        consoles = settings.console_addresses()
        graph = ZaloGraph(ZaloClient(self.http), settings.zalo_graph_base, secret, settings.mini_app_id, clock)
        oauth = ZaloOAuth(ZaloClient(self.http), settings.zalo_oauth_base, settings.zalo_app_id, secret, callback)
        cipher = FieldCipher.parse(settings.contact_keys.get_secret_value())
        issuer = TokenIssuer(self.keys, clock)
        begin_session = BeginSession(stores.sessions, issuer, clock)
        read = ReadProfile(stores.citizens)
        own_token = RequireOwnToken(graph, read)
        staff_cipher = FieldCipher.parse(settings.staff_keys.get_secret_value())
        # Where there is no svc-payment nobody knows of a school.
        ask_school = AskSchoolName(self.http, settings.upstreams.get("svc-payment", ""))
        ask_dossiers = AskDossierFigures(self.http, settings.upstreams["svc-dossier"])
        register, rename = RegisterStaff(stores.staff, clock), RenameStaff(stores.staff, staff_cipher, clock)
        sign_in = SignInCitizen(graph, stores.citizens, begin_session, cipher, clock, wakeup)
        return [
            official_template_routes(
                Services(
                    self.services_http,
                    settings.upstreams,
                    lambda path, target: self.pages.page(table().exact.get(("GET", path)), target),
                ),
                stores.picked_pictures,
                OpenTemplateSession(sign_in, TemplateSessions(), clock),
                stores.daily_quotas,
                table,
                settings.template_office,
                settings.template_procedure,
                settings.public_base(),
                clock,
            ),
            auth_routes(
                sign_in,
                RefreshSession(stores.sessions, stores.staff, issuer, clock),
                SignOut(stores.sessions, clock),
            ),
            me_routes(
                read,
                ChangeProfile(read, stores.citizens, clock),
                ConfirmPhone(graph, own_token, read, stores.citizens, cipher, clock, wakeup),
                UpdateLocation(graph, own_token, read, stores.citizens),
            ),
            staff_auth_routes(
                BeginStaffLogin(oauth, stores.login_states, consoles, clock),
                FinishStaffLogin(
                    oauth, graph, stores.login_states, stores.login_codes, register, rename, consoles, clock
                ),
                BeginStaffSession(stores.login_codes, stores.staff, begin_session, clock),
                self.labels,
                secure=callback.startswith("https:"),
            ),
            staff_routes(ReadStaff(stores.staff), self.labels),
            province_figure_routes(ReadProvinceFigures(stores.people_figures, ask_dossiers)),
            grant_routes(
                ListStaff(stores.staff),
                GrantRole(stores.staff, self.labels, ask_school, staff_cipher, clock),
                RevokeRole(stores.staff, staff_cipher, clock),
                self.labels,
            ),
        ]
