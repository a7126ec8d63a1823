"""The composition of what an office offers beside dossiers: catalogue, calendar, communes, appointments, figures."""

from collections.abc import Sequence

from fastapi import APIRouter

from shared.access_log import RecordAccess
from shared.clock import Clock
from svc_dossier.api.appointments.routes import appointment_routes
from svc_dossier.api.calendar.routes import calendar_routes
from svc_dossier.api.communes.routes import commune_routes
from svc_dossier.api.figures.routes import figure_routes
from svc_dossier.api.offices.routes import office_routes
from svc_dossier.api.procedure_versions.routes import procedure_version_routes
from svc_dossier.api.procedures.routes import procedure_routes
from svc_dossier.api.staff_appointments.routes import staff_appointment_routes
from svc_dossier.catalogue.appointment_rules import AppointmentRules
from svc_dossier.store.appointments import Appointments
from svc_dossier.store.figures import StoredFigures
from svc_dossier.store.sealed_contact import ContactSeal
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.use_cases.book_appointment import BookAppointment
from svc_dossier.use_cases.call_next_number import CallNextNumber
from svc_dossier.use_cases.cancel_appointment import CancelAppointment
from svc_dossier.use_cases.change_calendar import ChangeCalendar
from svc_dossier.use_cases.discard_procedure_version import DiscardProcedureVersion
from svc_dossier.use_cases.draft_procedure_version import DraftProcedureVersion
from svc_dossier.use_cases.edit_procedure_version import EditProcedureVersion
from svc_dossier.use_cases.find_appointment import FindAppointment
from svc_dossier.use_cases.find_office import FindOffice
from svc_dossier.use_cases.handle_appointment import HandleAppointment
from svc_dossier.use_cases.list_offices import ListOffices
from svc_dossier.use_cases.list_slots import ListSlots
from svc_dossier.use_cases.publish_procedure_version import PublishProcedureVersion
from svc_dossier.use_cases.read_appointment import ReadAppointment
from svc_dossier.use_cases.read_appointment_as_officer import ReadAppointmentAsOfficer
from svc_dossier.use_cases.read_figures import ReadFigures
from svc_dossier.use_cases.read_queue import ReadQueue
from svc_dossier.use_cases.retract_procedure_version import RetractProcedureVersion
from svc_dossier.use_cases.revise_procedure_version import ReviseProcedureVersion
from svc_dossier.use_cases.rules import Rules
from svc_dossier.use_cases.take_appointment_step import TakeAppointmentStep


def office_routers(
    rules: Rules,
    appointments: Appointments,
    appointment_rules: AppointmentRules,
    figures: StoredFigures,
    record_access: RecordAccess,
    seal: FormSeal,
    clock: Clock,
) -> Sequence[APIRouter]:
    return [
        procedure_routes(rules.catalogue, rules.pages, rules.calendars, clock),
        _procedure_versions(rules, clock),
        calendar_routes(
            rules.calendars,
            rules.calendar_revisions,
            ChangeCalendar(rules.calendars, rules.calendar_revisions, rules.refresh_calendar, clock),
        ),
        commune_routes(rules.communes),
        figure_routes(
            ReadFigures(figures, rules.agencies, rules.catalogue, rules.calendars, clock),
            rules.agencies,
            rules.catalogue,
        ),
        *_appointments(rules, appointments, appointment_rules, record_access, seal, clock),
    ]


def _procedure_versions(rules: Rules, clock: Clock) -> APIRouter:
    versions, compiler, calendars = rules.procedure_versions, rules.compiler, rules.calendars
    edit = EditProcedureVersion(versions, rules.read_published, clock)
    return procedure_version_routes(
        versions,
        DraftProcedureVersion(versions, compiler, clock),
        ReviseProcedureVersion(edit, compiler),
        PublishProcedureVersion(edit, versions, compiler, calendars),
        RetractProcedureVersion(edit, calendars),
        DiscardProcedureVersion(edit),
        calendars,
        clock,
    )


def _appointments(
    rules: Rules,
    appointments: Appointments,
    appointment_rules: AppointmentRules,
    record_access: RecordAccess,
    seal: FormSeal,
    clock: Clock,
) -> Sequence[APIRouter]:
    calendars, wording = rules.calendars, appointment_rules.wording
    contact_seal = ContactSeal(seal)
    find_office = FindOffice(rules.agencies, appointment_rules.openings)
    read_queue = ReadQueue(appointments, calendars, clock)
    read = ReadAppointment(appointments, contact_seal, read_queue, calendars, clock)
    find = FindAppointment(appointments)
    take_step = TakeAppointmentStep(appointments, calendars, wording, clock)
    return [
        office_routes(
            ListOffices(rules.agencies, rules.catalogue, calendars, clock),
            find_office,
            ListSlots(appointments, find_office, calendars, clock),
            read_queue,
            calendars,
            rules.offices,
        ),
        appointment_routes(
            appointments,
            BookAppointment(appointments, find_office, rules.catalogue, calendars, contact_seal, clock),
            read,
            CancelAppointment(find, take_step),
            rules.offices,
            wording,
            clock,
        ),
        staff_appointment_routes(
            appointments,
            ReadAppointmentAsOfficer(read, record_access),
            record_access,
            HandleAppointment(find, take_step),
            CallNextNumber(appointments, take_step, calendars, clock),
            calendars,
            rules.agencies,
            rules.offices,
            wording,
            clock,
        ),
    ]
