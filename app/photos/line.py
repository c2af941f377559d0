"""How the decoder and its sandbox talk over their socket."""

import struct
from typing import Final

#: Before each message: the lengths of its description in JSON and of the bytes it is about.
#: On the way in those bytes are in a file of memory that comes along; on the way out they follow.
LENGTHS: Final = struct.Struct("!II")
