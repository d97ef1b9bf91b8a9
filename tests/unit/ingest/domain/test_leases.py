from lokus_ingest.domain.leases import Leases


def test_a_lease_ends_by_the_clock() -> None:
    leases = Leases()
    leases.take("a", 100.0, 6.0)
    assert leases.live(105.9)
    assert not leases.live(106.0)
    assert leases.count(106.0) == 0


def test_a_renewal_lasts_from_when_it_came() -> None:
    leases = Leases()
    leases.take("a", 100.0, 6.0)
    leases.take("a", 104.0, 6.0)
    assert leases.live(109.0)
    assert leases.count(109.0) == 1


def test_a_lease_given_back_leaves_the_others() -> None:
    leases = Leases()
    leases.take("a", 100.0, 6.0)
    leases.take("b", 100.0, 2.0)
    leases.take("a", 100.5, 0.0)
    assert leases.count(101.0) == 1
    assert not leases.live(102.0)


def test_giving_back_what_one_never_had_is_nothing() -> None:
    leases = Leases()
    leases.take("a", 100.0, 0.0)
    assert not leases.live(100.0)
