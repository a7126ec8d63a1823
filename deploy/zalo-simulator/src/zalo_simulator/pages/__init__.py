"""The pages' templates; everything they need comes from this folder."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent

_pages = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)

PHONES_PAGE = _pages.get_template("phones.html")
PHONES_PART = _pages.get_template("phones_part.html")
CONTROLS_PAGE = _pages.get_template("controls.html")
CONSOLE_PAGE = _pages.get_template("console.html")
LOGIN_PAGE = _pages.get_template("login.html")
PERMISSION_ERROR_PAGE = _pages.get_template("permission_error.html")
