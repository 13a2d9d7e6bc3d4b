"""Official files, a module a layout: compositions, communes, contours, registers, postal codes.

In: files as their producers publish them. Out: tables of one row a commune, or rows of
activities. Imports ``tabular`` and the root modules.
"""
