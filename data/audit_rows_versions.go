package data

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// policyRow is a version as it is stored: its document as the text that stands there.
type policyRow struct {
	Version  int
	State    models.PolicyState
	Percent  int
	Document string
}

func policyRows() rowKind {
	return rowKind{
		table: "policies", group: "object_id", where: "object_type = ?", args: []any{"policy"}, tell: tellPolicy, whole: "document",
		settle: func(db *gorm.DB, id string, t told) error {
			return overtaken(db, id, t, "state", string(models.PolicyLive), []string{models.ActionPolicyPublished, models.ActionPolicyRolledBack},
				func(*models.AuditEntry) string { return string(models.PolicyArchived) })
		},
		rows: func(db *gorm.DB, ids []string) (map[string]map[string]any, error) {
			versions := make([]int, 0, len(ids))
			for _, id := range ids {
				if n, err := strconv.Atoi(id); err == nil {
					versions = append(versions, n)
				}
			}
			var rows []policyRow
			if err := db.Table("policies").Where("version IN ?", versions).Find(&rows).Error; err != nil {
				return nil, err
			}
			out := map[string]map[string]any{}
			for i := range rows {
				hash, err := rows[i].hash()
				if err != nil {
					return nil, err
				}
				text := sha256.Sum256([]byte(rows[i].Document)) // as the program of its day wrote it, which may have known fewer fields
				out[strconv.Itoa(rows[i].Version)] = map[string]any{
					"state": rows[i].State, "percent": rows[i].Percent, "document": hash, otherwise + "document": hex.EncodeToString(text[:]),
				}
			}
			return out, nil
		},
		after: func(db *gorm.DB, last string) (ids []string, err error) {
			after, err := strconv.Atoi("0" + last)
			if err != nil {
				return nil, err
			}
			var versions []int
			err = db.Model(&models.Policy{}).Where("version > ?", after).Order("version").Limit(rowPage).Pluck("version", &versions).Error
			for _, n := range versions {
				ids = append(ids, strconv.Itoa(n))
			}
			return ids, err
		},
	}
}

// hash is that of the document as it was approved.
func (r *policyRow) hash() (string, error) {
	var doc decide.Policy
	if err := json.Unmarshal([]byte(r.Document), &doc); err != nil {
		return "", fmt.Errorf("policy %d: %w", r.Version, err)
	}
	return documentHash(doc)
}

// tellPolicy takes in an entry about a version. Hashes are of documents as they were drafted, edited, submitted, approved and published.
func tellPolicy(t told, e *models.AuditEntry) error {
	document := func() error {
		if e.Reason == shippedPolicy { // what was shipped is there as a whole
			row := policyRow{Document: e.After}
			hash, err := row.hash()
			t.word(e, "document", hash)
			return err
		}
		var after struct{ Hash string }
		err := json.Unmarshal([]byte(e.After), &after)
		if err == nil && after.Hash != "" {
			t.word(e, "document", after.Hash)
		}
		return err
	}
	state := func(s models.PolicyState) { t.word(e, "state", string(s)) }
	delete(t, "percent") // but while it decides for so many
	switch e.Action {
	case models.ActionPolicyDrafted:
		state(models.PolicyDraft)
		return document()
	case models.ActionPolicyEdited:
		delete(t, "document") // which entries of earlier versions do not say
		return document()
	case models.ActionPolicySubmitted:
		state(models.PolicySubmitted)
		return document()
	case models.ActionPolicyApproved:
		state(models.PolicyApproved)
		return document()
	case models.ActionPolicyShadow:
		state(models.PolicyShadow)
		return document()
	case models.ActionPolicyRollout:
		state(models.PolicyRollout)
		return t.said(e, "percent")
	case models.ActionPolicyPublished, models.ActionPolicyRolledBack:
		state(models.PolicyLive)
		return document()
	case models.ActionPolicyRejected:
		state(models.PolicyRejected)
	case models.ActionPolicyReopened, models.ActionPolicyPaused, models.ActionPolicyResumed, models.ActionPolicyWithdrawn, models.ActionPolicyDiscarded:
		return t.became(e)
	}
	return nil
}

// modelRows are the models with their files.
func modelRows() rowKind {
	k := ofObject("models", "model", models.PrefixModel, func(m *models.Model) models.ID { return m.ID },
		func(m *models.Model) map[string]any {
			sum := sha256.Sum256(m.Artefact)
			return map[string]any{
				"name": m.Name, "label": m.Label, "sha256": m.SHA256, "file": hex.EncodeToString(sum[:]), "state": m.State, "shadow": m.Shadow,
			}
		}, tellModel)
	k.settle = func(db *gorm.DB, id string, t told) error {
		return overtaken(db, id, t, "state", string(models.ModelChampion), []string{models.ActionModelPromoted, models.ActionModelReturned},
			func(e *models.AuditEntry) string {
				if e.Action == models.ActionModelReturned {
					return string(models.ModelChallenger)
				}
				return string(models.ModelRetired)
			})
	}
	return k
}

func tellModel(t told, e *models.AuditEntry) error {
	switch e.Action {
	case models.ActionModelTrained, models.ActionModelImported:
		t.word(e, "state", string(models.ModelChallenger))
		err := t.said(e, "name", "label", "sha256")
		t["file"] = t["sha256"]
		return err
	case models.ActionModelPromoted, models.ActionModelReturned:
		t.word(e, "state", string(models.ModelChampion))
		t.whether(e, "shadow", false)
	case models.ActionModelShadow:
		return t.said(e, "shadow")
	}
	return nil
}

// overtaken settles a field of which there is one holder at a time: who took it over next says what the one before became.
func overtaken(db *gorm.DB, id string, t told, field, held string, actions []string, became func(*models.AuditEntry) string) error {
	f, ok := t[field]
	if !ok || f.value != strconv.Quote(held) {
		return nil
	}
	var next []models.AuditEntry
	err := db.Select("seq", "action").Where("action IN ? AND seq > ? AND object_id <> ?", actions, f.seq, id).Order("seq").Limit(1).Find(&next).Error
	if err == nil && len(next) == 1 {
		t.word(&next[0], field, became(&next[0]))
	}
	return err
}
