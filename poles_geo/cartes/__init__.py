"""Maps: style, page, base, symbols, labels, legend, and the report's maps made of them."""
