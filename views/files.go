package views

import "candor/views/ui"

// FilesPanel is the part of a page with the files of something.
type FilesPanel struct {
	Count string
	Lines []FileLine
	Add   *FileForm // nil for who may not add
}

// FileForm takes one file.
type FileForm struct {
	Action string
	Button string
	File   ui.FieldArgs
	Note   string // that nothing scans files here; "" where something does
}

// PapersField takes several files with the other fields of a form.
type PapersField struct {
	File ui.FieldArgs
	Note string // that nothing scans files here; "" where something does
}

// FileLine is one file of a list.
type FileLine struct {
	Href   string
	Title  string
	Facts  string // kind and size
	By     string
	Time   ui.TimeArgs
	Icon   string
	Of     string // what it belongs to when that is something else, "" else
	OfHref string
	Erased bool
}

// FilesPage is the files of one object on a page of their own.
type FilesPage struct {
	Account MeasureAccount
	Panel   FilesPanel
	Problem string
}

// FilePage is one file.
type FilePage struct {
	Title    string
	Facts    []ui.Pair
	Picture  string // address of the image, "" when it is none
	Alt      string
	Text     string // of a text, shown as it is
	Cut      bool   // there is more of it
	Note     string
	Download string // "" when it was erased
	Back     string
}
