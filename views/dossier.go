package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// DossierData is the form that asks for an account's dossier.
type DossierData struct {
	Head     AccountHead
	Action   string
	Langs    []ui.Option
	Lang     string
	Reason   string
	MayClear bool // this person may take the identity in clear
	Clear    bool
	Errors   []ui.FieldError
	Wrong    map[string]string
}

// DossierPage is the page to print in a dossier.
type DossierPage struct {
	Account   string
	Note      string // whether the identity is masked
	Withheld  string // which cases are without their outcome; "" for none
	ChainNote string // where the audit chain ended
	Chain     string // hash of that entry
	Facts     []ui.Pair
	Lists     []DossierList
}

// DossierList is one list of it, in words.
type DossierList struct {
	Title string
	Heads []string
	Rows  templ.Component // draws a DossierRow for each row as it is read; nil for none
	Empty string
}
