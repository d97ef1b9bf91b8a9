"""The demo city: a corner of Jakarta at election time. Area codes and names are the official ones.

The KPU owns the election sites, the transport agency (Dishub) a public place, a partner a plaza.
The police see one kelurahan and the warehouse by a grant; Bawaslu sees all election sites; nobody
sees the commissioners' meeting room, which is private; nobody but its owner sees the plaza. One vendor
keeps its word, another delivers half of what it promised (`contracts.py`).
"""

from dataclasses import dataclass

from lokus_proto.v1.camera import SiteKind
from lokus_proto.v1.grant_change import Action, Purpose

KPU, POLICE, BAWASLU = "kpu-dki", "polda-metro", "bawaslu-dki"
TRANSPORT_AGENCY, PARTNER = "dishub-dki", "mitra-plaza"
VENDOR, WEAK_VENDOR = "vendor-nusantara", "vendor-sentosa"

CAMERA_USER = "demo"
"""The user that every virtual camera asks for; the password is drawn for each home."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; `kind` as the registry's closed set."""

    id: str
    name: str
    kind: str
    jurisdiction: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """An area; its parent is the code less the last part."""

    code: str
    name: str
    level: str

    @property
    def parent(self) -> str | None:
        """The code of the area that holds this one."""
        return self.code.rpartition(".")[0] or None


@dataclass(frozen=True, slots=True)
class Site:
    """A site of an owner in a village."""

    id: str
    name: str
    kind: SiteKind
    owner: str
    area: str
    address: str
    latitude: float
    longitude: float
    variant: str | None = None
    command_post: str | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a site."""

    id: str
    name: str
    kind: str
    site: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera; its number at its process of virtual cameras is its place among those of its kind.

    A weak one delivers half the pictures that its vendor has promised.
    """

    id: str
    name: str
    zone: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """What an owner shares, with whom, what for, and the number of the letter that asked for it."""

    id: str
    owner: str
    grantee: str
    purpose: Purpose
    actions: tuple[Action, ...]
    letter: str
    areas: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


ORGANISATIONS = (
    Organisation(KPU, "KPU Provinsi DKI Jakarta", "election_commission"),
    Organisation(POLICE, "Polda Metro Jaya", "police", ("31",)),
    Organisation(BAWASLU, "Bawaslu Provinsi DKI Jakarta", "supervisor", ("31",)),
    Organisation(TRANSPORT_AGENCY, "Dinas Perhubungan DKI Jakarta", "agency"),
    Organisation(VENDOR, "Nusantara Visual Teknologi", "vendor"),
    Organisation(WEAK_VENDOR, "Sentosa Kamera Kota", "vendor"),
    Organisation(PARTNER, "Mitra Plaza Tanah Abang", "partner"),
    Organisation("auditor-publik", "Auditor Publik Pemilu", "auditor"),
    Organisation("lokus-operator", "Lokus", "operator"),
)

AREAS = (
    Area("31", "Daerah Khusus Ibukota Jakarta", "province"),
    Area("31.71", "Kota Administrasi Jakarta Pusat", "regency"),
    Area("31.71.01", "Gambir", "district"),
    Area("31.71.04", "Senen", "district"),
    Area("31.71.06", "Menteng", "district"),
    Area("31.71.07", "Tanah Abang", "district"),
    Area("31.71.01.1001", "Gambir", "village"),
    Area("31.71.04.1003", "Paseban", "village"),
    Area("31.71.04.1006", "Bungur", "village"),
    Area("31.71.06.1001", "Menteng", "village"),
    Area("31.71.06.1003", "Cikini", "village"),
    Area("31.71.07.1007", "Kampung Bali", "village"),
)

SITES = (
    Site(
        "posko-utama",
        "Posko Utama Pemantauan",
        SiteKind.COMMAND_POST,
        KPU,
        "31.71.04.1003",
        "Jl. Salemba Raya 15",
        -6.1936,
        106.8529,
        variant="main",
    ),
    Site(
        "posko-taktis-menteng",
        "Posko Taktis Menteng",
        SiteKind.COMMAND_POST,
        KPU,
        "31.71.06.1001",
        "Jl. HOS Cokroaminoto",
        -6.1990,
        106.8320,
        variant="tactical",
    ),
    Site(
        "tps-menteng-012",
        "TPS 012 Menteng",
        SiteKind.TPS,
        KPU,
        "31.71.06.1001",
        "Jl. Besuki, Menteng",
        -6.2009,
        106.8339,
        command_post="posko-taktis-menteng",
    ),
    Site(
        "tps-cikini-003",
        "TPS 003 Cikini",
        SiteKind.TPS,
        KPU,
        "31.71.06.1003",
        "Jl. Cikini IV",
        -6.1914,
        106.8394,
    ),
    Site(
        "gudang-bungur",
        "Gudang Logistik Bungur",
        SiteKind.WAREHOUSE,
        KPU,
        "31.71.04.1006",
        "Jl. Bungur Besar",
        -6.1716,
        106.8480,
        command_post="posko-utama",
    ),
    Site(
        "rekap-menteng",
        "Rekapitulasi Kecamatan Menteng",
        SiteKind.RECAPITULATION,
        KPU,
        "31.71.06.1003",
        "Kantor Kecamatan Menteng",
        -6.1958,
        106.8353,
    ),
    Site(
        "kantor-kpu",
        "Kantor KPU DKI Jakarta",
        SiteKind.OFFICE,
        KPU,
        "31.71.04.1003",
        "Jl. Salemba Raya 15",
        -6.1934,
        106.8526,
        variant="kpu",
    ),
    Site(
        "monas",
        "Lapangan Monas",
        SiteKind.PUBLIC_PLACE,
        TRANSPORT_AGENCY,
        "31.71.01.1001",
        "Medan Merdeka",
        -6.1754,
        106.8272,
    ),
    Site(
        "plaza-mitra",
        "Mitra Plaza",
        SiteKind.PUBLIC_PLACE,
        PARTNER,
        "31.71.07.1007",
        "Jl. Fachrudin",
        -6.1852,
        106.8161,
    ),
)

