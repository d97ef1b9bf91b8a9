from lokus_kit.health import Health


def test_a_condition_is_unmet_until_its_owner_says_so() -> None:
    health = Health()
    bus = health.condition("bus")
    assert health.reasons() == {"bus": "starting"}
    bus.ok()
    assert health.reasons() == {}


def test_what_is_wrong_is_told_by_name() -> None:
    health = Health()
    health.condition("bus").failing("NATS cannot be reached")
    health.watch("disk", lambda: "full")
    assert health.reasons() == {"bus": "NATS cannot be reached", "disk": "full"}


def test_a_stopping_process_is_not_ready_whatever_its_conditions_say() -> None:
    health = Health()
    health.condition("bus").ok()
    health.stopping()
    assert health.reasons() == {"process": "stopping"}
