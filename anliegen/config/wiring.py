"""What happens after what: every event with its handlers, in their order.

Handlers write rows and notices of the same database only, never the network: they run inside the
transaction of the event and roll it back when they fail.
"""

from collections.abc import Mapping, Sequence

from anliegen.common.events import Event, Handler, wire

WIRING: Mapping[type[Event], Sequence[Handler]] = {}


def connect() -> None:
    """Install the table above. Called once at start-up."""
    wire(WIRING)
