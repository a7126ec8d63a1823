"""Which calls the inspecting process may no longer ask of the kernel: those that reach other processes and machines.

Landlock knows files and TCP, not datagrams, sockets by their path or new processes. This filter (seccomp) refuses what
makes or uses a socket, starts a process or a program, sends signals, looks into or bounds another process, and the
calls that would do any of it on the caller's behalf (io_uring). Threads stay allowed: libraries that decode pictures
start some. A list of what is refused, because what Python and its libraries need differs by version and processor.

The numbers are those of ``asm/unistd.h``; the program is classic BPF: https://docs.kernel.org/userspace-api/seccomp_filter.html.
"""

import ctypes
import errno
import platform
from collections.abc import Mapping
from dataclasses import dataclass

_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _PROCESSOR, _FIRST_ARGUMENT = 0, 4, 16
"""Where they stand in what the program looks at; of an argument the lower half."""
_CLONE_THREAD = 0x10000
_OTHER_NUMBERS = 0x40000000
"""x86-64 has a second set of numbers from here on (x32)."""

_SOCKETS = ("socket", "socketpair", "bind", "listen", "accept", "accept4", "connect", "sendto", "sendmsg", "sendmmsg")
_PROCESSES = ("fork", "vfork", "execve", "execveat", "unshare", "setns")
_SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")
_OTHERS = ("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_open", "pidfd_getfd", "kcmp")
_PRIORITIES = (
    "setpriority",
    "ioprio_set",
    "sched_setparam",
    "sched_setscheduler",
    "sched_setaffinity",
    "sched_setattr",
)
_SHARED = ("shmget", "msgget", "semget", "mq_open", "add_key", "request_key", "keyctl")
_BY_OTHER_MEANS = ("io_uring_setup", "bpf", "perf_event_open", "userfaultfd", "open_by_handle_at")
REFUSED = (*_SOCKETS, *_PROCESSES, *_SIGNALS, *_OTHERS, *_PRIORITIES, *_SHARED, *_BY_OTHER_MEANS)


@dataclass(frozen=True)
class Processor:
    """``audit``: what the kernel calls it; ``numbers`` of the calls that it has."""

    audit: int
    numbers: Mapping[str, int]


# fmt: off
_NEW = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "pidfd_open": 434, "clone3": 435, "pidfd_getfd": 438,
    "process_madvise": 440,
}
"""The same on every processor."""
PROCESSORS: Mapping[str, Processor] = {
    "x86_64": Processor(0xC000003E, _NEW | {
        "shmget": 29, "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50,
        "socketpair": 53, "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "semget": 64, "msgget": 68,
        "ptrace": 101, "rt_sigqueueinfo": 129, "setpriority": 141, "sched_setparam": 142, "sched_setscheduler": 144,
        "tkill": 200, "sched_setaffinity": 203, "tgkill": 234, "mq_open": 240, "add_key": 248, "request_key": 249,
        "keyctl": 250, "ioprio_set": 251, "unshare": 272, "accept4": 288, "rt_tgsigqueueinfo": 297,
        "perf_event_open": 298, "prlimit64": 302, "open_by_handle_at": 304, "sendmmsg": 307, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "sched_setattr": 314, "bpf": 321,
        "execveat": 322, "userfaultfd": 323,
    }),
    "aarch64": Processor(0xC00000B7, _NEW | {
        "ioprio_set": 30, "unshare": 97, "ptrace": 117, "sched_setparam": 118, "sched_setscheduler": 119,
        "sched_setaffinity": 122, "kill": 129, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "setpriority": 140,
        "mq_open": 180, "msgget": 186, "semget": 190, "shmget": 194, "socket": 198, "socketpair": 199, "bind": 200,
        "listen": 201, "accept": 202, "connect": 203, "sendto": 206, "sendmsg": 211, "add_key": 217,
        "request_key": 218, "keyctl": 219, "clone": 220, "execve": 221, "rt_tgsigqueueinfo": 240,
        "perf_event_open": 241, "accept4": 242, "prlimit64": 261, "open_by_handle_at": 265, "setns": 268,
        "sendmmsg": 269, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "sched_setattr": 274,
        "bpf": 280, "execveat": 281, "userfaultfd": 282,
    }),
}
# fmt: on


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


Line = tuple[int, int, int, int]
"""Code, lines to skip where it is so, lines to skip where it is not, value."""


def refuse_calls() -> bool:
    """Refuse the calls for good, and return whether this kernel and processor can; where they cannot, nothing changes.

    Needs ``no_new_privs``, or the rights of an administrator.
    """
    processor = PROCESSORS.get(platform.machine())
    if processor is None:
        return False
    lines = filter_of(processor)
    program = _Program(len(lines), (_Instruction * len(lines))(*(_Instruction(*line) for line in lines)))
    return int(ctypes.CDLL(None).prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)) == 0


def filter_of(processor: Processor) -> list[Line]:
    """The program that answers for each call."""
    refused = [processor.numbers[name] for name in REFUSED if name in processor.numbers]
    return [
        (_LOAD, 0, 0, _PROCESSOR),
        (_IF_EQUAL, 1, 0, processor.audit),
        _refusal(errno.EPERM),  # by the numbers of another processor, which this one speaks too
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, _OTHER_NUMBERS),
        _refusal(errno.EPERM),
        *(line for number in refused for line in ((_IF_EQUAL, 0, 1, number), _refusal(errno.EPERM))),
        # Its flags cannot be seen from here; whoever is told that there is no such call uses the older one.
        (_IF_EQUAL, 0, 1, processor.numbers["clone3"]),
        _refusal(errno.ENOSYS),
        *_only_if(processor.numbers["clone"], (_IF_ANY_BIT, 0, 1, _CLONE_THREAD)),
        *_only_if(processor.numbers["prlimit64"], (_IF_EQUAL, 0, 1, 0)),  # its own bounds
        (_RETURN, 0, 0, _ALLOW),
    ]


def _only_if(number: int, condition: Line) -> list[Line]:
    """The lines that allow the call ``number`` only if its first argument fulfils ``condition``."""
    allowed = (_RETURN, 0, 0, _ALLOW)
    return [(_IF_EQUAL, 0, 4, number), (_LOAD, 0, 0, _FIRST_ARGUMENT), condition, allowed, _refusal(errno.EPERM)]


def _refusal(error: int) -> Line:
    return _RETURN, 0, 0, _ERROR | error
