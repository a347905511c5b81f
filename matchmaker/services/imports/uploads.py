"""Tables that people hand in on the pages: checked in the background, written as drafts of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from matchmaker.db import Database, now
from matchmaker.errors import UserError, translatable
from matchmaker.models import Job, JobStatus, Organization, Source, Upload
from matchmaker.services import jobs
from matchmaker.services.events import Actor
from matchmaker.services.imports import filling, sheets, workbooks
from matchmaker.services.imports.cells import Lists
from matchmaker.services.imports.inspection import SheetError
from matchmaker.services.imports.loading import BATCH, DEMANDS, PROGRAMMES, Writer
from matchmaker.services.imports.owners import Owner
from matchmaker.services.imports.records import Fault, Reader, Record, Terms
from matchmaker.services.imports.records import Side as Table
from matchmaker.services.jobs import Progress
from matchmaker.services.postings.drafts import WrongSideError
from matchmaker.terms import Side
from matchmaker.workflow import PostingState

TABLES: Mapping[Side, Table] = {Side.PROGRAMMES: PROGRAMMES, Side.DEMANDS: DEMANDS}
FAULTS_KEPT = 1000
WAITING_MOST = 5
KEPT = timedelta(days=30)
STEP = 200  # Rows between two reports of progress.


class WrongEndingError(UserError):
    """The file's name promises something else than a table."""

    field = "file"

    def __init__(self) -> None:
        super().__init__(translatable("请上传 .xlsx 或 .csv 文件；其他格式请先在表格软件中另存为 .xlsx。"))


class TooManyWaitingError(UserError):
    """Somebody hands in files faster than they can be read."""

    def __init__(self) -> None:
        super().__init__(
            translatable("还有 %(limit)s 个文件等待检查，请等它们完成后再上传。"), limit=WAITING_MOST
        )


def receive(session: Session, upload: Upload, *, organization: Organization, actor: Actor) -> Upload:
    """Keep a table that may be read and queue its check.

    Raises WrongSideError, WrongEndingError, SheetError or TooManyWaitingError.
    """
    if organization.kind is not TABLES[upload.side].owner:
        raise WrongSideError
    ending = Path(upload.name).suffix.lower()
    if ending not in sheets.TABLES:
        raise WrongEndingError
    if len(upload.content) > sheets.FILE_LIMIT:
        raise SheetError.too_large()
    if _waiting(session, actor) >= WAITING_MOST:
        raise TooManyWaitingError
    if ending == ".xlsx":
        workbooks.check(upload.content)
    upload.organization_id, upload.user_id = organization.id, actor.user_id
    session.add(upload)
    session.flush()  # The job names the upload by its number.
    job = jobs.enqueue(
        session,
        name="import",
        key=f"import:{upload.id}",
        payload={"upload_id": upload.id},
        user_id=actor.user_id,
    )
    session.flush()  # And the upload its job.
    upload.job_id = job.id
    return upload


def _waiting(session: Session, actor: Actor) -> int:
    """Count the files of a person that will still be read; what was given up keeps nobody waiting."""
    statement = (
        select(func.count())
        .select_from(Upload)
        .join(Job, Job.id == Upload.job_id)
        .where(Upload.user_id == actor.user_id, Job.status.in_((JobStatus.QUEUED, JobStatus.RUNNING)))
    )
    return session.scalar(statement) or 0


def run(database: Database, upload_id: int, progress: Progress) -> None:
    """Check an upload and write its sound rows as drafts, once; all or none where that was asked for."""
    checked = _check(database, upload_id, progress)
    # Nothing is reported from in here: on SQLite a report would wait for this very transaction.
    with database.transaction() as session:
        upload = session.get_one(Upload, upload_id, with_for_update={"of": Upload})
        if upload.finished_at is not None:
            return
        is_lost = checked.is_hopeless or (upload.is_whole and bool(checked.faults))
        records = () if is_lost else checked.records
        upload.counts = _write(session, upload, records)
        upload.keys = [record.key for record in records]
        upload.rows = checked.rows
        upload.faults = [_plain(fault) for fault in checked.faults]
        upload.refusal = _message(checked.refusal) if checked.refusal else {}
        upload.finished_at = now()


