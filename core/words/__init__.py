"""What people read, written once: labels, colors, CSV cells, and the style of HTML reports.

Pages, command line, reports and exports take their words from here.
"""
