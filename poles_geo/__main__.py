"""``python -m poles_geo`` does what ``poles-geo`` does."""

from poles_geo.cli.guard import main

if __name__ == "__main__":
    main()
