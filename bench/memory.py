"""Resident memory of each part of a stack, in MB (10⁶ bytes). Pages that processes share count in each of them."""

import psutil

from local_stack.stack import Stack


def resident(stack: Stack) -> dict[str, float]:
    return {name: psutil.Process(part.child.pid).memory_info().rss / 1e6 for name, part in stack.parts.items()}
