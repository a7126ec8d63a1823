"""The machine and the versions behind the figures; nothing that names the machine itself."""

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

_PACKAGES = ("granian", "pyreqwest", "uvicorn", "fastapi", "httpx", "pymongo", "aiokafka", "uvloop")
_MEBIBYTE = 1024 * 1024


def describe() -> list[str]:
    """One line for each fact."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _MEBIBYTE
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    tools = {"nginx": _version("nginx", "-v"), "wrk": _version("wrk", "-v")}
    return [
        f"{os.cpu_count()} cores, {memory / 1024:.0f} GiB memory, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, {packages}",
        ", ".join(f"{name} {version}" for name, version in tools.items()),
    ]


def processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found.group(1).strip() if found else platform.processor() or platform.machine()


def _version(program: str, flag: str) -> str:
    path = shutil.which(program)
    if path is None:
        return "not installed"
    asked = subprocess.run([path, flag], capture_output=True, text=True, timeout=10, check=False)
    found = re.search(r"\d+(\.\d+)+", asked.stdout + asked.stderr)
    return found.group() if found else "of unknown version"
