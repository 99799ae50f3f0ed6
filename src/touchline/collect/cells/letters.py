"""Short texts as a matrix of bytes, so that whole columns are read at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.journeys.index import Array

SPACE = 32


@dataclass(frozen=True)
class Letters:
    """``at[k]`` uint8: the k-th byte of every text, a space behind its end. ``length`` int64.

    Texts are trimmed. ``fits`` is False for texts that are not ASCII or longer than the matrix is
    wide; their bytes are all spaces and their length is 0.
    """

    at: Array
    length: Array
    fits: Array

    @property
    def digit(self) -> Array:
        """The value of each byte as a digit; above 9 where it is none."""
        return np.asarray(self.at - np.uint8(48))


def letters(texts: pa.StringArray, width: int) -> Letters:
    """The first ``width`` bytes of each trimmed text, one row a byte, one column a text."""
    lean = pc.utf8_trim_whitespace(texts)
    length = pc.binary_length(lean).to_numpy(zero_copy_only=False).astype(np.int64)
    fits = pc.string_is_ascii(lean).to_numpy(zero_copy_only=False) & (length <= width)
    padded = pc.ascii_rpad(pc.if_else(pa.array(fits), lean, ""), width, " ")
    count = len(padded)
    if not count:
        return Letters(np.zeros((width, 0), np.uint8), length, fits)
    start = np.frombuffer(padded.buffers()[1], np.int32)[padded.offset]
    flat = np.frombuffer(padded.buffers()[2], np.uint8)[start : start + count * width]
    at = np.ascontiguousarray(flat.reshape(count, width).T)
    return Letters(at, np.where(fits, length, 0), fits)