@dataclass(frozen=True, slots=True)
class _Checked:
    """What an upload holds."""

    rows: int = 0
    records: Sequence[Record] = ()
    faults: Sequence[Fault] = ()
    is_hopeless: bool = False
    refusal: UserError | None = None


def _check(database: Database, upload_id: int, progress: Progress) -> _Checked:
    with database.reading() as session:
        upload = session.get_one(Upload, upload_id)
        terms = Terms(owner=upload.organization, most_faults=FAULTS_KEPT)
        reader = Reader(TABLES[upload.side], Lists(session), terms)
        try:
            rows = list(sheets.parse(upload.name, BytesIO(upload.content)))
        except SheetError as error:
            return _Checked(refusal=error)
        records = tuple(reader.records(_reporting(rows, progress)))
    return _Checked(len(rows), records, reader.faults, reader.is_hopeless)


def _reporting(rows: Sequence[sheets.Row], progress: Progress) -> Iterator[sheets.Row]:
    for number, row in enumerate(rows):
        if number % STEP == 0:
            progress(number, len(rows))
        yield row
    progress(len(rows), len(rows))


def _write(session: Session, upload: Upload, records: Sequence[Record]) -> dict[str, int]:
    organization = upload.organization
    owner = Owner(organization.id, organization.region_code)
    made = {"state": PostingState.DRAFT, "source": Source.IMPORTED, "is_example": organization.is_example}
    writer = Writer(
        session,
        TABLES[upload.side],
        lambda wanted: dict.fromkeys(wanted, owner),
        actor=Actor(user_id=upload.user_id),
        made=made,
        defaults=filling.defaults(session, TABLES[upload.side], upload, records),
    )
    for start in range(0, len(records), BATCH):
        writer.write(records[start : start + BATCH])
    return asdict(writer.outcome)


def faults(upload: Upload) -> list[Fault]:
    """Return what is wrong with the rows, in their order."""
    found = [
        Fault(told["row"], told["column"], told["value"], UserError(told["message"], **told["values"]))
        for told in upload.faults
    ]
    return sorted(found, key=lambda fault: fault.row)


def refusal(upload: Upload) -> UserError | None:
    """Return why the file could not be read at all."""
    told = upload.refusal
    return UserError(told["message"], **told["values"]) if told else None


def table(upload: Upload) -> list[list[str]]:
    """Return the rows of an upload as they stand in it."""
    return list(sheets.table(upload.name, BytesIO(upload.content)))


def job(session: Session, upload: Upload) -> Job | None:
    """Return the work on an upload while it is known."""
    return None if upload.job_id is None else session.get(Job, upload.job_id)


def is_given_up(upload: Upload, job: Job | None) -> bool:
    """Tell whether nothing more will happen to an upload that is not finished."""
    return upload.finished_at is None and (job is None or job.status is JobStatus.FAILED)


def latest(session: Session, side: Side, organization_ids: Sequence[int]) -> Sequence[Upload]:
    """Return the uploads of some organizations, the latest first."""
    mine = select(Upload).where(Upload.side == side, Upload.organization_id.in_(organization_ids))
    return session.scalars(mine.order_by(Upload.id.desc()).limit(10)).all()


def forget(session: Session) -> None:
    """Delete the uploads of more than a month ago; what was made of them stays."""
    session.execute(delete(Upload).where(Upload.created_at < now() - KEPT))


def _plain(fault: Fault) -> dict[str, object]:
    return {"row": fault.row, "column": fault.column, "value": fault.value[:200], **_message(fault.error)}


def _message(error: UserError) -> dict[str, object]:
    return {"message": error.message, "values": error.values}
