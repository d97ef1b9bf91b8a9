from lokus_analytics.domain.box import Box


def test_union_holds_both_boxes() -> None:
    assert Box(0.1, 0.2, 0.3, 0.4).union(Box(0.2, 0.1, 0.5, 0.3)) == Box(0.1, 0.1, 0.5, 0.4)


def test_boxes_that_share_an_edge_touch() -> None:
    assert Box(0.0, 0.0, 0.5, 0.5).touches(Box(0.5, 0.5, 1.0, 1.0))


def test_boxes_apart_in_one_direction_do_not_touch() -> None:
    assert not Box(0.0, 0.0, 0.5, 0.5).touches(Box(0.1, 0.6, 0.2, 0.7))
    assert not Box(0.6, 0.0, 0.7, 0.5).touches(Box(0.0, 0.0, 0.5, 0.5))
