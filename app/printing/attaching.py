"""A file that travels inside a PDF, so that it can be encrypted with it."""

from io import BytesIO

import pikepdf

from app.printing.stamping import Lock, save_locked


def attach(
    pdf: bytes, name: str, content: bytes, *, mime_type: str, lock: Lock | None = None
) -> bytes:
    """Return `pdf` with `content` attached as `name`, both encrypted with AES-256 under `lock`."""
    with pikepdf.open(BytesIO(pdf)) as document:
        document.attachments[name] = pikepdf.AttachedFileSpec(
            document, content, filename=name, mime_type=mime_type
        )
        # Readers that can show the list of attachments open it at once.
        document.Root.PageMode = pikepdf.Name.UseAttachments
        return save_locked(document, lock)
