// Package onewrite is a file system for SQLite's C library that writes the pages of a commit to the write-ahead log together.
//
// SQLite writes each page of a commit to the log by two calls, 24 bytes of its head and then the page. A batch of events is some two
// hundred pages, and the kernel's work for a call is most of what writing costs: 3.7 µs of processor time a page and 0.9 if all of them
// are one call (measured on ext4, a log that grows, pages of 2,048 bytes). Only the log is treated so; all else goes to SQLite's own
// file system as it is, and so does the log where that one is not as expected.
//
// Nothing is answered sooner for it: what is gathered is written before the log is flushed, read, cut or closed, its size asked for, and
// with the last page of a commit, before any other connection can be told of it. A write that fails does so there, where SQLite takes the
// commit back as it does for a full disk.
//
// The structures in gather.c are SQLite's, as https://sqlite.org/c3ref/io_methods.html and /vfs.html have kept them since 3.7.6.
package onewrite
