"""All that the gateway keeps."""

from gateway.store.citizens import Citizens
from gateway.store.daily_quota import DailyQuotas
from gateway.store.live_gateways import LiveGateways
from gateway.store.login_codes import LoginCodes
from gateway.store.login_states import LoginStates
from gateway.store.people_figures import StoredPeopleFigures
from gateway.store.picked_pictures import PickedPictures
from gateway.store.sessions import Sessions
from gateway.store.staff_members import StaffMembers
from gateway.store.visitors import Visitors
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.mongo import Database


class Stores:
    def __init__(self, database: Database, zalo_app_id: str, cipher: FieldCipher, clock: Clock) -> None:
        self.citizens = Citizens(database, zalo_app_id, cipher)
        self.sessions = Sessions(database, cipher)
        self.staff = StaffMembers(database, zalo_app_id)
        self.login_states = LoginStates(database)
        self.login_codes = LoginCodes(database)
        self.daily_quotas = DailyQuotas(database, clock)
        self.picked_pictures = PickedPictures(database)
        self.live_gateways = LiveGateways(database)
        self.visitors = Visitors(database)
        self.people_figures = StoredPeopleFigures(database, self.visitors)
