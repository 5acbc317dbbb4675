"""Small pictures for the documents: a screenshot with at most 256 colours, as PNG."""

import struct
import zlib
from base64 import b64decode, b64encode
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_COLOURS = 256
_READ_PIXELS = """async (png) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawn = canvas.getContext("2d");
  drawn.drawImage(image, 0, 0);
  const bytes = drawn.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


def take_picture(page: Page, path: Path, *, whole: bool) -> None:
    """Write what a page shows, or the whole page; a third as large as the browser's own file."""
    taken = page.screenshot(full_page=whole)
    blank = page.context.new_page()  # The browser reads its PNG, so that nobody else has to.
    width, height, text = blank.evaluate(_READ_PIXELS, b64encode(taken).decode())
    blank.close()
    pixels = np.frombuffer(b64decode(text), dtype="<u4") & 0xFFFFFF
    path.write_bytes(_png(pixels.reshape(height, width)))


def _png(pixels: np.ndarray) -> bytes:
    """Encode pixels (0xBBGGRR) with the most frequent colours; the others take the nearest one."""
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    channels = np.stack([colours >> shift & 0xFF for shift in (0, 8, 16)], axis=1).astype(np.int32)
    palette = channels[np.argsort(-counts, kind="stable")[:_MOST_COLOURS]]
    distances = ((channels[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    indices = distances.argmin(axis=1).astype(np.uint8)[places].reshape(pixels.shape)
    lines = np.insert(indices, 0, 0, axis=1)  # Each line begins with its filter: none.
    height, width = pixels.shape
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return _SIGNATURE + b"".join(
        _chunk(name, content)
        for name, content in (
            (b"IHDR", head),
            (b"PLTE", palette.astype(np.uint8).tobytes()),
            (b"IDAT", zlib.compress(lines.tobytes(), 9)),
            (b"IEND", b""),
        )
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
