"""Files that people hand in: recognized by their content, kept under their SHA-256, outside the web root."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from matchmaker.errors import UserError, translatable
from matchmaker.models.partnerships.agreement import ScanType

TAIL = 4096  # Scanners append some bytes behind the end of a file.
# How each type begins, and what stands at its end.
MARKS: dict[ScanType, tuple[bytes, bytes]] = {
    ScanType.PDF: (b"%PDF-", b"%%EOF"),
    ScanType.JPEG: (b"\xff\xd8\xff", b"\xff\xd9"),
    ScanType.PNG: (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
}


class UnknownTypeError(UserError):
    """The content is none of the types, whatever the name says."""

    def __init__(self) -> None:
        super().__init__(translatable("只接受 PDF、JPEG 或 PNG 文件，按文件内容判断，与文件名无关。"))


class TruncatedError(UserError):
    """The file begins as it should but does not end."""

    def __init__(self) -> None:
        super().__init__(translatable("文件不完整，请重新扫描或导出后再上传。"))


class NoSpaceError(UserError):
    """The disk refused the file."""

    status = 507

    def __init__(self) -> None:
        super().__init__(translatable("服务器存储空间不足或不可写，文件没有保存，请联系管理员。"))


class DamagedError(UserError):
    """The file is gone, or is not what was handed in."""

    status = 410

    def __init__(self) -> None:
        super().__init__(translatable("文件已丢失或被改动，不再提供下载，请联系管理员。"))


def recognize(content: bytes) -> ScanType:
    """Return the type that the content has; raise UnknownTypeError or TruncatedError."""
    for kind, (begins, ends) in MARKS.items():
        if content.startswith(begins):
            if ends not in content[-TAIL:]:
                raise TruncatedError
            return kind
    raise UnknownTypeError


def name_of(content: bytes) -> str:
    """Return the SHA-256 under which a content is kept."""
    return hashlib.sha256(content).hexdigest()


def keep(folder: Path, content: bytes) -> str:
    """Write the content under its SHA-256 and return that; a file is there whole or not at all.

    Raises NoSpaceError where the disk refuses.
    """
    name = name_of(content)
    path = _path(folder, name)
    part = path.with_name(f".{name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise NoSpaceError from error
    return name


def read(folder: Path, name: str) -> bytes:
    """Return a kept file; raise DamagedError unless its content is what its name says."""
    try:
        content = _path(folder, name).read_bytes()
    except OSError as error:
        raise DamagedError from error
    if name_of(content) != name:
        raise DamagedError
    return content


def _path(folder: Path, name: str) -> Path:
    return folder / name[:2] / name
