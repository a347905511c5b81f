"""Whatever is written into whichever field stays text: it neither runs nor changes anything else."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from tests.attacks import forms, markup, payloads
from tests.attacks.forms import Form
from tests.attacks.values import filled
from tests.web.routes import routes

HARMLESS = "示例文字"


class Target:
    """A form: which of its fields take any text, and what sending it may change."""

    def __init__(self, site, endpoint: str, role: str, form: Form) -> None:
        self.site, self.endpoint, self.role, self.form = site, endpoint, role, form
        self.may_change: Counter[str] = Counter()
        answers = []
        asked = site.listening.asked(lambda: answers.append(self._try(())))
        self.is_accepted = answers[0].status_code == 303
        self.names = (asked | form.names) - {"csrf_token", ""}
        self.free = self._free()

    def _try(self, names):
        """Send it with harmless words in these fields, and note what that changes."""
        sent = self.site.send(
            self.role, self.form.address, filled(self.form, **dict.fromkeys(names, HARMLESS))
        )
        self.may_change |= sent.changes
        return sent.answer

    def _free(self):
        """Find the fields that take words: those that the page does not call wrong."""
        names = self.names - self.form.hidden - self.form.files
        while names:
            answer = self._try(names)
            wrong = {name for form in forms.read(answer.text)[0] for name in form.wrong} & names
            if answer.status_code == 303 or not wrong:
                break
            names -= wrong
        return names

    def faults(self, payload):
        """Return what went wrong: in all fields that take text at once, in each hidden one, in the others."""
        single = self.form.hidden & self.names
        found = []
        for names in (self.free, self.names - self.free - single, *({name} for name in single)):
            said = dict.fromkeys(names, payload)
            sent = self.site.send(self.role, self.form.address, filled(self.form, **said), follow=True)
            beyond = sent.changes - self.may_change
            if sent.answer.status_code >= 500 or beyond or urlsplit(sent.answer.location or "").netloc:
                found.append((sent.answer.status_code, dict(beyond), sent.answer.location))
            found += markup.faults(sent.page, payload)
        return [(self.endpoint, payload, fault) for fault in found]


def _targets(site):
    """Return every route that changes something, with the form that a page shows for it."""
    shown = site.forms()
    for route in routes(site.app):
        if route.method != "GET":
            bare = Form(site.crowd.address(route), route.method)
            places = dict(reversed(shown.get(route.endpoint, [(role, bare) for role in site.roles])))
            yield _best(Target(site, route.endpoint, role, form) for role, form in places.items())


def _best(targets):
    """Return the form where it is first accepted as it stands, else where it asks for most."""
    refused = []
    for target in targets:
        if target.is_accepted:
            return target
        refused.append(target)
    return max(refused, key=lambda target: (len(target.free), len(target.names)))


def test_no_text_in_a_form_runs_or_changes_what_it_should_not(site):
    faults, targets = [], list(_targets(site))
    for target in targets:
        for payload in payloads.chosen(target.endpoint):
            faults += target.faults(payload)
    assert faults == []
    assert sum(len(target.names) for target in targets) >= 400
    assert sum(len(target.free) for target in targets) >= 200
    assert sum(target.is_accepted for target in targets) >= 35
