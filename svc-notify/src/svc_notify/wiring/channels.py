"""The channels in use, each with its dispatcher, and the clients of Zalo's hosts."""

import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx

from shared.clock import VIETNAM, Clock
from shared.http_client import outbound
from svc_notify.channels.console import Console
from svc_notify.channels.oa_codes import OA_CODES, OA_CS_CODES
from svc_notify.channels.port import ChannelAdapter
from svc_notify.channels.zalo_mini_app import ZaloMiniApp
from svc_notify.channels.zalo_oa_cs import ZaloOaCs
from svc_notify.channels.zalo_oa_legacy import LegacyMessageType, ZaloOaLegacy
from svc_notify.channels.zalo_oa_template import ZaloOaTemplate
from svc_notify.channels.zns import Zns
from svc_notify.channels.zns_codes import ZNS_CODES
from svc_notify.dispatch.channel_health import ChannelHealth
from svc_notify.dispatch.delivery_contexts import DeliveryContextReader
from svc_notify.dispatch.dispatcher import Dispatcher
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.dispatch.pacer import Pacer
from svc_notify.dispatch.quotas import Quotas
from svc_notify.dispatch.sender import Sender
from svc_notify.domain.delivery import lease_for
from svc_notify.domain.policy import OA, ORDER, Channel
from svc_notify.domain.template_versions import Templates
from svc_notify.settings import Settings
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople
from svc_notify.tokens.provider import TokenProvider
from svc_notify.zalo.answer_codes import Codes
from svc_notify.zalo.oauth import CALL_TIMEOUT, ZaloOAuth
from svc_notify.zalo.official_account import OfficialAccount


@dataclass(frozen=True)
class ZaloClients:
    """One for each of its hosts, with the time-out by which the claim's lease is reckoned."""

    oa: httpx.AsyncClient
    zns: httpx.AsyncClient
    mini_app: httpx.AsyncClient


@asynccontextmanager
async def open_zalo(settings: Settings) -> AsyncIterator[ZaloClients]:
    bases = (settings.zalo_oa_base, settings.zalo_zns_base, settings.zalo_mini_openapi_base)
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(outbound(str(base), settings.zalo_timeout_seconds)) for base in bases
        ]
        yield ZaloClients(*clients)


@asynccontextmanager
async def open_oauth(settings: Settings) -> AsyncIterator[ZaloOAuth]:
    async with outbound(str(settings.zalo_oauth_base), CALL_TIMEOUT) as http:
        yield ZaloOAuth(http, settings.zalo_app_id, settings.zalo_app_secret.get_secret_value())


@dataclass(frozen=True)
class ActiveChannel:
    """A channel in use. Channels that the provider counts together share the pacer."""

    adapter: ChannelAdapter
    pacer: Pacer


def claim_lease(settings: Settings) -> timedelta:
    return lease_for(timedelta(seconds=settings.zalo_timeout_seconds))


def make_account(settings: Settings, http: httpx.AsyncClient, codes: Codes, tokens: TokenProvider) -> OfficialAccount:
    return OfficialAccount(http, codes, tokens, settings.zalo_app_secret.get_secret_value())


def make_channels(
    settings: Settings, zalo: ZaloClients, tokens: TokenProvider, clock: Clock
) -> Mapping[Channel, ActiveChannel]:
    """Makes every channel in use."""
    account, in_own_words, by_phone = (
        make_account(settings, http, codes, tokens)
        for http, codes in ((zalo.oa, OA_CODES), (zalo.oa, OA_CS_CODES), (zalo.zns, ZNS_CODES))
    )
    mini_app_key = settings.zalo_mini_app_api_key.get_secret_value().partition(",")[0].strip()

    def legacy(kind: LegacyMessageType) -> ZaloOaLegacy:
        return ZaloOaLegacy(
            account,
            kind,
            settings.legacy_oa_until,
            lambda: clock.now().astimezone(VIETNAM).date(),
            settings.zalo_mini_app_id,
        )

    adapters: Mapping[Channel, Callable[[], ChannelAdapter]] = {
        Channel.ZALO_OA_CS: lambda: ZaloOaCs(in_own_words, settings.zalo_mini_app_id),
        Channel.ZALO_OA_TEMPLATE: lambda: ZaloOaTemplate(account),
        Channel.ZALO_OA_TRANSACTION: lambda: legacy("transaction"),
        Channel.ZALO_OA_PROMOTION: lambda: legacy("promotion"),
        Channel.ZALO_MINI_APP: lambda: ZaloMiniApp(zalo.mini_app, settings.zalo_mini_app_id, mini_app_key),
        Channel.ZNS: lambda: Zns(by_phone),
        Channel.CONSOLE: Console,
    }
    of_official_account = Pacer(settings.send_rate_per_minute, time.monotonic)
    return {
        channel: ActiveChannel(
            adapters[channel](),
            of_official_account if channel in OA else Pacer(settings.send_rate_per_minute, time.monotonic),
        )
        for channel in settings.channels
    }


def make_dispatchers(
    settings: Settings,
    channels: Mapping[Channel, ActiveChannel],
    messages: Messages,
    contexts: DeliveryContextReader,
    templates: Templates,
    quotas: Quotas,
    people: OaPeople,
    clock: Clock,
) -> Dispatchers:
    def wake() -> None:
        dispatchers.wake()

    def dispatcher(channel: Channel, active: ActiveChannel, first: bool) -> Dispatcher:
        health = ChannelHealth(time.monotonic, random.random)
        return Dispatcher(
            channel=channel,
            first=first,
            messages=messages,
            contexts=contexts,
            adapter=active.adapter,
            pacer=active.pacer,
            health=health,
            clock=clock,
            sender=Sender(
                messages=messages,
                templates=templates,
                adapter=active.adapter,
                pacer=active.pacer,
                health=health,
                clock=clock,
                draw=random.random,
                quotas=quotas,
                people=people,
                on_rerouted=wake,
            ),
            draw=random.random,
            concurrency=settings.send_concurrency,
            lease=claim_lease(settings),
            on_rerouted=wake,
        )

    in_order = [channel for channel in ORDER if channel in channels]
    dispatchers = Dispatchers(
        {channel: dispatcher(channel, channels[channel], channel is in_order[0]) for channel in in_order}
    )
    return dispatchers
