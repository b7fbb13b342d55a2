package handlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"candor/engine/decide"
	"candor/models"
)

// PolicyFileMost is how many bytes a file of a policy may have.
const PolicyFileMost = 1 << 20

// PolicyFile is a version of the policy as a file. Version and Hash say where the document came from; they bind nothing, because a
// file is there to be changed.
type PolicyFile struct {
	Schema   int           `json:"schema"`
	Version  int           `json:"version"`
	Hash     string        `json:"hash"` // SHA-256 of the document in hexadecimal, as it is submitted and approved
	Document decide.Policy `json:"document"`
}

// WritePolicyFile writes a version as indented JSON, always the same bytes for the same version.
func WritePolicyFile(p *models.Policy) ([]byte, error) {
	hash, err := policyHash(p.Document)
	if err != nil {
		return nil, err
	}
	b := new(bytes.Buffer)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false) // conditions hold < and >
	e.SetIndent("", "  ")
	if err := e.Encode(PolicyFile{Schema: p.Document.Schema, Version: p.Version, Hash: hash, Document: p.Document}); err != nil {
		return nil, fmt.Errorf("write policy file: %w", err)
	}
	return b.Bytes(), nil
}

// ReadPolicyFile reads a file strictly: unknown and repeated fields, wrong types, what follows the document and files of more than
// PolicyFileMost bytes are refused as *models.Invalid at the field of the document, in the form bands.2.from, or at "file". So is
// what CheckPolicy finds wrong; the document comes back then too.
func ReadPolicyFile(b []byte) (PolicyFile, error) {
	var f PolicyFile
	var bad models.Invalid
	if len(b) > PolicyFileMost {
		bad.Add("file", "file_large")
		return f, &bad
	}
	if err := decodeStrictMost(bytes.TrimPrefix(b, []byte("\ufeff")), PolicyFileMost, &f); err != nil {
		addFileFault(&bad, err)
		return PolicyFile{}, &bad
	}
	return f, models.CheckPolicy(f.Document)
}

// Unchanged reports whether the document is the one that the file was written of.
func (f PolicyFile) Unchanged() bool {
	hash, err := policyHash(f.Document)
	return err == nil && hash == f.Hash
}

func policyHash(doc decide.Policy) (string, error) {
	b, err := json.Marshal(doc)
	if err != nil {
		return "", fmt.Errorf("hash policy: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
