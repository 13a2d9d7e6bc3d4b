// The card of a bassin: name, rank, figures, reason, margin; every text written as text.

import { element } from "./data.js";
import { signOf } from "./legend.js";

/** Show the card of a bassin, or the invitation to choose one. */
export function drawCard(data, card, { close, show }) {
  const box = document.getElementById("fiche");
  if (!card) {
    box.replaceChildren(element("p", { class: "vide" }, "Choisissez un pôle sur la carte ou par son nom."));
    return;
  }
  const row = data.rangs.find((other) => other.rang === card.rang);
  const figures = element("dl");
  data.comptes.forEach((label, place) => {
    const total = place ? {} : { class: "total" };
    const text = card.comptes[place];
    if (text) figures.append(element("dt", total, label), element("dd", total, text));
  });
  const parts = [
    element("h2", {}, card.nom),
    element("p", { class: "type" }, signOf(data, card.rang), row.nom),
    element("p", { class: "lieu" }, [card.lieu, card.code].filter(Boolean).join(" · ")),
    card.publie && element("p", { class: "publie" }, `Publié sous le nom de «\u00a0${card.publie}\u00a0».`),
    figures.childElementCount && figures,
    element("h3", {}, "Motif"),
    reason(card.motif),
    card.marge && element("h3", {}, "Changement de rang le plus proche"),
    card.marge && element("p", {}, card.marge),
    card.x !== null && button("voir", "Voir sur la carte", show),
    button("fermer", null, close),
  ];
  box.replaceChildren(...parts.filter(Boolean));
  document.getElementById("panneau").scrollTop = 0;
}

/** One line for the rank given, one for each rank refused. */
function reason(text) {
  const lines = text.split("\u202f; ");
  if (lines.length === 1) return element("p", {}, text);
  return element("ul", {}, ...lines.map((line) => element("li", {}, line)));
}

function button(name, text, act) {
  const cross = element("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, element("path", { d: "M5 5l10 10M15 5L5 15" }));
  const made = element("button", { type: "button", class: name }, text ?? cross);
  if (!text) made.setAttribute("aria-label", "Fermer la fiche");
  made.addEventListener("click", act);
  return made;
}
