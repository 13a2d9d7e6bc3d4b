// Names on the map: none on another nor on a circle, none nearer another circle than its own
// unless a line leads to it; the most important first.

const GAP = 3;
const SIDES = [
  [1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1],
  [0.5, -1], [-0.5, -1], [0.5, 1], [-0.5, 1], [1, -0.5], [-1, -0.5], [1, 0.5], [-1, 0.5],
];
const MIDDLE = [{ side: [0, 0], reach: 0 }];
const REACHES = [0, 12, 24, 40]; // how much further a name may go, in pixels, a line leading to it
const AIR = 1; // least pixels by which a name is nearer its own circle

const NEAR = SIDES.map((side) => ({ side, reach: 0 }));
const FAR = REACHES.flatMap((reach) => SIDES.map((side) => ({ side, reach })));

/**
 * Choose the place by its symbol where each name goes.
 *
 * `items`: {text, x, y, r, width, height, middle, strong}, in pixels, most important first; a
 * `middle` one is written on its point or not at all, a `strong` one may go further, led by a line.
 * `circles`: {x, y, r}, which no name covers. `taken`: boxes that no name may enter, as [left, top,
 * right, bottom]. Returns the items that found a place, each with its `side` and its `reach`.
 */
export function placeNames(items, circles, size, taken) {
  taken = [...taken];
  const lines = [];
  const placed = [];
  for (const item of items) {
    const others = circles.filter((circle) => !isOwn(circle, item));
    const best = (item.middle ? MIDDLE : item.strong ? FAR : NEAR).find((place) => {
      const box = boxOf(item, place);
      if (!within(box, size) || taken.some((other) => meet(box, other))) return false;
      if (circles.some((circle) => between(box, circle) < 0)) return false;
      if (lines.some((line) => crosses(line, box))) return false;
      if (item.middle) return true;
      if (place.reach === 0) {
        const own = between(box, item);
        return others.every((circle) => between(box, circle) >= own + AIR);
      }
      const line = leaderOf(item, box);
      return (
        !taken.some((other) => crosses(line, other)) &&
        others.every((circle) => holds(circle, item) || distance(line, circle) > circle.r)
      );
    });
    if (!best) continue;
    const box = boxOf(item, best);
    taken.push(box);
    if (best.reach) lines.push(leaderOf(item, box));
    placed.push({ item, ...best });
  }
  return placed;
}

/** Where the middle of a name is, on a side of its symbol. */
export function middleOf({ x, y, r, width, height }, { side: [across, down], reach }) {
  const slant = across && down ? Math.SQRT1_2 : 1;
  return [
    x + across * (r * slant + GAP + reach + width / 2),
    y + down * (r * slant + (across ? 0 : 1) + reach + height / 2),
  ];
}

/** Box of a name, and the line that leads to it when it is far from its symbol. */
export function shapeOf({ item, side, reach }) {
  const box = boxOf(item, { side, reach });
  return { box, line: reach ? leaderOf(item, box) : null };
}

/** Write the names, each with its halo. */
export function writeNames(context, placed, halo) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = halo;
  for (const name of placed) {
    const { item } = name;
    const [x, y] = middleOf(item, name);
    const { line } = shapeOf(name);
    if (line) lead(context, line, halo, item.colour);
    context.lineWidth = 3;
    context.strokeStyle = halo;
    context.font = item.font;
    context.strokeText(item.text, x, y);
    context.fillStyle = item.colour;
    context.fillText(item.text, x, y);
  }
}

function lead(context, [[x0, y0], [x1, y1]], halo, colour) {
  for (const [stroke, width] of [[halo, 3], [colour, 0.8]]) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  }
}

/** Line from the edge of a symbol to the nearest point of the box of its name. */
function leaderOf({ x, y, r }, box) {
  const end = [clamp(x, box[0], box[2]), clamp(y, box[1], box[3])];
  const long = Math.hypot(end[0] - x, end[1] - y) || 1;
  return [[x + ((end[0] - x) * r) / long, y + ((end[1] - y) * r) / long], end];
}

function boxOf(item, place) {
  const [x, y] = middleOf(item, place);
  return [x - item.width / 2, y - item.height / 2, x + item.width / 2, y + item.height / 2];
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

const isOwn = (circle, { x, y, r }) => circle.x === x && circle.y === y && circle.r === r;

const holds = ({ x, y, r }, item) => Math.hypot(item.x - x, item.y - y) < r;

const within = (box, { width, height }) =>
  box[0] >= 2 && box[1] >= 2 && box[2] <= width - 2 && box[3] <= height - 2;

const meet = (a, b) => a[0] < b[2] + 1 && a[2] > b[0] - 1 && a[1] < b[3] + 1 && a[3] > b[1] - 1;

/** Pixels between a box and the edge of a circle; less than 0 when one is on the other. */
function between(box, { x, y, r }) {
  return Math.hypot(x - clamp(x, box[0], box[2]), y - clamp(y, box[1], box[3])) - r;
}

/** Pixels between a line and a point. */
function distance([[x0, y0], [x1, y1]], { x, y }) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1), 0, 1);
  return Math.hypot(x0 + along * dx - x, y0 + along * dy - y);
}

/** Whether a line enters a box: Liang and Barsky's clipping. */
function crosses([[x0, y0], [x1, y1]], [left, top, right, bottom]) {
  let [first, last] = [0, 1];
  for (const [step, room] of [
    [x0 - x1, x0 - left], [x1 - x0, right - x0], [y0 - y1, y0 - top], [y1 - y0, bottom - y0],
  ]) {
    if (step === 0 && room < 0) return false;
    if (step < 0) first = Math.max(first, room / step);
    if (step > 0) last = Math.min(last, room / step);
  }
  return first < last;
}
