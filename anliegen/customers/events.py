"""What happens to customers, in the past tense, ids only."""

from dataclasses import dataclass

from anliegen.common.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerRenamed(Event):
    customer_id: int
