"""The channels in use, each with its dispatcher."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from shared.clock import Clock
from svc_notify.channels.port import ChannelAdapter
from svc_notify.channels.zalo_oa import ZaloOaTemplate
from svc_notify.dispatch.dispatcher import Dispatcher
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.dispatch.gate import Gate
from svc_notify.dispatch.pacer import Pacer
from svc_notify.dispatch.quotas import Quotas
from svc_notify.dispatch.sender import Sender
from svc_notify.dispatch.survey import Survey
from svc_notify.domain.delivery import lease_for
from svc_notify.domain.policy import ORDER, Channel
from svc_notify.settings import Settings
from svc_notify.store.messages import Messages
from svc_notify.template_files import Templates
from svc_notify.tokens.keeper import TokenKeeper


def channels_in_use() -> frozenset[Channel]:
    return frozenset({Channel.ZALO_OA_TEMPLATE})


@dataclass(frozen=True)
class Line:
    """A channel in use. Channels that the provider counts together share the pacer."""

    adapter: ChannelAdapter
    pacer: Pacer


def make_lines(settings: Settings, zalo_oa: httpx.AsyncClient, keeper: TokenKeeper) -> Mapping[Channel, Line]:
    """Of every channel in ``channels_in_use``."""
    of_official_account = Pacer(settings.send_rate_per_minute, time.monotonic)
    app_secret = settings.zalo_app_secret.get_secret_value()
    return {
        Channel.ZALO_OA_TEMPLATE: Line(ZaloOaTemplate(zalo_oa, keeper, app_secret), of_official_account),
    }


def make_dispatchers(
    settings: Settings,
    lines: Mapping[Channel, Line],
    messages: Messages,
    survey: Survey,
    templates: Templates,
    quotas: Quotas,
    clock: Clock,
) -> Dispatchers:
    def wake() -> None:
        dispatchers.wake()

    def dispatcher(channel: Channel, line: Line, first: bool) -> Dispatcher:
        gate = Gate(time.monotonic, random.random)
        return Dispatcher(
            channel=channel,
            first=first,
            messages=messages,
            survey=survey,
            adapter=line.adapter,
            pacer=line.pacer,
            gate=gate,
            clock=clock,
            sender=Sender(
                messages=messages,
                templates=templates,
                adapter=line.adapter,
                pacer=line.pacer,
                gate=gate,
                clock=clock,
                draw=random.random,
                learn_quota=quotas.learn,
                on_other=wake,
            ),
            draw=random.random,
            concurrency=settings.send_concurrency,
            lease=lease_for(timedelta(seconds=settings.zalo_timeout_seconds)),
            on_other=wake,
        )

    in_order = [channel for channel in ORDER if channel in lines]
    dispatchers = Dispatchers(
        {channel: dispatcher(channel, lines[channel], channel is in_order[0]) for channel in in_order}
    )
    return dispatchers
