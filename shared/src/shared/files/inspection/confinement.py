"""What the inspecting process gives up before it reads foreign bytes: files, programs, the network, other processes.

Landlock needs no rights of an administrator. Who is confined by it opens no file but those of Python and its libraries,
writes, makes and removes none, starts no program, reads no other process's memory or environment (although the user is
the same), and on newer kernels opens no TCP connection and sends no signal. Linux has had it since 5.13; each version
adds to it, and what a kernel does not know is left out: https://docs.kernel.org/userspace-api/landlock.html. What it
does not reach, a filter of system calls refuses (``system_calls.py``).
"""

import ctypes
import os
import resource
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from shared.files.inspection.system_calls import refuse_calls

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""The same numbers on every processor."""
_ASK_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
_RIGHTS_TO_FILES = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many there are since which version."""
_TCP = 0b11
_SIGNALS_AND_SOCKETS = 0b11

OPEN_FILES = 64


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def landlock_version() -> int:
    """The version that this kernel has; 0 where it has none."""
    return max(int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)), 0)


def confine() -> int:
    """Confine this process for good, and return the version of Landlock that does it."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    system = ctypes.CDLL(None, use_errno=True)
    _done(system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    version = landlock_version()
    if version:
        _bound_by_landlock(system, version)
    return version if refuse_calls() else 0


def _bound_by_landlock(system: ctypes.CDLL, version: int) -> None:
    rights = max(number for since, number in _RIGHTS_TO_FILES.items() if since <= version)
    asked = _Ruleset((1 << rights) - 1, _TCP if version >= 4 else 0, _SIGNALS_AND_SOCKETS if version >= 6 else 0)
    known = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _done(system.syscall(_CREATE_RULESET, ctypes.byref(asked), known, 0))
    for folder in _code():
        at = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        rule = _Beneath(_READ_FILE | _READ_DIRECTORY, at)
        _done(system.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0))
        os.close(at)
    _done(system.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _code() -> Iterable[Path]:
    """Where modules and libraries are, which some load late. Not the folder that the service was started in."""
    named = {*sys.path, *sysconfig.get_paths().values(), "/lib", "/lib64", "/usr/lib", "/usr/lib64"} - {""}
    return [path for path in map(Path, sorted(named)) if path.is_dir() and path != Path.cwd()]


def _done(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "the process could not be confined")
    return result
