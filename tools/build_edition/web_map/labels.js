// Names on the map: no name on another nor on a pôle's centre, the most important first.

const GAP = 3;
const SIDES = [
  [1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1],
  [0.5, -1], [-0.5, -1], [0.5, 1], [-0.5, 1], [1, -0.5], [-1, -0.5], [1, 0.5], [-1, 0.5],
];
const MIDDLE = [[0, 0]];

/**
 * Choose the side of its symbol where each name goes.
 *
 * `items`: {text, x, y, r, width, height, middle, strong}, in pixels, most important first; a
 * `middle` one is written on its point or not at all, a `strong` one may go over large circles. `circles`: {x, y, r} to keep clear, the small ones
 * where there is room. `taken`: boxes that no name may enter, as [left, top, right, bottom].
 * Returns the items that found a place, each with its `side`.
 */
export function placeNames(items, circles, size, taken) {
  taken = [...taken];
  const placed = [];
  for (const item of items) {
    const free = (item.middle ? MIDDLE : SIDES)
      .map((side) => ({ side, box: boxOf(item, side) }))
      .filter(({ box }) => within(box, size) && !taken.some((other) => meet(box, other)));
    const clearOf = (part) => ({ box }) => !circles.some((circle) => covers(box, circle, part(circle)));
    const best =
      free.find(clearOf(wholeOf)) ??
      (item.middle ? undefined : free.find(clearOf(coreOf))) ??
      (item.strong ? free.find(clearOf(centreOf)) : undefined);
    if (best) {
      taken.push(best.box);
      placed.push({ item, side: best.side });
    }
  }
  return placed;
}

/** Where the middle of a name is, on a side of its symbol. */
export function middleOf({ x, y, r, width, height }, [across, down]) {
  const slant = across && down ? Math.SQRT1_2 : 1;
  return [
    x + across * (r * slant + GAP + width / 2),
    y + down * (r * slant + (across ? 0 : 1) + height / 2),
  ];
}

/** Write the names, each with its halo. */
export function writeNames(context, placed, halo) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = halo;
  for (const { item, side } of placed) {
    const [x, y] = middleOf(item, side);
    context.font = item.font;
    context.strokeText(item.text, x, y);
    context.fillStyle = item.colour;
    context.fillText(item.text, x, y);
  }
}

// Radius of the part of a circle that a name keeps clear.
const wholeOf = ({ r }) => r;
const coreOf = ({ r }) => (r > 9 ? r - 2 : 3);
const centreOf = () => 3;

function boxOf(item, side) {
  const [x, y] = middleOf(item, side);
  return [x - item.width / 2, y - item.height / 2, x + item.width / 2, y + item.height / 2];
}

const within = (box, { width, height }) =>
  box[0] >= 2 && box[1] >= 2 && box[2] <= width - 2 && box[3] <= height - 2;

const meet = (a, b) => a[0] < b[2] + 1 && a[2] > b[0] - 1 && a[1] < b[3] + 1 && a[3] > b[1] - 1;

function covers(box, { x, y }, r) {
  const across = Math.max(box[0] - x, 0, x - box[2]);
  const down = Math.max(box[1] - y, 0, y - box[3]);
  return across * across + down * down < r * r;
}
