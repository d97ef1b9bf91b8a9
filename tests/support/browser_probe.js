/**
 * What tests and the bench see from inside a page, without a hook in the product: every peer
 * connection that was made, what broke the content security policy, and the clock burnt into the
 * picture (its layout is told in `lokus_local.virtual_camera.burnt_in_clock`).
 */
(() => {
  const COLUMNS = 72;
  const connections = [];
  const violations = [];

  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...settings) {
      super(...settings);
      connections.push(this);
    }
  };
  document.addEventListener("securitypolicyviolation", (event) => {
    violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });

  function crc16(bytes) {
    let crc = 0;
    for (const byte of bytes) {
      crc ^= byte << 8;
      for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
    return crc;
  }

  function meanLuma(pixels, stride, x0, y0, size) {
    let sum = 0;
    for (let y = y0; y < y0 + size; y += 1) {
      for (let x = x0; x < x0 + size; x += 1) {
        const at = 4 * (y * stride + x);
        sum += pixels[at] + pixels[at + 1] + pixels[at + 2];
      }
    }
    return sum;
  }

  const canvas = new OffscreenCanvas(1, 1);

  /** Return the UTC milliseconds in the picture of a video, null when there is no whole strip. */
  function readClock(video) {
    const side = Math.max(4, Math.floor(video.videoWidth / 80));
    const width = COLUMNS * side;
    if (canvas.width !== width) [canvas.width, canvas.height] = [width, 2 * side];
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0, width, 2 * side, 0, 0, width, 2 * side);
    const pixels = context.getImageData(0, 0, width, 2 * side).data;
    const margin = Math.floor(side / 4);
    let bits = "";
    for (let column = 0; column < COLUMNS; column += 1) {
      const [top, bottom] = [0, side].map((y) => meanLuma(pixels, width, column * side + margin, y + margin, side - 2 * margin));
      bits += top > bottom ? "1" : "0";
    }
    return decode(bits);
  }

  function decode(bits) {
    if (!bits.startsWith("1010") || !bits.endsWith("0101")) return null;
    const bytes = Array.from({ length: 6 }, (_, index) => parseInt(bits.slice(4 + 8 * index, 12 + 8 * index), 2));
    if (parseInt(bits.slice(52, 68), 2) !== crc16(bytes)) return null;
    return bytes.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** Return `{clock, seen}` (ms since the epoch) of each of the next `count` presented frames. */
  function watchFrames(video, count) {
    const frames = [];
    return new Promise((resolve) => {
      const take = () => {
        const seen = performance.timeOrigin + performance.now();
        frames.push({ clock: readClock(video), seen });
        if (frames.length < count) video.requestVideoFrameCallback(take);
        else resolve(frames);
      };
      video.requestVideoFrameCallback(take);
    });
  }

  /** Return the inbound video statistics of the newest connection, or null before there are any. */
  async function inbound() {
    const connection = connections.at(-1);
    if (connection === undefined) return null;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "inbound-rtp" && report.kind === "video") return { ...report };
    }
    return null;
  }

  window.lokusProbe = { connections, violations, crc16, readClock, watchFrames, inbound };
})();
