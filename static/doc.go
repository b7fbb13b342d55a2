// Package static holds what the browser fetches besides pages: style sheets, scripts, the icon sprite and the
// vendored htmx and uPlot, all embedded in the program.
//
// The style sheets in css/ are joined in name order and served as css/candor.css, so that a page asks for one
// file while the sources stay short; css/pages holds what few pages need, served as it is and named by those
// alone. URL adds a checksum to each name: a file is cached for a year and a new build is seen at once. vendor/ is
// filled by assets.sh from the packages that package-lock.json pins and is not kept in the repository; a page
// asks Has before it names a file there.
package static
