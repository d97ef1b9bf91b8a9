"""The demo city's election: its vote, polling stations, milestones, and the people who answer for it."""

from dataclasses import dataclass
from typing import Any

from lokus_local.demo.city import BAWASLU, KPU, POLICE

VOTE = "pemilu-2024"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be named; `subject` is their demo identity, if they have one."""

    id: str
    name: str
    organisation: str
    title: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """What must be done by when: a date, or so many days before the vote (`H-1`)."""

    name: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Election:
    """A vote and what leads up to it."""

    id: str
    name: str
    voting_on: str
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class Station:
    """A polling station; its code is the village's without dots and its number in three digits."""

    election: str
    area: str
    number: int
    site: str
    special: bool = False
    vulnerability: dict[str, Any] | None = None

    @property
    def code(self) -> str:
        """As in the KPU's lists."""
        return f"{self.area.replace('.', '')}{self.number:03}"


PEOPLE = (
    Person("sari-wulandari", "Sari Wulandari", KPU, "Ketua Divisi Logistik", "kpu.admin"),
    Person("hendra-gunawan", "Hendra Gunawan", KPU, "Kepala Gudang Bungur", "kpu.logistics"),
    Person("ppk-menteng", "Nurul Aini", KPU, "Ketua PPK Menteng"),
    Person("dewi-lestari", "Dewi Lestari", BAWASLU, "Anggota Bawaslu", "bawaslu.observer"),
    Person("budi-santoso", "Budi Santoso", POLICE, "Perwira Pengamanan", "police.operator"),
)

ELECTIONS = (
    Election(
        VOTE,
        "Pemilihan Umum 2024",
        "2024-02-14",
        (Milestone("Logistik tiba di TPS", "H-1"), Milestone("Logistik tiba di kecamatan", "H-3")),
    ),
)

STATIONS = (
    Station(
        VOTE,
        "31.71.06.1001",
        12,
        "tps-menteng-012",
        vulnerability={
            "class": "medium",
            "reason": "daftar pemilih tambahan yang besar",
            "source": "Bawaslu, pemetaan TPS rawan 2024",
            "assessed_on": "2024-02-10",
        },
    ),
    Station(VOTE, "31.71.06.1003", 3, "tps-cikini-003"),
)
