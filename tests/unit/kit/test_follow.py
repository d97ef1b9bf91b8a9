from nats.js.api import DeliverPolicy

from lokus_kit.follow import Follower, Kept, Start
from lokus_proto.jetstream import EVENT


def test_a_start_says_where_reading_begins() -> None:
    assert Start.latest().policy is DeliverPolicy.LAST_PER_SUBJECT
    assert Start.new().policy is DeliverPolicy.NEW
    assert Start.after(7) == Start(DeliverPolicy.BY_START_SEQUENCE, 7)


async def test_what_a_handler_refuses_is_passed_over_and_not_read_again() -> None:
    async def refuse(kept: Kept) -> None:
        raise ValueError(kept.subject)

    follower = Follower(EVENT, ("lokus.v1.event.>",), refuse, Start.after(0), None)
    await follower._take(Kept("lokus.v1.event.a.b.raised", b"", 5))
    assert follower._seen == 5
