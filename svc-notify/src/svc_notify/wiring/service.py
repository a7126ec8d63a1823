"""The service: the API, the worker, or both, on the chassis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.chassis import open_chassis
from shared.lifecycle import Service
from shared.wakeup import Wakeup
from shared.web import create_app
from svc_notify import SERVICE
from svc_notify.api.broadcasts.offers import OFFERS
from svc_notify.consumers import planner, staff_events
from svc_notify.domain.events import TOPIC
from svc_notify.settings import Settings
from svc_notify.sources.catalogue import catalogue
from svc_notify.store.indexes import SCHEMA
from svc_notify.wiring.api import make_routers
from svc_notify.wiring.channels import open_oauth, open_zalo
from svc_notify.wiring.worker import make_worker


@asynccontextmanager
async def build(settings: Settings, roles: frozenset[str]) -> AsyncIterator[Service]:
    async with open_chassis(SERVICE, settings, roles, SCHEMA) as chassis:
        app = None
        if chassis.serves:
            routers = make_routers(settings, chassis.database, chassis.clock)
            app = create_app(title="Thông báo", routers=routers, offers=OFFERS)
            app.state.verifier = await chassis.verifier()
        chassis.relay("erasures", TOPIC, Wakeup())
        if chassis.works:
            zalo, oauth = await chassis.open(open_zalo(settings)), await chassis.open(open_oauth(settings))
            worker = make_worker(settings, chassis.database, zalo, oauth, chassis.leases, chassis.clock)
            chassis.consumer(planner.GROUP, catalogue().topics, worker.handle)
            chassis.consumer(staff_events.GROUP, staff_events.TOPICS, worker.learn_staff)
            for name, task in worker.tasks.items():
                chassis.task(name, task)
        yield chassis.service(app)
