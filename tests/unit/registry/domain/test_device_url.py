import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.device_url import check_device_url, device_host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://192.0.2.10/onvif/device_service", "192.0.2.10"),
        ("https://Camera.example:8443/onvif/device_service", "camera.example"),
        ("http://[2001:db8::1]:8000/onvif/device_service", "2001:db8::1"),
    ],
)
def test_a_device_service_has_a_host(url: str, host: str) -> None:
    assert device_host(check_device_url(url)) == host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "192.0.2.10",
        "rtsp://192.0.2.10/",
        "http:///onvif",
        "http://admin:hunter2@192.0.2.10/",
        "http://192.0.2.10/?password=hunter2",
        "http://192.0.2.10:0/",
        "http://192.0.2.10:99999/",
        "http://192.0.2.10/a b",
        "http://192.0.2.10/" + "a" * 600,
    ],
)
def test_what_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        check_device_url(url)
    assert "hunter2" not in str(raised.value)


@given(st.text(max_size=60))
def test_whatever_passes_has_a_host(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert device_host(check_device_url(f"http://{text}"))
