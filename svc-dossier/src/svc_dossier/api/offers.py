"""The steps that are open with a dossier, an appointment or a procedure's version, each with the request for it."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from shared.clock import Clock
from shared.identity import Caller
from shared.offers import Offer, OffersOf
from svc_dossier.api.officers import actors
from svc_dossier.catalogue.appointment_rules import VisitWording
from svc_dossier.catalogue.labels import VERSION_EDITS
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.appointment import TABLE as VISIT_TABLE
from svc_dossier.domain.appointment import Action as Move
from svc_dossier.domain.appointment import Actor as Visitor
from svc_dossier.domain.appointment import Appointment
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.outlook import Outlook
from svc_dossier.domain.postponement import may_be_postponed
from svc_dossier.domain.procedure_version import Edit, ProcedureVersion
from svc_dossier.domain.transitions import CITIZEN, FINAL, TABLE, Action, Actor, acting
from svc_dossier.store.dossiers import DossierSummary

_PATHS: Mapping[Action, str] = {
    **{action: action.value.replace("_", "-") for action in Action},
    Action.SUPPLEMENT: "supplements",
    Action.WITHDRAW: "withdrawal",
    Action.ENTER_CODE: "national-code",
}
"""The last part of the path on which a step is taken."""
_EDIT_NAMES: Mapping[Edit, str] = {
    Edit.REVISED: "revise",
    Edit.PUBLISHED: "publish",
    Edit.RETRACTED: "retract",
    Edit.DISCARDED: "discard",
}
"""The name under which an edit is offered; for all but ``revise`` it is the last part of its path as well."""


def own_offers(wording: Wording, dossier_id: str, version: int, outlook: Outlook) -> list[Offer]:
    """What the citizen may do, the most urgent first. A citizen need not say which version they saw."""
    base = f"/v1/dossiers/{dossier_id}"
    offers = []
    if outlook.to_pay:
        # The bill is svc-payment's, which makes it a moment after the office has asked.
        offers.append(Offer.of("pay", wording.pay, f"/v1/bills?dossier_id={dossier_id}", method="GET"))
    offers += [
        Offer.of(
            action.value,
            wording.step(action, handed_off=outlook.context.handed_off),
            f"{base}/{_PATHS[action]}",
            version=version,
        )
        for action in TABLE.allowed(outlook.context, CITIZEN)
    ]
    if outlook.rateable:
        offers.append(Offer.of("rate", wording.rate, f"{base}/rating"))
    return offers


def staff_offers(wording: Wording, of: Dossier | DossierSummary, roles: frozenset[Actor], now: datetime) -> list[Offer]:
    """What an officer may do ``now`` who has ``roles`` where the dossier is."""
    base, actors = f"/v1/staff/dossiers/{of.id}", acting(roles, has_account=of.citizen_id is not None)
    offers = [
        Offer.of(
            action.value,
            wording.actions[action],
            f"{base}/{_PATHS[action]}",
            version=of.version,
            needs_if_match=True,
        )
        for action in TABLE.allowed(of.outlook.context, actors)
        if action is not Action.POSTPONE or (of.due_at is not None and may_be_postponed(of.due_at, now))
    ]
    if of.outlook.code_claimed and not of.outlook.context.has_code and Actor.ONE_STOP in roles:
        href = f"{base}/confirm-national-code"
        confirm = Offer.of("confirm_national_code", wording.confirm_code, href, version=of.version, needs_if_match=True)
        offers.append(confirm)
    if of.outlook.to_pay and Actor.ONE_STOP in roles:
        offers.append(Offer.of("collect_fee", wording.collect_fee, f"/v1/staff/bills?dossier_id={of.id}", method="GET"))
    if of.outlook.context.handed_off:  # no office's work
        return offers
    if roles and of.outlook.state not in FINAL:
        href = f"{base}/assignment"
        offers.append(Offer.of("assign", wording.assign, href, version=of.version, needs_if_match=True))
    if roles:
        offers.append(Offer.of("add_note", wording.add_note, f"{base}/notes"))
    return offers


def version_offers(version: ProcedureVersion, now: datetime, zone: tzinfo) -> list[Offer]:
    """What an editor of the catalogue may do with a version of a procedure ``now``."""
    base = f"/v1/staff/procedures/{version.code}/versions/{version.number}"
    return [
        Offer.of(
            _EDIT_NAMES[edit],
            VERSION_EDITS[edit],
            base if edit is Edit.REVISED else f"{base}/{_EDIT_NAMES[edit]}",
            version=version.revision,
            needs_if_match=True,
            method="PUT" if edit is Edit.REVISED else "POST",
        )
        for edit in version.open_edits(now, zone)
    ]


def visit_offers(wording: VisitWording, appointment: Appointment, actor: Visitor, now: datetime) -> list[Offer]:
    """What may be done with an appointment ``now``: by who has it, or by the office."""
    of_office = actor is Visitor.OFFICER
    base = f"/v1/{'staff/' if of_office else ''}appointments/{appointment.id}"
    return [
        Offer.of(
            action.value,
            wording.actions[action],
            f"{base}/{'cancellation' if action is Move.CANCEL else action.value}",
            version=appointment.version,
            needs_if_match=of_office,
        )
        for action in VISIT_TABLE.allowed(appointment.context_at(now), {actor})
    ]


def dossier_offers_of(wording: Wording, clock: Clock) -> OffersOf:
    """Whoever calls: its citizen or an officer."""

    def of_dossier(dossier: Dossier, caller: Caller) -> list[Offer]:
        if caller.kind == "citizen":
            return own_offers(wording, dossier.id, dossier.version, dossier.outlook)
        return staff_offers(wording, dossier, actors(caller, dossier.agency_id), clock.now())

    return {Dossier: of_dossier}


def visit_offers_of(wording: VisitWording, clock: Clock) -> OffersOf:
    def of_appointment(appointment: Appointment, caller: Caller) -> list[Offer]:
        actor = Visitor.CITIZEN if caller.kind == "citizen" else Visitor.OFFICER
        return visit_offers(wording, appointment, actor, clock.now())

    return {Appointment: of_appointment}
