"""Passwords and secret tokens: which are good enough, how they are kept, and how one is checked."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from matchmaker.errors import UserError, translatable

HASHER = PasswordHasher()
SHORTEST, LONGEST = 10, 200
DISTINCT = 5  # Characters that differ, at least.
# Runs of neighboring keys and letters, in both directions, make a password that is guessed first.
RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
)
FAMILIAR = ("password", "passw0rd", "administrator", "iloveyou", "woaini", "letmein", "welcome")
# Verified when there is no password to compare with, so that the answer takes as long as with one.
_NOBODY = HASHER.hash(secrets.token_urlsafe(16))


class WeakPasswordError(UserError):
    """The password would be guessed."""


def encode(password: str, *, email: str) -> str:
    """Return what the database keeps of a new password; raise WeakPasswordError."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPasswordError(
            translatable("密码长度应为 %(shortest)s 至 %(longest)s 个字符。"),
            shortest=SHORTEST,
            longest=LONGEST,
        )
    plain = password.casefold()
    if plain in {email.casefold(), email.casefold().partition("@")[0]}:
        raise WeakPasswordError(translatable("密码不能与邮箱相同。"))
    if len(set(plain)) < DISTINCT or _is_run(plain) or _is_familiar(plain):
        raise WeakPasswordError(translatable("该密码过于简单，容易被猜到，请换一个。"))
    return HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is the stored one; None takes as long and is never right."""
    try:
        HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _is_run(plain: str) -> bool:
    return any(plain in run or plain in run[::-1] for run in RUNS)


def _is_familiar(plain: str) -> bool:
    """Tell whether little more than a word that everybody tries first is left without its digits."""
    letters = plain.strip("0123456789!@#$%^&*._- ")
    return letters in FAMILIAR


def issue() -> str:
    """Return a new secret token of 256 bits; the cookie or the mail holds it, never the database."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """Return what the database keeps of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
