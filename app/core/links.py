"""Links that do one thing for whoever holds them, without signing in: signed, never expiring."""

from itsdangerous import BadSignature, URLSafeSerializer


def sign_ref(secret_key: str, purpose: str, ref: str) -> str:
    """Return `ref` as a signed text for an address that only `read_ref` with this purpose takes."""
    return str(URLSafeSerializer(secret_key, salt=purpose).dumps(ref))


def read_ref(secret_key: str, purpose: str, token: str) -> str | None:
    """Return what was signed for `purpose`, or None when the text is forged."""
    try:
        ref = URLSafeSerializer(secret_key, salt=purpose).loads(token)
    except BadSignature:
        return None
    return ref if isinstance(ref, str) else None
