package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// DossierMost is how many rows of each kind a dossier holds, the newest. A dossier that is cut
// says so.
const DossierMost = 2000

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

// Dossier is everything on record about an account, each list newest first, and the end of
// the audit chain that it was read at.
type Dossier struct {
	Account    Account
	Personal   Personal // masked, unless the command asked for it in clear
	Lines      []CreditLine
	Statements []Statement
	Checks     []IdentityCheck
	Devices    []Device
	Links      []Relationship // other customers by their ids alone
	Decisions  []Decision     // without input and result
	Overrides  []Override
	Flags      []Flag
	Cases      []Case
	Limits     []LimitChange
	Sanctions  []Sanction
	Appeals    []Appeal
	Challenges []Challenge
	Messages   []Message
	Notes      []NoteText
	Events     []Event // without input and result
	Entries    []AuditEntry
	Withheld   []string // cases that whoever asked is to judge again: what was decided of them is left out
	Head       AuditHead
	HeadAt     time.Time // of the entry at the end of the chain
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
	Cut      []string          `json:"cut"`                // tables that hold only their newest rows
	Withheld []string          `json:"withheld,omitempty"` // cases of which the outcome is left out: whoever asked is to judge them again
	SHA256   map[string]string `json:"sha256"`             // by file name
}

// DossierSchema names the form of a dossier; DossierManifestFile is the file that lists the others.
const (
	DossierSchema       = "candor-dossier/1"
	DossierManifestFile = "manifest.json"
)

// CheckDossier holds the files of a dossier against its manifest. It names the first file, in
// the order of names, that is changed, missing or not listed.
func CheckDossier(files map[string][]byte) (*DossierManifest, error) {
	raw, ok := files[DossierManifestFile]
	if !ok {
		return nil, fmt.Errorf("%s is missing", DossierManifestFile)
	}
	var m DossierManifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", DossierManifestFile, err)
	}
	if m.Schema != DossierSchema {
		return nil, fmt.Errorf("schema %q is not %s", m.Schema, DossierSchema)
	}
	if len(m.SHA256) == 0 {
		return nil, fmt.Errorf("%s lists no file", DossierManifestFile)
	}
	for _, name := range slices.Sorted(maps.Keys(m.SHA256)) {
		content, there := files[name]
		if !there {
			return nil, fmt.Errorf("%s is missing", name)
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != m.SHA256[name] {
			return nil, fmt.Errorf("%s was changed: its SHA-256 is not the manifest's", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if _, listed := m.SHA256[name]; !listed && name != DossierManifestFile {
			return nil, fmt.Errorf("%s is not in the manifest", name)
		}
	}
	return &m, nil
}
