// The page's data: cards by column, outlines packed as text (see poles_geo/cartes/traces.py).

export const HORS = "hors";
export const SANS = "sans";

/** Read the data of the page; cards become objects, in the same order. */
export function readData() {
  const data = JSON.parse(document.getElementById("donnees").textContent);
  const columns = Object.keys(data.fiches);
  data.fiches = data.fiches.code.map((_, row) =>
    Object.fromEntries([["place", row], ...columns.map((name) => [name, data.fiches[name][row]])]),
  );
  return data;
}

/** Unpack lines: each is [x0, y0, x1, y1, …], in steps of the grid. */
export function unpack(text) {
  let at = 0;
  const next = () => {
    let bits = 0;
    for (let shift = 0; ; shift += 5) {
      const chunk = text.charCodeAt(at++) - 63;
      bits |= (chunk & 31) << shift;
      if (!(chunk & 32)) return bits & 1 ? ~(bits >> 1) : bits >> 1;
    }
  };
  const lines = [];
  while (at < text.length) {
    const line = new Int32Array(2 * next());
    let x = 0;
    let y = 0;
    for (let i = 0; i < line.length; i += 2) {
      line[i] = x += next();
      line[i + 1] = y += next();
    }
    lines.push(line);
  }
  return lines;
}

/** Make one path of many lines. */
export function toPath(lines) {
  const path = new Path2D();
  for (const line of lines) {
    path.moveTo(line[0], line[1]);
    for (let i = 2; i < line.length; i += 2) path.lineTo(line[i], line[i + 1]);
  }
  return path;
}

/** Left, top, right and bottom of lines. */
export function boxOf(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      box[0] = Math.min(box[0], line[i]);
      box[1] = Math.min(box[1], line[i + 1]);
      box[2] = Math.max(box[2], line[i]);
      box[3] = Math.max(box[3], line[i + 1]);
    }
  }
  return box;
}

/** Make an element with its attributes and its children; texts stay texts. */
export function element(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "circle", "path", "line", "text", "rect"].includes(name);
  const made = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
