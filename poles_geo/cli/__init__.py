"""The command ``poles-geo``, in French.

In: arguments. Out: files, and lines on the terminal. Imports every folder, when a command needs it.
"""
