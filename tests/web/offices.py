"""Offices that hand tables in, for the tests of imports."""

from __future__ import annotations

import io

import openpyxl


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheets(response):
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


class Office:
    """A school, or an enterprise, that hands tables in."""

    def __init__(self, client, organization, noun, work):
        self.client, self.organization, self.noun, self.work = client, organization, noun, work

    def send(self, content, name="table.xlsx", **facts):
        facts = {"organization_id": self.organization.id, "file": (io.BytesIO(content), name)} | facts
        return self.client.post(f"/uploads/{self.noun}", data=facts)

    def hand_in(self, *rows, **facts):
        """Send rows, let them be checked, and return the address of the result with its page."""
        sent = self.send(workbook(*rows), **facts)
        assert sent.status_code == 303
        self.work()
        return sent.location, self.client.get(sent.location).text
