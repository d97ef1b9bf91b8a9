"""The demo's contracts: one for each vendor, with the cameras that it keeps running for the KPU."""

from lokus_local.demo.caller import Caller
from lokus_local.demo.city import VENDOR, WEAK_VENDOR
from lokus_local.demo.contracts import CONTRACTS, cameras_of, sign_contracts
from unit.local.demo.kept_api import REGISTRY, KeptApi


def test_a_contract_holds_the_cameras_of_its_vendor_at_the_sites_of_the_buyer() -> None:
    assert cameras_of(WEAK_VENDOR) == ["cam-posko-utama-halaman", "cam-posko-utama-parkir"]
    good = cameras_of(VENDOR)
    assert "cam-gudang-bungur-simpan" in good
    assert not {"cam-monas-silang", "cam-plaza-mitra-atrium", *cameras_of(WEAK_VENDOR)} & set(good)


async def test_what_is_there_is_left_alone() -> None:
    api = KeptApi()
    async with api.client() as http:
        registry = Caller(http, api.mint, REGISTRY)
        await sign_contracts(registry)
        assert {path for path, _ in api.puts} == {
            path for key in CONTRACTS for path in (f"/v1/contracts/{key}", f"/v1/contracts/{key}/cameras")
        }
        api.puts.clear()
        await sign_contracts(registry)
    assert api.puts == []
