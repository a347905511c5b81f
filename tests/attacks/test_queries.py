"""Whatever stands in the query of a page's address changes nothing, breaks nothing and does not run."""

from __future__ import annotations

from tests.attacks import markup, payloads
from tests.web.routes import routes

COMPANIONS = {"": {"name": "q"}}  # The catalogue asks for the parameter that another one names.


def _asked(site):
    """Return each page with who may open it and the parameters that it asks for; what all ask for, once."""
    found, everywhere = [], None
    for route in routes(site.app):
        if route.method != "GET":
            continue
        address, answers = site.crowd.address(route), {}
        for role in site.roles:
            names = site.listening.asked(lambda: answers.update({role: site.get(role, address)}))  # noqa: B023
            if answers[role].status_code == 200:
                found.append((route.endpoint, role, address, names))
                everywhere = names if everywhere is None else everywhere & names
    best = {}
    for endpoint, role, address, names in found:
        if endpoint not in best or len(names) > len(best[endpoint][2]):
            best[endpoint] = (role, address, names - everywhere)
    endpoint = next(iter(best))
    best[endpoint] = (*best[endpoint][:2], best[endpoint][2] | everywhere)
    return best


def test_no_parameter_of_a_page_runs_or_changes_anything(site):
    asked = _asked(site)
    faults, tried = [], 0
    for endpoint, (role, address, names) in asked.items():
        for name in sorted(names):
            for payload in payloads.chosen(f"{endpoint}?{name}"):
                tried += 1
                query = COMPANIONS.get(name, {}) | {name or "q": payload}
                faults += [(endpoint, name, payload, fault) for fault in _faults(site, role, address, query)]
    assert faults == []
    assert tried >= 200


def _faults(site, role, address, query):
    with site.undone():
        before, client = site.counts(), site.client(role)
        answer = client.get(address, query_string=query)
        found = [] if site.counts() == before else ["changed"]
    found += [answer.status_code] if answer.status_code >= 500 else []
    return found + (markup.faults(answer.text, *query.values()) if answer.mimetype == "text/html" else [])
