// Search by name, accents and dashes ignored; also by code and by the name published.

import { element } from "./data.js";
import { signOf } from "./legend.js";

const MOST = 30;

/** Letters without accents, words apart by one space, « st » and « ste » in full. */
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replace(/[\s\p{P}]+/gu, " ")
    .trim()
    .replace(/(^| )st(e?)(?= |$)/g, "$1saint$2");
}

/** Cards whose words begin with those typed, those whose name begins so first. */
export function find(index, typed) {
  const wanted = fold(typed);
  const words = wanted.split(" ");
  const fits = index.filter(({ folded }) =>
    words.every((word) => folded.some((other) => other.startsWith(word))),
  );
  const begins = ({ name }) => name.startsWith(wanted);
  return [...fits.filter(begins), ...fits.filter((found) => !begins(found))].map(({ card }) => card);
}

/** Wire the search field; `pick(card)` when one is chosen. */
export function createSearch(data, pick, announce) {
  const input = document.getElementById("nom");
  const list = document.getElementById("resultats");
  const index = data.fiches.map((card) => ({
    card,
    name: fold(card.nom),
    folded: fold(`${card.nom} ${card.publie} ${card.code}`).split(" "),
  }));
  let found = [];
  let active = -1;

  function open() {
    const all = find(index, input.value);
    found = all.slice(0, MOST);
    const rows = found.map((card, place) =>
      element(
        "li",
        { role: "option", id: `resultat-${place}`, "aria-selected": false },
        signOf(data, card.rang),
        element("span", {}, card.nom, element("small", {}, [card.lieu, card.code].filter(Boolean).join(" · "))),
      ),
    );
    const more = all.length - found.length;
    if (!all.length) rows.push(element("li", { role: "presentation" }, "Aucun pôle ni bassin de vie de ce nom"));
    if (more) rows.push(element("li", { role: "presentation" }, `et ${more.toLocaleString("fr-FR")} autres`));
    list.replaceChildren(...rows);
    list.hidden = false;
    input.setAttribute("aria-expanded", true);
    activate(-1);
    announce(all.length > 1 ? `${all.length} résultats` : `${all.length} résultat`);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", false);
    input.removeAttribute("aria-activedescendant");
  }

  function activate(place) {
    list.children[active]?.setAttribute("aria-selected", false);
    active = place;
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    list.children[active].setAttribute("aria-selected", true);
    list.children[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `resultat-${active}`);
  }

  function choose(card) {
    if (!card) return;
    input.value = card.nom;
    close();
    if (matchMedia("(pointer: coarse)").matches) input.blur();
    pick(card);
  }

  function pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) open();
    else if (step && found.length) {
      const start = active < 0 && step < 0 ? 0 : active;
      activate((start + step + found.length) % found.length);
    }
    else if (event.key === "Enter" && !list.hidden) choose(found[Math.max(active, 0)]);
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Escape") input.value = "";
    else return;
    event.preventDefault();
  }

  input.addEventListener("input", () => (input.value.trim() ? open() : close()));
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) choose(found[[...list.children].indexOf(row)]);
  });
}
