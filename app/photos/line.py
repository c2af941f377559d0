"""How the decoder and its sandbox talk over their socket."""

import struct
from typing import Final

#: Before each message: the lengths of its description in JSON and of the bytes that follow it.
LENGTHS: Final = struct.Struct("!II")
