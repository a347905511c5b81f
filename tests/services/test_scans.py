"""Scans are recognized by their content and kept whole under their hash, once, for a party."""

from __future__ import annotations

import hashlib
import stat

import pytest
from sqlalchemy import select

from matchmaker.models import AgreementScan, Event, Notification, Partnership, ScanType
from matchmaker.policy import NotPermittedError
from matchmaker.services.agreements import scans, storage
from matchmaker.services.agreements.scans import TooLargeError, TooManyError
from matchmaker.services.agreements.storage import (
    DamagedError,
    NoSpaceError,
    TruncatedError,
    UnknownTypeError,
)
from matchmaker.services.events import Actor
from matchmaker.workflow import ProposalState

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64) + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
REFUSED = [
    b"",
    b" %PDF-1.7\n%%EOF",
    b"<html><script>alert(1)</script></html>",
    b"GIF89a\x01\x00\x01\x00",
    b"PK\x03\x04" + bytes(64),
    b"MZ" + bytes(64) + b"%PDF-1.7 %%EOF",
    b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    b"\xff\xd8 not a picture \xff\xd9",
]


class Table:
    """An agreed partnership of a school and two enterprises."""

    def __init__(self, make, session, settings):
        self.parties = [make.school(), make.enterprise(), make.enterprise()]
        self.people = [make.editor(party) for party in self.parties]
        school, one, other = self.parties
        proposal = make.proposal(
            make.programme(school), make.demand(one), make.demand(other), state=ProposalState.AGREED, number=3
        )
        key = make.save(Partnership(proposal_id=proposal.id)).id
        self.session, self.settings = session, settings
        self.partnership = session.get_one(Partnership, key)

    def upload(self, content=PDF, party=0, organization_id=None):
        key = self.parties[party].id if organization_id is None else organization_id
        return scans.upload(
            self.session,
            self.partnership,
            content,
            organization_id=key,
            actor=Actor(self.people[party].id),
            settings=self.settings,
        )

    def kept(self):
        folder = self.settings.scans_dir
        return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


@pytest.fixture
def table(make, session, settings):
    return Table(make, session, settings)


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, ScanType.PDF), (JPEG, ScanType.JPEG), (PNG, ScanType.PNG)]
)
def test_the_content_tells_the_type(content, kind):
    assert storage.recognize(content) is kind
    assert storage.recognize(content + bytes(100)) is kind


@pytest.mark.parametrize("content", REFUSED)
def test_anything_else_is_refused_and_leaves_nothing(table, content):
    with pytest.raises(UnknownTypeError):
        table.upload(content)
    assert table.kept() == []


@pytest.mark.parametrize("content", [PDF, JPEG, PNG])
def test_a_file_that_breaks_off_is_refused(table, content):
    with pytest.raises(TruncatedError):
        table.upload(content[:-8])
    assert table.kept() == []


def test_a_scan_is_kept_under_its_hash_for_its_owner_alone(table):
    scan = table.upload()
    [path] = table.kept()
    assert scan.sha256 == hashlib.sha256(PDF).hexdigest() == path.name
    assert path.read_bytes() == PDF == storage.read(table.settings.scans_dir, scan.sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.is_relative_to(table.settings.data_dir)
    assert (scan.size, scan.media_type, scan.number) == (len(PDF), ScanType.PDF, 3)
    assert (scan.organization_id, scan.user_id) == (table.parties[0].id, table.people[0].id)


def test_handing_in_is_written_down_and_told_to_the_others(table):
    scan = table.upload()
    event = table.session.scalars(select(Event)).one()
    assert (event.action, event.subject_type, event.subject_id) == (
        "upload_scan",
        "partnership",
        table.partnership.id,
    )
    assert event.after == {"scan": scan.sha256, "scan_size": len(PDF)}
    told = {notice.user_id for notice in table.session.scalars(select(Notification))}
    assert told == {person.id for person in table.people[1:]}


def test_the_same_file_twice_is_one_scan(table):
    first, second = table.upload(), table.upload()
    assert first is second
    assert len(table.session.scalars(select(AgreementScan)).all()) == 1
    assert len(table.session.scalars(select(Event)).all()) == 1


def test_the_same_file_of_two_parties_is_one_file_and_two_scans(table):
    assert table.upload(party=0) is not table.upload(party=1)
    assert len(table.kept()) == 1


def test_the_page_is_told_who_has_not_signed(table):
    assert [one.id for one in scans.of_partnership(table.session, table.partnership).missing] == [
        party.id for party in table.parties
    ]
    table.upload(party=1)
    found = scans.of_partnership(table.session, table.partnership)
    assert [one.id for one in found.missing] == [table.parties[0].id, table.parties[2].id]
    assert [scan.organization_id for scan in found.scans] == [table.parties[1].id]


def test_only_a_party_hands_in(table):
    strangers = max(party.id for party in table.parties) + 1
    with pytest.raises(NotPermittedError):
        table.upload(organization_id=strangers)
    assert table.kept() == []


def test_a_file_above_the_limit_is_refused(table):
    limit = table.settings.scan_megabytes * scans.MEGABYTE
    filler = bytes(limit - len(PDF) + 1)
    with pytest.raises(TooLargeError):
        table.upload(PDF[:9] + filler + PDF[9:])
    assert table.upload(PDF[:9] + filler[1:] + PDF[9:]).size == limit


def test_a_partnership_holds_a_limited_number(table, monkeypatch):
    monkeypatch.setattr(scans, "MOST", 2)
    for text in (b"%1", b"%2"):
        table.upload(PDF + text)
    with pytest.raises(TooManyError):
        table.upload(PDF + b"%3")
    assert len(table.kept()) == 2
    assert table.upload(PDF + b"%1").id  # What is there already may be sent again.


def test_a_changed_or_lost_file_is_not_handed_out(table):
    scan = table.upload()
    [path] = table.kept()
    path.write_bytes(PDF + b" ")
    with pytest.raises(DamagedError):
        storage.read(table.settings.scans_dir, scan.sha256)
    path.unlink()
    with pytest.raises(DamagedError):
        storage.read(table.settings.scans_dir, scan.sha256)


def test_a_disk_that_refuses_is_told_and_leaves_nothing_half(table, monkeypatch):
    def refuse(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", refuse)
    with pytest.raises(NoSpaceError):
        table.upload()
    assert table.kept() == []
    assert table.session.scalars(select(AgreementScan)).all() == []
