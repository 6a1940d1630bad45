"""The headers of every page, with a policy that allows its own styles, pictures and forms."""

from collections.abc import Mapping


def page_headers(*, scripted: bool, form_targets: str = "") -> Mapping[str, str]:
    """The headers of a page; `form_targets` are further origins that a form may lead to.

    The answer to a form may redirect there, and browsers check redirects of forms as well.
    """
    policy = [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        f"form-action 'self' {form_targets}".rstrip(),
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    if scripted:
        policy.append("script-src 'self'")
    return {
        "content-security-policy": "; ".join(policy),
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }
