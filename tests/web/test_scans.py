"""Signed copies over the web: parties hand them in, they and their authorities get them as files."""

from __future__ import annotations

import pytest

from matchmaker.models import AgreementScan, Partnership
from matchmaker.workflow import ProposalState
from tests.factories import LINYI

PDF = b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n"


class Signing:
    """An agreed partnership and everybody who has to do with it."""

    def __init__(self, make, sign_in):
        self.make, self.school, self.enterprise = make, make.school(), make.enterprise()
        proposal = make.proposal(
            make.programme(self.school), make.demand(self.enterprise), state=ProposalState.AGREED
        )
        self.partnership = make.save(Partnership(proposal_id=proposal.id))
        self.path = f"/partnerships/{self.partnership.id}/scans"
        self.page = f"/proposals/{proposal.id}/agreement"
        self.client = sign_in(make.editor(self.school))
        self.other = sign_in(make.editor(self.enterprise))
        self.reviewer = sign_in(make.reviewer())

    def upload(self, content=PDF, name="scan.pdf", client=None, organization=None):
        organization = organization or self.school
        head = f'--x\r\nContent-Disposition: form-data; name="organization_id"\r\n\r\n{organization.id}\r\n'
        file = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = (head + file).encode() + content + b"\r\n--x--\r\n"
        kind = "multipart/form-data; boundary=x"
        return (client or self.client).post(self.path, data=body, content_type=kind)

    def scans(self):
        with self.make.database.reading() as session:
            return session.query(AgreementScan).all()


@pytest.fixture
def signing(make, sign_in):
    return Signing(make, sign_in)


def text(response):
    return response.get_data(as_text=True)


def test_a_party_hands_in_and_both_sides_and_the_authority_get_it(signing):
    response = signing.upload()
    assert (response.status_code, response.location) == (303, signing.page)
    assert f"扫描件已保存，还缺：{signing.enterprise.name}。" in text(signing.client.get(signing.page))
    [scan] = signing.scans()
    for client in (signing.client, signing.other, signing.reviewer):
        page = text(client.get(signing.page))
        assert scan.sha256 in page
        assert f"还缺少：{signing.enterprise.name}" in page
        sent = client.get(f"{signing.path}/{scan.id}")
        assert (sent.status_code, sent.data) == (200, PDF)


def test_the_last_party_is_told_that_all_have_handed_in(signing):
    signing.upload()
    signing.upload(client=signing.other, organization=signing.enterprise)
    assert "扫描件已保存，各方都已上传。" in text(signing.other.get(signing.page))


def test_it_is_sent_as_a_file_and_never_shown_in_place(signing):
    signing.upload(b"\x89PNG\r\n\x1a\n" + bytes(32) + b"\x00\x00\x00\x00IEND\xaeB`\x82", "x.html")
    [scan] = signing.scans()
    sent = signing.client.get(f"{signing.path}/{scan.id}")
    assert sent.mimetype == "image/png"
    assert sent.headers["Content-Disposition"] == (
        f"attachment; filename=signed-{signing.partnership.id}-{scan.id}.png"
    )
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in sent.headers["Content-Security-Policy"]


def test_a_wrong_file_is_told_where_it_was_chosen(signing):
    response = signing.upload(b"<script>alert(1)</script>", "scan.pdf")
    assert response.status_code == 422
    assert "按文件内容判断" in text(response)
    assert signing.scans() == []
    assert signing.client.post(signing.path).status_code == 422


def test_a_file_above_the_limit_is_told(signing, settings):
    filler = bytes(settings.scan_megabytes * 1024 * 1024)
    response = signing.upload(b"%PDF-1.7\n" + filler + b"%%EOF")
    assert response.status_code == 422
    assert "文件超过 10 MB" in text(response)
    assert signing.upload(b"%PDF-1.7\n" + filler + filler).status_code == 413


def test_nobody_hands_in_for_another(signing, make, sign_in):
    assert signing.upload(organization=signing.enterprise).status_code == 422
    assert signing.upload(client=signing.reviewer).status_code == 403
    assert signing.upload(client=sign_in(make.editor(make.school()))).status_code == 404
    assert signing.scans() == []


def test_strangers_reviewers_elsewhere_and_administrators_do_not_get_it(signing, make, sign_in):
    signing.upload()
    [scan] = signing.scans()
    path = f"{signing.path}/{scan.id}"
    for user in (
        make.editor(make.school()),
        make.editor(make.enterprise()),
        make.reviewer(make.authority(region_code=LINYI)),
    ):
        assert sign_in(user).get(path).status_code == 404
    administrator = sign_in(make.administrator())
    assert administrator.get(path).status_code == 403
    assert scan.sha256 not in text(administrator.get(signing.page))


def test_a_scan_of_another_partnership_is_not_found_here(signing, make, sign_in):
    signing.upload()
    [scan] = signing.scans()
    elsewhere = Signing(make, sign_in)
    assert elsewhere.client.get(f"{elsewhere.path}/{scan.id}").status_code == 404
    assert signing.client.get(f"{signing.path}/999").status_code == 404


def test_what_is_lost_or_changed_is_told_and_not_sent(signing, settings):
    signing.upload()
    [scan] = signing.scans()
    path = settings.scans_dir / scan.sha256[:2] / scan.sha256
    path.write_bytes(b"%PDF-1.7 changed %%EOF")
    response = signing.client.get(f"{signing.path}/{scan.id}")
    assert response.status_code == 410
    assert "文件已丢失或被改动" in text(response)


def test_before_the_agreement_the_page_says_when_scans_can_come(signing, make, sign_in):
    school = make.school()
    proposal = make.proposal(make.programme(school), make.demand(), state=ProposalState.APPROVED)
    page = text(sign_in(make.editor(school)).get(f"/proposals/{proposal.id}/agreement"))
    assert "各方确认当前版本后" in page
    assert "multipart/form-data" not in page


def test_missing_signatures_stop_nothing(signing):
    assert signing.client.post(f"/partnerships/{signing.partnership.id}/start").status_code == 303