ZONES = (
    Zone("tps-menteng-012-masuk", "Pintu masuk", "entrance", "tps-menteng-012"),
    Zone("tps-menteng-012-kotak", "Kotak suara", "ballot_boxes", "tps-menteng-012"),
    Zone("tps-cikini-003-masuk", "Pintu masuk", "entrance", "tps-cikini-003"),
    Zone("gudang-bungur-gerbang", "Gerbang", "entrance", "gudang-bungur"),
    Zone("gudang-bungur-simpan", "Ruang simpan", "store", "gudang-bungur"),
    Zone("rekap-menteng-aula", "Aula", "hall", "rekap-menteng"),
    Zone("kantor-kpu-lobi", "Lobi", "lobby", "kantor-kpu"),
    Zone("kantor-kpu-rapat", "Ruang rapat komisioner", "meeting_room", "kantor-kpu", private=True),
    Zone("posko-utama-halaman", "Halaman", "yard", "posko-utama"),
    Zone("posko-utama-parkir", "Parkir", "car_park", "posko-utama"),
    Zone("monas-silang", "Silang Monas", "square", "monas"),
    Zone("plaza-mitra-atrium", "Atrium", "atrium", "plaza-mitra"),
)

CAMERAS = (
    Camera("cam-tps-menteng-012-masuk", "TPS 012 Menteng, pintu masuk", "tps-menteng-012-masuk"),
    Camera("cam-tps-menteng-012-kotak", "TPS 012 Menteng, kotak suara", "tps-menteng-012-kotak"),
    Camera("cam-tps-cikini-003-masuk", "TPS 003 Cikini, pintu masuk", "tps-cikini-003-masuk"),
    Camera("cam-gudang-bungur-gerbang", "Gudang Bungur, gerbang", "gudang-bungur-gerbang"),
    Camera("cam-gudang-bungur-simpan", "Gudang Bungur, ruang simpan", "gudang-bungur-simpan"),
    Camera("cam-rekap-menteng-aula", "Rekapitulasi Menteng, aula", "rekap-menteng-aula"),
    Camera("cam-kantor-kpu-lobi", "Kantor KPU, lobi", "kantor-kpu-lobi"),
    Camera("cam-kantor-kpu-rapat", "Kantor KPU, ruang rapat komisioner", "kantor-kpu-rapat"),
    Camera("cam-monas-silang", "Monas, silang", "monas-silang"),
    Camera("cam-plaza-mitra-atrium", "Mitra Plaza, atrium", "plaza-mitra-atrium"),
    Camera("cam-posko-utama-halaman", "Posko Utama, halaman", "posko-utama-halaman", weak=True),
    Camera("cam-posko-utama-parkir", "Posko Utama, parkir", "posko-utama-parkir", weak=True),
)

NOT_BEFORE, NOT_AFTER = "2024-01-01T00:00:00+07:00", "2035-01-01T00:00:00+07:00"
"""One fixed window, so that a second start asks for the same grants."""

CONSENT_TERMS = "The atrium alone, for traffic and safety around the plaza, until the consent is withdrawn."

GRANTS = (
    Grant(
        "kpu-polda-menteng",
        KPU,
        POLICE,
        Purpose.ELECTION_SECURITY,
        (Action.LIVE, Action.EVENTS),
        "B/1042/XI/PAM.3.2/2024",
        areas=("31.71.06.1001",),
        sites=("gudang-bungur",),
    ),
    Grant(
        "kpu-bawaslu-pemilu",
        KPU,
        BAWASLU,
        Purpose.ELECTION_SUPERVISION,
        (Action.LIVE, Action.EVENTS),
        "211/PM.00.01/K.JK/2024",
        sites=("tps-menteng-012", "tps-cikini-003", "gudang-bungur", "rekap-menteng", "kantor-kpu"),
    ),
    Grant(
        "dishub-polda-monas",
        TRANSPORT_AGENCY,
        POLICE,
        Purpose.TRAFFIC,
        (Action.LIVE,),
        "B/1077/XI/LLJ/2024",
        sites=("monas",),
    ),
)
