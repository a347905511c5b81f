"""Errors turned into pages in the user's language, with a request number and a way on."""

from __future__ import annotations

import logging

from flask import Flask, g, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from matchmaker.errors import StaleError, UserError, translatable, word
from matchmaker.policy import HiddenError, NotPermittedError
from matchmaker.web.templating import listed

logger = logging.getLogger(__name__)

MESSAGES = {
    400: translatable("请求不完整或已失效，请返回上一页重试。"),
    403: translatable("您没有进行此操作的权限。"),
    404: translatable("没有找到该页面，或者您无权查看。"),
    405: translatable("该地址不支持这种请求方式。"),
    413: translatable("上传的内容过大。"),
    500: translatable("系统出现问题，您的操作没有保存。请稍后重试，并把请求编号告诉管理员。"),
    503: translatable("数据库暂时无法连接，请稍后重试。"),
}


def tell(error: UserError) -> str:
    """Return the error's message in the user's language."""
    return word(error, gettext, listed)


def _page(status: int, message: str | None = None) -> tuple[str, int]:
    g.session.rollback()
    text = message or gettext(MESSAGES.get(status, MESSAGES[500]))
    return render_template("errors/error.html", status=status, message=text), status


def init_app(app: Flask) -> None:
    """Register a page for every error; what is not expected is logged with its trace."""
    app.register_error_handler(NoResultFound, lambda _error: _page(404))
    app.register_error_handler(HiddenError, lambda _error: _page(404))
    app.register_error_handler(NotPermittedError, lambda _error: _page(403))
    app.register_error_handler(StaleDataError, lambda _error: _page(409, tell(StaleError())))
    app.register_error_handler(UserError, lambda error: _page(error.status, tell(error)))
    app.register_error_handler(CSRFError, lambda _error: _page(400))
    app.register_error_handler(HTTPException, lambda error: _page(error.code or 500))

    @app.errorhandler(OperationalError)
    def unavailable(error: OperationalError) -> tuple[str, int]:
        logger.error("database unavailable", exc_info=error, extra={"request_id": g.request_id})
        return _page(503)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        logger.error("unexpected error", exc_info=error, extra={"request_id": g.request_id})
        return _page(500)
