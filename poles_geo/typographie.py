"""Numbers and words as French print sets them.

Thin no-break space (U+202F) between thousands and before « % », « ; », « ! », « ? »;
no-break space (U+00A0) before « : »; decimal comma. Years are never grouped: pass them as text.
"""

FINE = "\u202f"
INSECABLE = "\u00a0"


def nombre(value: float, digits: int = 0) -> str:
    """Format a number: ``nombre(193314)`` → « 193 314 », ``nombre(9.27, 1)`` → « 9,3 »."""
    text = f"{value:,.{digits}f}".replace(",", FINE).replace(".", ",")
    return text.replace("-", "−")


def pourcent(share: float, digits: int = 1) -> str:
    """Format a share between 0 and 1 as a percentage: ``pourcent(0.178)`` → « 17,8 % »."""
    return f"{nombre(100 * share, digits)}{FINE}%"


def accorde(count: float, singular: str, plural: str | None = None) -> str:
    """Write a count with its noun: plural from 2 on, as in French (« 1 pôle », « 2 pôles »)."""
    noun = singular if abs(count) < 2 else (plural or singular + "s")
    return f"{nombre(count)}{INSECABLE}{noun}"


def ponctue(texte: str) -> str:
    """Put no-break spaces before « : », « ; », « % » and inside quotation marks."""
    for typed, printed in (
        (" :", f"{INSECABLE}:"),
        (" ;", f"{FINE};"),
        (" %", f"{FINE}%"),
        ("« ", f"«{INSECABLE}"),
        (" »", f"{INSECABLE}»"),
    ):
        texte = texte.replace(typed, printed)
    return texte


def imprime(texte: str) -> str:
    """Set a name or a sentence for print: curly apostrophes, en dashes, no-break spaces."""
    return ponctue(texte).replace("'", "’").replace(" - ", f"{INSECABLE}– ")
