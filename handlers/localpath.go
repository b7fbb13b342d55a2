package handlers

import (
	"net/url"
	"path"
	"strings"
)

// localPath returns next when it is a plain path of this site, with or without a query,
// and "/" for anything else: other hosts, schemes, tricks with slashes, backslashes,
// escapes, dot segments and control characters, and the pages that lead back to signing in.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || len(next) > 2000 {
		return "/"
	}
	for _, r := range next {
		if r < ' ' || r == 0x7f || r == '\\' || r == 0xfffd || (r >= 0x80 && r <= 0xa0) || (r >= 0x2000 && r <= 0x206f) || r == 0xfeff {
			return "/"
		}
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "/"
	}
	switch {
	case strings.ContainsAny(u.Path, "\\\x00\r\n\t"), strings.Contains(u.EscapedPath(), "%"):
		return "/" // no address of ours is escaped
	case path.Clean(u.Path) != u.Path:
		return "/"
	case u.Path == "/signin", u.Path == "/signout", u.Path == "/setup":
		return "/"
	}
	return u.RequestURI()
}
