package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// DossierRowsMost is how many rows of a list are in memory at once while a dossier is made.
const DossierRowsMost = 500

// ExportDossier asks for an account's dossier. Personal asks for the identity in clear.
type ExportDossier struct {
	AccountID ID
	Lang      string
	Personal  bool
	Reason    string
}

// Validate wants a reason and a language that pages have.
func (c ExportDossier) Validate() error {
	var bad Invalid
	if c.Lang != "zh-CN" && c.Lang != "en" {
		bad.Add("lang", "choice")
	}
	checkReason(&bad, "reason", c.Reason)
	return bad.OrNil()
}

// Dossier is an account's file at one state: who it is about, the end of the audit chain that it was read at, and its lists,
// which are read as often as they are asked for and always say the same.
type Dossier struct {
	Account  Account
	Personal Personal // masked, unless the command asked for it in clear
	Withheld []string // cases that whoever asked is to judge again: what was decided of them is left out
	Head     AuditHead
	HeadAt   time.Time // of the entry at the end of the chain
	Source   DossierSource
	unjudged []ID
}

// DossierSource reads one list, at most DossierRowsMost rows at a time, the newest first. Of what it hands over only that list
// is set. An error of take ends it and is its own.
type DossierSource func(list DossierList, take func(*DossierRows) error) error

// DossierList names a list of a dossier, as its files do.
type DossierList string

// The lists of a dossier, in the order in which it shows them.
const (
	DossierLines      DossierList = "lines"
	DossierStatements DossierList = "statements"
	DossierLimits     DossierList = "limits"
	DossierScores     DossierList = "scores"
	DossierOverrides  DossierList = "overrides"
	DossierDisputes   DossierList = "disputes"
	DossierAsides     DossierList = "asides"
	DossierFlags      DossierList = "flags"
	DossierCases      DossierList = "cases"
	DossierSanctions  DossierList = "sanctions"
	DossierAppeals    DossierList = "appeals"
	DossierChecks     DossierList = "checks"
	DossierDevices    DossierList = "devices"
	DossierLinks      DossierList = "links"
	DossierChallenges DossierList = "challenges"
	DossierMessages   DossierList = "messages"
	DossierNotes      DossierList = "notes"
	DossierTags       DossierList = "tags"
	DossierHardships  DossierList = "hardships"
	DossierEvents     DossierList = "events"
	DossierRecord     DossierList = "record"
)

// DossierLists is every list, in their order.
func DossierLists() []DossierList {
	return []DossierList{
		DossierLines, DossierStatements, DossierLimits, DossierScores, DossierOverrides, DossierDisputes, DossierAsides, DossierFlags, DossierCases, DossierSanctions, DossierAppeals,
		DossierChecks, DossierDevices, DossierLinks, DossierChallenges, DossierMessages, DossierNotes, DossierTags, DossierHardships, DossierEvents, DossierRecord,
	}
}

// DossierRows is some rows of one list.
type DossierRows struct {
	Lines      []CreditLine
	Statements []Statement
	Limits     []LimitChange
	Decisions  []Decision // without input and result
	Overrides  []Override
	Disputes   []Dispute
	Asides     []RuleAside
	Flags      []Flag
	Cases      []Case
	Sanctions  []Sanction
	Appeals    []Appeal
	Checks     []IdentityCheck
	Devices    []Device
	Links      []Relationship // other customers by their ids alone
	Challenges []Challenge
	Messages   []Message
	Notes      []NoteText
	Tags       []AccountTag
	Hardships  []HardshipText // what they are about only where the identity is in clear
	Events     []Event        // without input and result
	Entries    []AuditEntry
}

// Read reads one list, without what Blind took out.
func (d *Dossier) Read(list DossierList, take func(*DossierRows) error) error {
	return d.Source(list, func(rows *DossierRows) error {
		rows.blind(d.unjudged)
		return take(rows)
	})
}

// DossierManifest lists the files of a dossier with what each must hash to.
type DossierManifest struct {
	Schema   string            `json:"schema"`
	Account  string            `json:"account"`
	Lang     string            `json:"lang"`
	Personal string            `json:"personal"` // masked or clear
	ChainSeq int64             `json:"chain_seq"`
	Chain    string            `json:"chain_hash"` // hex of the last entry's hash
	ChainAt  time.Time         `json:"chain_at"`
	Rows     map[string]int    `json:"rows"`
	Cut      []string          `json:"cut"`                // lists that hold only their newest rows: none since every row is in
	Withheld []string          `json:"withheld,omitempty"` // cases of which the outcome is left out: whoever asked is to judge them again
	SHA256   map[string]string `json:"sha256"`             // by file name
}

// DossierSchema names the form of a dossier; DossierManifestFile is the file that lists the others.
const (
	DossierSchema       = "candor-dossier/1"
	DossierManifestFile = "manifest.json"
)

// CheckDossier holds the files of a dossier against its manifest; names are theirs, and open opens one. It reads one file after
// the other and names the first, in the order of names, that is changed, missing or not listed.
func CheckDossier(names []string, open func(name string) (io.ReadCloser, error)) (*DossierManifest, error) {
	if !slices.Contains(names, DossierManifestFile) {
		return nil, fmt.Errorf("%s is missing", DossierManifestFile)
	}
	m, err := readManifest(open)
	if err != nil {
		return nil, err
	}
	if m.Schema != DossierSchema {
		return nil, fmt.Errorf("schema %q is not %s", m.Schema, DossierSchema)
	}
	if len(m.SHA256) == 0 {
		return nil, fmt.Errorf("%s lists no file", DossierManifestFile)
	}
	for _, name := range slices.Sorted(maps.Keys(m.SHA256)) {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("%s is missing", name)
		}
		sum := sha256.New()
		if err := copyFile(sum, name, open); err != nil {
			return nil, err
		}
		if hex.EncodeToString(sum.Sum(nil)) != m.SHA256[name] {
			return nil, fmt.Errorf("%s was changed: its SHA-256 is not the manifest's", name)
		}
	}
	for _, name := range slices.Sorted(slices.Values(names)) {
		if _, listed := m.SHA256[name]; !listed && name != DossierManifestFile {
			return nil, fmt.Errorf("%s is not in the manifest", name)
		}
	}
	return m, nil
}

// manifestMost bounds a manifest, in bytes: one of ours has a few thousand.
const manifestMost = 1 << 20

func readManifest(open func(name string) (io.ReadCloser, error)) (*DossierManifest, error) {
	r, err := open(DossierManifestFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", DossierManifestFile, err)
	}
	raw, err := io.ReadAll(io.LimitReader(r, manifestMost))
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", DossierManifestFile, err)
	}
	var m DossierManifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", DossierManifestFile, err)
	}
	return &m, nil
}

// copyFile writes a file's content to w.
func copyFile(w io.Writer, name string, open func(name string) (io.ReadCloser, error)) error {
	r, err := open(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = io.Copy(w, r)
	if err = errors.Join(err, r.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
