"""Makes the damaged files of tests/data/bad: array files that are cut, wrong or of another kind, text that is none.

Run from the repository's root; needs NumPy.
"""
import io
import pathlib
import struct

import numpy as np

BAD = pathlib.Path(__file__).resolve().parents[1] / "data" / "bad"
BAD.mkdir(exist_ok=True)


def saved(array, **options):
    out = io.BytesIO()
    np.save(out, array, **options)
    return out.getvalue()


def with_header(header):
    text = header.encode("latin1")
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


whole = saved(np.arange(100.0))
FILES = {
    "array.npy": saved(np.arange(6).reshape(2, 3)),
    "truncated.npy": whole[:400],
    "magic.npy": b"\x93NUMPZ" + whole[6:],
    "header.npy": with_header("{'descr': '<f8', 'fortran_order': False, 'shape': 3}") + bytes(24),
    "short_header.npy": whole[:40],
    "object.npy": saved(np.array([None, "x"], dtype=object), allow_pickle=True),
    "empty.npy": b"",
    "word.csv": b"1.0,2.0\n3.5,four\n5.0,6.0\n",
    "columns.csv": b"1,2,3\n4,5\n6,7,8\n",
    "binary.npy": bytes(range(256)) * 4,
    "latin1.py": "name = 'caf\xe9'\nprint(name)\n".encode("latin1"),
}
for name, content in FILES.items():
    (BAD / name).write_bytes(content)
