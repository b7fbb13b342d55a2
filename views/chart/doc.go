// Package chart draws pictures from numbers as SVG and HTML on the server. A chart is a struct of plain numbers
// and texts; it needs no script, prints, and can be compared byte for byte in tests.
//
// Widths are percentages and heights pixels, so text keeps its size on a phone while the plot shrinks. Colours
// come from classes and are never the only mark. The title of a chart is the question it answers; its caption
// gives n and period; the numbers stand in a table below. A chart without numbers says so.
package chart
