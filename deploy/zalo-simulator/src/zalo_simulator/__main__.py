"""python -m zalo_simulator"""

import sys

import orjson
from pydantic import ValidationError

from zalo_simulator.server import serve
from zalo_simulator.settings import Settings
from zalo_simulator.state import restore
from zalo_simulator.templates import TemplateRefused, load_templates
from zalo_simulator.world import World


def main() -> None:
    settings = _settings()
    try:
        templates = load_templates(settings.templates) if settings.templates else {}
    except TemplateRefused as refusal:
        sys.exit(_refuse(f"ZALO_SIMULATOR_TEMPLATES: {refusal}"))
    world = World(settings, templates)
    if settings.state_file and settings.state_file.exists():
        try:
            restore(world, orjson.loads(settings.state_file.read_bytes()))
        except (OSError, KeyError, TypeError, ValueError):
            sys.exit(_refuse(f"ZALO_SIMULATOR_STATE_FILE: {settings.state_file.name} is not a state of the simulator"))
    serve(world, settings)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        sys.exit(_refuse(f"ZALO_SIMULATOR_{str(first['loc'][0]).upper()}: {first['msg']}"))


def _refuse(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return 2


if __name__ == "__main__":
    main()
