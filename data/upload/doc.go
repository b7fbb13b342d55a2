// Package upload looks at what people hand in as a file and decides what is kept of it.
//
// A file is kept only as one of five kinds, when its name and its first bytes agree. Pictures
// are drawn anew through Go's own codecs, so that nothing but the picture is left: no place,
// no camera, no second file behind the first. WebP is read and kept as JPEG or PNG; HEIC, which
// nothing here can read, is refused with what to do instead. How a camera was held is turned into the picture
// before that is lost. Texts become UTF-8 without control characters. A PDF cannot be written
// anew; it is refused when anything follows its end, when it is locked, or when it can act by
// itself: names of scripts, of started programs and of files within are looked for in the open
// and in its packed object streams, with hexadecimal spellings undone (ISO 32000-1, 7.3.5).
// Archives and office documents, which are archives, are refused. What this cannot see, such as
// a fault in a reader of PDF, is left to the operator's scanner and to how files are handed out.
//
// Everything is bounded: bytes before they are looked at, pixels before a picture is unpacked,
// and what a packed stream may grow to.
package upload
