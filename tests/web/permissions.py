"""The table of all routes with their permissions, and what each role can be allowed."""

from __future__ import annotations

from matchmaker.policy import Permission

P = Permission
# Every route but the static files; one that is missing here fails.
TABLE: dict[Permission, str] = {
    P.SITE_READ: """
        home.index home.choose_language quality.show guides.index guides.show guides.kinds guides.words
        health.live health.ready search.index
        catalogue.entries
        catalogue.outlook
        accounts.log_in accounts.open_session accounts.log_out accounts.sign_up accounts.register
        accounts.forgotten_password accounts.request_reset accounts.new_password accounts.set_password
        accounts.invitation accounts.join renewals.show renewals.renew""",
    P.ACCOUNT_USE: """
        dashboard.index notifications.index notifications.open_ notifications.read_all
        notifications.preferences notifications.choose
        saved.index saved.new saved.create saved.show saved.results saved.change saved.remove
        accounts.settings accounts.edit accounts.password accounts.change_password accounts.list_sessions
        accounts.end_session accounts.end_other_sessions accounts.accept_invitation
        organizations.show_mine""",
    P.ORGANIZATION_READ: "organizations.show",
    P.ORGANIZATION_EDIT: "organizations.edit organizations.save organizations.apply_again",
    P.ORGANIZATION_CLAIM: """
        organizations.claim organizations.file_claim organizations.new organizations.enter""",
    P.ORGANIZATION_VERIFY: """
        organizations.index organizations.examine organizations.decide organizations.list_claims
        organizations.decide_claim""",
    P.ORGANIZATION_MERGE: "organizations.compare organizations.merge",
    P.MEMBERSHIP_MANAGE: "members.index members.invite members.withdraw members.remove",
    P.USER_MANAGE: "users.index users.new users.create users.show users.change",
    P.POSTING_READ: "programmes.show demands.show",
    P.POSTING_CREATE: """
        programmes.mine programmes.new demands.mine demands.new uploads.new uploads.template""",
    P.POSTING_EDIT: """
        programmes.edit programmes.act programmes.copy programmes.close demands.close
        demands.edit demands.act demands.copy demands.confirm uploads.show uploads.faults uploads.submit""",
    P.POSTING_REVIEW: "programmes.take_down demands.take_down",
    P.POSTING_KEY_IN: "key_in.new",
    P.MATCH_READ: """
        matches.index matches.show matches.compare matches.why matches.of_programme matches.of_demand""",
    P.MATCH_DISMISS: "matches.dismiss matches.restore",
    P.MATCH_MARK: "matches.put_mark matches.remove_mark",
    P.PLAN_RUN: "plans.index plans.start",
    P.JOB_READ: "plans.progress",
    P.PROPOSAL_READ: """
        proposals.index proposals.show agreements.show agreements.as_word agreements.as_pdf""",
    P.PROPOSAL_CREATE: "matches.propose matches.create",
    P.PROPOSAL_EDIT: "proposals.edit proposals.save answers.resend",
    P.PROPOSAL_SEND: "answers.send answers.veto",
    P.PROPOSAL_ANSWER: """
        answers.show_interest answers.discuss answers.decline answers.confirm answers.withdraw""",
    P.PROPOSAL_ASK: "answers.write",
    P.AGREEMENT_READ: "scans.download",
    P.AGREEMENT_SIGN: "scans.upload",
    P.REPORT_FILE: "reports.new reports.edit",
    P.REPORT_CONFIRM: "reports.answer",
    P.PARTNERSHIP_READ: "partnerships.index partnerships.show dossiers.show evaluations.show",
    P.PARTNERSHIP_RUN: """
        partnerships.start partnerships.finish partnerships.terminate partnerships.end""",
    P.PARTNERSHIP_EVALUATE: "evaluations.write",
    P.PARTNERSHIP_ARCHIVE: "evaluations.archive",
    P.REVIEW_READ: "reviews.queue reviews.show",
    P.REVIEW_DECIDE: "reviews.take reviews.release reviews.decide reviews.approve",
    P.EVENT_READ: "events.index",
    P.UNMET_READ: "unmet.index",
    P.OVERVIEW_READ: "overviews.index",
}
PERMISSIONS = {endpoint: permission for permission, names in TABLE.items() for endpoint in names.split()}

# What each role can be allowed on some record; written by hand, so that a slip in the policy shows.
ANYBODY = {P.SITE_READ, P.ORGANIZATION_READ, P.POSTING_READ}
SIGNED_IN = ANYBODY | {P.ACCOUNT_USE, P.ORGANIZATION_CLAIM, P.JOB_READ}
SHARED = {
    P.AGREEMENT_READ,
    P.OVERVIEW_READ,
    P.MATCH_READ,
    P.PROPOSAL_READ,
    P.PROPOSAL_CREATE,
    P.PROPOSAL_EDIT,
    P.PROPOSAL_ASK,
    P.PARTNERSHIP_READ,
    P.PARTNERSHIP_EVALUATE,
}
MEMBER = SIGNED_IN | SHARED | {P.ORGANIZATION_EDIT, P.MEMBERSHIP_MANAGE}
EDITOR = MEMBER | {
    P.POSTING_CREATE, P.POSTING_EDIT, P.MATCH_DISMISS, P.PROPOSAL_ANSWER, P.PARTNERSHIP_RUN,
    P.AGREEMENT_SIGN, P.REPORT_FILE, P.REPORT_CONFIRM,
}  # fmt: skip
OFFICIAL = {P.ORGANIZATION_VERIFY, P.ORGANIZATION_MERGE, P.REVIEW_READ, P.EVENT_READ}
REVIEWER = MEMBER | OFFICIAL | {
    P.POSTING_REVIEW, P.POSTING_KEY_IN, P.MATCH_MARK, P.PLAN_RUN, P.PROPOSAL_SEND, P.REVIEW_DECIDE,
    P.PARTNERSHIP_ARCHIVE, P.UNMET_READ,
}  # fmt: skip
ADMINISTRATOR = SIGNED_IN | OFFICIAL | {
    P.ORGANIZATION_EDIT, P.MEMBERSHIP_MANAGE, P.USER_MANAGE,
    P.MATCH_READ, P.PROPOSAL_READ, P.PARTNERSHIP_READ, P.OVERVIEW_READ,
}  # fmt: skip
ROLES: dict[str, set[Permission]] = {
    "visitor": ANYBODY,
    "closed account": ANYBODY,
    "newcomer": SIGNED_IN,
    "school editor": EDITOR,
    "enterprise editor": EDITOR,
    "reviewer": REVIEWER,
    "reviewer elsewhere": REVIEWER,
    "waiting reviewer": SIGNED_IN | {P.ORGANIZATION_EDIT, P.MEMBERSHIP_MANAGE},
    "administrator": ADMINISTRATOR,
}
# Pages that want something in their query, or one side of the market.
OTHERWISE = {
    ("accounts.new_password", None): 410,
    ("accounts.invitation", None): 410,
    ("renewals.show", None): 410,
    ("demands.new", "school editor"): 403,
    ("programmes.new", "enterprise editor"): 403,
}


def refusal(role: str) -> int:
    """Return what a role is answered that may not: who is not signed in is led to the log-in."""
    return 302 if role in {"visitor", "closed account"} else 403
