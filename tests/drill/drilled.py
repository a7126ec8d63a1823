"""What a drill came to: what is gone, how long nobody was served, and whether all of before the copy is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.drill.claimants import Promise
from tests.drill.copies import Backup

TARGET_SECONDS = 300
"""The longest time to restore a gigabyte."""


@dataclass(frozen=True)
class Drilled:
    """What happened. Moments are monotonic seconds."""

    backup: Backup
    disaster: float
    restored: float
    served: float
    promised: Sequence[Promise]
    broken: Sequence[str]
    """Ids of what was there before the copy and is not, or is not what it was."""
    unsent: int
    """How many dossiers of the copy had an event that was still to be sent."""
    never_sent: Sequence[str]
    """Those of them whose event was not sent after the restore, and those of before the copy that Kafka never knew."""
    known_to_kafka: int
    """How many of the dossiers that are gone have an event in Kafka: these citizens can be asked to file again."""

    @property
    def gone(self) -> int:
        return sum(promise.moment >= self.backup.held for promise in self.promised)

    @property
    def rto(self) -> float:
        return self.served - self.disaster

    @property
    def is_well(self) -> bool:
        return not self.broken and not self.never_sent and self.unsent > 0 and self.rto <= TARGET_SECONDS

    def __str__(self) -> str:
        kept, copied = len(self.promised) - self.gone, self.backup
        return (
            f"backup  {copied.size / 1e9:.2f} GB copied in {copied.seconds:.1f} s, while which writes waited\n"
            f"RPO     {self.disaster - copied.held:.1f} s: {self.gone} of {len(self.promised)} acknowledged dossiers "
            f"came after the copy began and are gone; Kafka knows {self.known_to_kafka} of them\n"
            f"RTO     {self.rto:.1f} s from the loss to the first dossier acknowledged anew (at most {TARGET_SECONDS}, "
            f"for 1 GB); MongoDB answered after {self.restored - self.disaster:.1f} s\n"
            f"kept    {kept} dossiers acknowledged before it, and all that was filled; {len(self.broken)} missing "
            f"or altered; events of {self.unsent} waited, of which {len(self.never_sent)} were never sent\n"
        )
