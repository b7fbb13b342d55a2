package decide

import "slices"

// PutWording returns the policy with a wording in the place of the one with the same code and language, or at the end when there
// is none. All others stay as they are, and where they are. The policy it is called on keeps its own list.
func (p Policy) PutWording(w Wording) Policy {
	list := slices.Clone(p.Wordings)
	if at := slices.IndexFunc(list, w.replaces); at >= 0 {
		list[at] = w
	} else {
		list = append(list, w)
	}
	p.Wordings = list
	return p
}

// DropWording returns the policy without its own words for a message in a language: the shipped ones stand again. Without any
// wording left the list is nil, so that the document is written as if it had never had one.
func (p Policy) DropWording(code, lang string) Policy {
	p.Wordings = slices.DeleteFunc(slices.Clone(p.Wordings), Wording{Code: code, Lang: lang}.replaces)
	if len(p.Wordings) == 0 {
		p.Wordings = nil
	}
	return p
}

func (w Wording) replaces(o Wording) bool { return o.Code == w.Code && o.Lang == w.Lang }
