"""Sites, kept by their owners. What a record says of a site is announced for each of its cameras.

The site's row is held from the first look to the commit, and whoever places a camera holds it too
(`Lock.KEEP`), so that no camera can slip in with what the site said before.
"""

from lokus_identity.caller import Caller
from lokus_kit.errors import Conflict, Invalid, NotFound
from lokus_proto.v1.camera import SiteKind
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.ports import Begin, Lock, Registers, Window
from lokus_registry.domain.file import File
from lokus_registry.domain.place import Site, check_position, check_variant
from lokus_registry.domain.policy.places import may_change_places_of, visible_places
from lokus_registry.domain.policy.scope import Scope


class Sites:
    """The calls on sites."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def put(self, caller: Caller, site: Site, precondition: Precondition = ANYHOW) -> bool:
        """Create or replace; True when it is new."""
        may_change_places_of(caller, site.owner)
        check_position(site.latitude, site.longitude)
        check_variant(site.kind, site.variant)
        async with self._begin(caller.tenant) as registers:
            await _check_references(registers, site)
            before = await _held(registers, site)
            precondition.check("site", site.id, before)
            if before is not None:
                may_change_places_of(caller, before.owner)
            await _check_photo(registers, caller, site, before)
            if site != before:
                await _check_still_a_post(registers, site, before)
                await _check_still_voted_at(registers, site, before)
                await _write(registers, site, before)
                await registers.announcer.changed(caller, "sites", [site.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Site:
        """One site."""
        scope = visible_places(caller)
        async with self._begin(caller.tenant) as registers:
            site = await collection.existing(registers.sites, "site", key)
        scope.require("site", key, site.owner)
        return site

    async def photo(self, caller: Caller, key: str, sha256: str) -> File:
        """The photo of a site's notice sign, for those who may see the site."""
        site = await self.get(caller, key)
        if site.notice_sign is None or site.notice_sign.photo != sha256:
            raise NotFound(f"site {key} refers to no file {sha256}")
        async with self._begin(caller.tenant) as registers:
            return await existing_file(registers.files, sha256)

    async def page(self, caller: Caller, window: Window) -> Page[Site]:
        """Some sites."""
        scope = visible_places(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.sites, window, scope)

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; Conflict while it has zones."""
        may_change_places_of(caller, caller.organisation)
        async with self._begin(caller.tenant) as registers:
            site = await collection.existing(registers.sites, "site", key, Lock.CHANGE)
            may_change_places_of(caller, site.owner)
            precondition.check("site", key, site)
            await collection.remove(registers.sites, "site", key)
            await registers.announcer.changed(caller, "sites", [key], Change.REMOVED)


async def _check_references(registers: Registers, site: Site) -> None:
    await collection.referred(registers.organisations, "owner", "organisations", site.owner)
    await collection.referred(registers.areas, "area", "areas", site.area)
    if site.contact is not None:
        await collection.referred(registers.people, "contact", "people", site.contact)
    if site.notice_sign is not None:
        checked_by = site.notice_sign.checked_by
        await collection.referred(registers.people, "notice_sign.checked_by", "people", checked_by)


async def _held(registers: Registers, site: Site) -> Site | None:
    """The site as it stands. Its command post is held too, in the order of ids, so that no two wait."""
    post = site.command_post
    if post is not None and post < site.id:
        await _check_post(registers, site.id, post)
    before = await registers.sites.find(site.id, Lock.CHANGE)
    if post is not None and post >= site.id:
        await _check_post(registers, site.id, post)
    return before


async def _check_post(registers: Registers, key: str, post: str) -> None:
    found = None
    if post != key:
        found = await collection.referred(registers.sites, "command_post", "sites", post)
    if found is None or found.kind is not SiteKind.COMMAND_POST:
        raise Invalid(
            f"command_post: {post} is not another site of kind {SiteKind.COMMAND_POST}",
            reason="no-command-post",
        )


async def _check_still_a_post(registers: Registers, site: Site, before: Site | None) -> None:
    if before is None or before.kind is not SiteKind.COMMAND_POST or site.kind is SiteKind.COMMAND_POST:
        return
    watched = await registers.sites.read(Window(1, wanted={"command_post": site.id}), Scope(everything=True))
    if watched:
        raise Conflict(
            f"kind: {site.id} is the command post of {watched[0].id}, if of no others: assign another there",
            reason="in-use",
        )


async def _check_still_voted_at(registers: Registers, site: Site, before: Site | None) -> None:
    """What `check_voting_site` asks of a polling station's site holds on."""
    if before is None or (site.kind, site.area) == (before.kind, before.area):
        return
    station = await registers.voting.at(site.id)
    if station is not None:
        member = "area" if site.kind is before.kind else "kind"
        raise Conflict(
            f"{member}: polling station {station} votes at {site.id}, if no others do: "
            "change or remove its `site` first (PUT /v1/elections/{election}/polling-stations/{code})",
            reason="in-use",
        )


async def _check_photo(registers: Registers, caller: Caller, site: Site, before: Site | None) -> None:
    photo = _photo(site)
    if photo is not None and (before is None or photo != _photo(before)):
        await referred_file(registers.files, caller, "notice_sign.photo", photo)


def _photo(site: Site) -> str | None:
    return None if site.notice_sign is None else site.notice_sign.photo


async def _write(registers: Registers, site: Site, before: Site | None) -> None:
    await registers.sites.put(site, new=before is None)
    if before is not None and _on_record(site) != _on_record(before):
        for camera in await registers.history.renumber_site(site.id):
            await registers.announcer.announce(camera.record(), camera.camera.id)


def _on_record(site: Site) -> tuple[str, ...]:
    """What the records of its cameras say of a site."""
    return site.name, site.kind, site.owner, site.area
