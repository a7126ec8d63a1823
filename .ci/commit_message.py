"""``commit_message.py <file>``: says what is wrong with the form of a commit message. CONTRIBUTING.md has the rules."""

import sys
from pathlib import Path

MAX_SUBJECT = 72


def faults(message: str) -> list[str]:
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject = lines[0] if lines else ""
    if subject.startswith(("Merge ", "Revert ", "fixup! ", "squash! ")):
        return []
    return [
        fault
        for is_wrong, fault in (
            (not subject.strip(), "the subject is empty"),
            (
                len(subject) > MAX_SUBJECT,
                f"the subject has {len(subject)} characters, at most {MAX_SUBJECT} are allowed",
            ),
            (subject.endswith("."), "the subject ends with a full stop"),
            (subject[:1].islower(), "the subject begins with a small letter"),
            (len(lines) > 1 and bool(lines[1].strip()), "the line after the subject is not empty"),
        )
        if is_wrong
    ]


def main() -> int:
    found = faults(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
