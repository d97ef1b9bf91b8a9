"""The people and machines of the demonstration: who they are, whom they work for, what they may do."""

from dataclasses import dataclass

from lokus_identity.caller import Role

TENANT = "jakarta"


@dataclass(frozen=True, slots=True)
class Identity:
    """One person or machine; `can` says in a few words what it is there for."""

    subject: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    can: str


IDENTITIES = (
    Identity("kpu.admin", "Sari Wulandari", "kpu-dki", (Role.OWNER_ADMIN,), "owns the election sites"),
    Identity(
        "kpu.logistics",
        "Hendra Gunawan",
        "kpu-dki",
        (Role.OWNER_ADMIN,),
        "answers for the warehouse, approves its openings",
    ),
    Identity(
        "police.operator",
        "Budi Santoso",
        "polda-metro",
        (Role.AGENCY_OPERATOR,),
        "sees part of the election sites, by a grant",
    ),
    Identity(
        "bawaslu.observer",
        "Dewi Lestari",
        "bawaslu-dki",
        (Role.OBSERVER,),
        "watches the election, by a grant",
    ),
    Identity("opd.operator", "Agus Pratama", "dishub-dki", (Role.OWNER_ADMIN,), "owns public places"),
    Identity("vendor.tech", "Rina Hartono", "vendor-nusantara", (Role.VENDOR,), "keeps cameras running"),
    Identity(
        "sentosa.tech", "Dedi Kurniawan", "vendor-sentosa", (Role.VENDOR,), "keeps weak cameras running"
    ),
    Identity(
        "partner.owner", "Andi Wijaya", "mitra-plaza", (Role.PARTNER,), "owns a plaza and shares nothing"
    ),
    Identity("auditor", "Maya Putri", "auditor-publik", (Role.AUDITOR,), "reads the grants, sees no video"),
    Identity(
        "operator",
        "Joko Susilo",
        "lokus-operator",
        (Role.PLATFORM_OPERATOR,),
        "runs the system, sees no video",
    ),
)

MACHINES = (
    Identity(
        "nusantara-machine",
        "Nusantara, a machine",
        "vendor-nusantara",
        (Role.VENDOR,),
        "registers cameras by itself",
    ),
    Identity(
        "sentosa-machine", "Sentosa, a machine", "vendor-sentosa", (Role.VENDOR,), "registers weak cameras"
    ),
)
"""The clients of vendors; `subject` is the client id. Nobody can log in as one."""


def find_identity(subject: str) -> Identity | None:
    """Return the person of that name."""
    return next((identity for identity in IDENTITIES if identity.subject == subject), None)


def find_machine(client_id: str) -> Identity | None:
    """Return the machine of that client id."""
    return next((machine for machine in MACHINES if machine.subject == client_id), None)
