"""Security headers on every response, errors included."""

from __future__ import annotations

from flask import Flask, Response, g, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask, *, is_secure: bool) -> None:
    """Add the headers; pages are not cached because they depend on who asks."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        elif "v" in request.args:  # The address changes with the file.
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
