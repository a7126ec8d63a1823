"""``python -m shared.retire_key k1 < old > new``: a ring of keys without one that ``reseal`` has made needless."""

import sys

from shared.crypto import retire

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m shared.retire_key <id of the key> < old ring > new ring\n")
        raise SystemExit(2)
    try:
        ring = retire(sys.stdin.read().strip(), sys.argv[1])
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None
    sys.stdout.write(f"{ring}\n")
