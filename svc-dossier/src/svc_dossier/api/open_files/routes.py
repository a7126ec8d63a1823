"""Where links to files of this service are opened."""

from fastapi import APIRouter

from shared.files.links import FileLinks
from shared.files.open_file import open_file_router

PATH = "/v1/open-files/dossier"


def open_file_routes(links: FileLinks) -> APIRouter:
    return open_file_router(PATH, links)
