"""The embedded edition: contours, report of 2014, typeface. See ``README.md`` beside this file."""
