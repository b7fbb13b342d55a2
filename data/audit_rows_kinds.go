package data

import (
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// rowKinds is the tables of models.RowTables with what the record says of them.
func rowKinds() []rowKind {
	return []rowKind{
		userRows(), roleRows(), keyRows(), policyRows(), modelRows(), promotionRows(), stopRows(), limitRows(), sanctionRows(), accountRows(), listRows(),
	}
}

// ofObject is a table whose entries are of one type of object and whose rows have ids.
func ofObject[T any](table, object, prefix string, id func(*T) models.ID, facts func(*T) map[string]any, tell func(told, *models.AuditEntry) error) rowKind {
	return rowKind{
		table: table, group: "object_id", where: "object_type = ?", args: []any{object}, tell: tell,
		rows: func(db *gorm.DB, ids []string) (map[string]map[string]any, error) {
			var rows []T
			if err := db.Where("id IN ?", parsed(prefix, ids)).Find(&rows).Error; err != nil {
				return nil, err
			}
			out := map[string]map[string]any{}
			for i := range rows {
				out[id(&rows[i]).Public(prefix)] = facts(&rows[i])
			}
			return out, nil
		},
		after: func(db *gorm.DB, last string) (ids []string, err error) {
			var page []models.ID
			q := db.Model(new(T)).Order("id").Limit(rowPage)
			if last != "" {
				q = q.Where("id > ?", parsed(prefix, []string{last})[0])
			}
			err = q.Pluck("id", &page).Error
			for _, n := range page {
				ids = append(ids, n.Public(prefix))
			}
			return ids, err
		},
	}
}

// parsed reads ids as entries write them. One that is none is left out, and so no row is found for it.
func parsed(prefix string, ids []string) []models.ID {
	out := make([]models.ID, 0, len(ids))
	for _, s := range ids {
		if id, err := models.ParseID(prefix, s); err == nil {
			out = append(out, id)
		}
	}
	return out
}

func userRows() rowKind {
	return ofObject("users", "user", models.PrefixUser, func(u *models.User) models.ID { return u.ID },
		func(u *models.User) map[string]any {
			return map[string]any{"login": u.Login, "name": u.Name, "roles": u.Roles, "team": u.Team, "disabled": u.Disabled}
		},
		func(t told, e *models.AuditEntry) error {
			if e.Action == models.ActionUserAdded || e.Action == models.ActionUserChanged {
				return t.said(e, "login", "name", "roles", "team", "disabled")
			}
			return nil
		})
}

// roleRows are by their keys. The program itself says what a built-in role may do.
func roleRows() rowKind {
	return rowKind{
		table: "roles", group: "object_id", where: "object_type = ?", args: []any{"role"},
		tell: func(t told, e *models.AuditEntry) error {
			t.whether(e, "builtin", false)
			return t.said(e, "name", "permissions")
		},
		rows: func(db *gorm.DB, ids []string) (map[string]map[string]any, error) {
			var rows []models.Role
			if err := db.Where("key IN ?", ids).Find(&rows).Error; err != nil {
				return nil, err
			}
			out := map[string]map[string]any{}
			for _, r := range rows {
				out[r.Key] = map[string]any{"name": r.Name, "permissions": r.Permissions, "builtin": r.Builtin}
			}
			return out, nil
		},
		after: func(db *gorm.DB, last string) (keys []string, err error) {
			return keys, db.Model(&models.Role{}).Where("key > ?", last).Order("key").Limit(rowPage).Pluck("key", &keys).Error
		},
		alone: func(key string) told {
			roles := models.BuiltinRoles()
			at := slices.IndexFunc(roles, func(r models.Role) bool { return r.Key == key })
			if at < 0 {
				return nil
			}
			is, err := plainFacts(map[string]any{"permissions": roles[at].Permissions, "builtin": true})
			if err != nil {
				return nil
			}
			return told{"permissions": {value: is["permissions"]}, "builtin": {value: is["builtin"]}}
		},
	}
}

func keyRows() rowKind {
	return ofObject("api_keys", "key", models.PrefixKey, func(k *models.APIKey) models.ID { return k.ID },
		func(k *models.APIKey) map[string]any {
			return map[string]any{"name": k.Name, "scopes": k.Scopes, "expires_at": k.ExpiresAt, "revoked": k.RevokedAt != nil}
		},
		func(t told, e *models.AuditEntry) error {
			switch e.Action {
			case models.ActionKeyAdded:
				t.whether(e, "revoked", false)
				return t.said(e, "name", "scopes", "expires_at")
			case models.ActionKeyRevoked:
				t.whether(e, "revoked", true)
			}
			return nil
		})
}

func stopRows() rowKind {
	return ofObject("stops", "stop", models.PrefixStop, func(s *models.Stop) models.ID { return s.ID },
		func(s *models.Stop) map[string]any { return map[string]any{"stopped": s.EndedAt == nil} },
		func(t told, e *models.AuditEntry) error { return t.said(e, "stopped") })
}

// promotionRows have entries of their own but for those by which a champion was given back, of which the model's entry tells.
func promotionRows() rowKind {
	k := ofObject("promotions", "promotion", models.PrefixPromotion, func(p *models.Promotion) models.ID { return p.ID }, promotionFacts,
		func(t told, e *models.AuditEntry) error {
			return t.said(e, "kind", "state", "model", "sha256", "champion", "payload")
		})
	k.after = nil
	return k
}

// listRows are the entries of the allow, watch and block lists.
func listRows() rowKind {
	return ofObject("list_entries", "list", models.PrefixListEntry, func(l *models.ListEntry) models.ID { return l.ID },
		func(l *models.ListEntry) map[string]any {
			return map[string]any{"lane": l.Lane, "kind": l.Kind, "token": l.Token, "ends_at": l.EndsAt, "source": l.Source, "ended": l.EndedAt != nil}
		},
		func(t told, e *models.AuditEntry) error {
			switch e.Action {
			case models.ActionListAdded:
				t.whether(e, "ended", false)
				return t.said(e, "lane", "kind", "token", "ends_at", "source")
			case models.ActionListEnded:
				t.whether(e, "ended", true)
			}
			return nil
		})
}

// limitRows are what was asked for and what became of it.
func limitRows() rowKind {
	return ofObject("limit_changes", "limit", models.PrefixLimit, func(c *models.LimitChange) models.ID { return c.ID }, limitFacts,
		func(t told, e *models.AuditEntry) error {
			switch e.Action {
			case models.ActionLimitProposed, models.ActionLimitApproved:
				return t.said(e, "line", "from_fen", "to_fen", "state", "reason_code", "effective_at", "expires_at", "review_at", "file", "files", "appeal", "lang", "bound")
			case models.ActionLimitSuperseded, models.ActionLimitReinstated:
				return t.said(e, "superseded_by")
			case models.ActionLimitApplied:
				delete(t, "from_fen") // what the line had on that day
				t.word(e, "state", string(models.LimitApplied))
			case models.ActionLimitRestored:
				t.word(e, "state", string(models.LimitRestored))
				if to, err := plainJSON([]byte(e.After)); err == nil && e.After[0] != '{' { // an appeal gave it back by a change of its own
					t["to_fen"] = fact{to, e.Seq}
					t.word(e, "state", string(models.LimitApplied))
				}
			case models.ActionLimitRejected, models.ActionLimitWithdrawn, models.ActionLimitLapsed:
				return t.became(e)
			}
			return nil
		})
}

// sanctionRows are the measures. An entry about one that has effect says what became of the account, and its action what became
// of the measure.
func sanctionRows() rowKind {
	k := ofObject("sanctions", "sanction", models.PrefixSanction, func(s *models.Sanction) models.ID { return s.ID },
		func(s *models.Sanction) map[string]any {
			facts := sanctionFacts(s)
			facts["spared"] = s.Spared
			return facts
		},
		func(t told, e *models.AuditEntry) error {
			switch e.Action {
			case models.ActionSanctionProposed, models.ActionDeclineTold:
				return t.said(e, "kind", "state", "reason_code", "ends_at", "product", "cut_fen", "reach")
			case models.ActionSanctionApplied, models.ActionSanctionApproved, models.ActionSanctionReturned:
				t.word(e, "state", string(models.SanctionActive))
				return t.saidIn(e, "measure", "kind", "state", "reason_code", "reasons", "ends_at", "review_at", "product", "cut_fen", "reach")
			case models.ActionSanctionLifted:
				t.word(e, "state", string(models.SanctionLifted))
			case models.ActionSanctionRejected, models.ActionSanctionReplaced:
				return t.became(e)
			case models.ActionSanctionEnded:
				if e.After[0] != '{' { // a proposal that ended, or a measure that was overturned
					return t.became(e)
				}
				t.word(e, "state", string(models.SanctionExpired))
			case models.ActionSanctionSpared:
				return t.said(e, "spared")
			}
			return nil
		})
	k.whole = "kind"
	return k
}

// accountRows are an account's standing and limits. A put says the sum of the limits, and nothing of each product's.
func accountRows() rowKind {
	actions := []any{
		models.ActionLimitApplied, models.ActionLimitRestored, models.ActionSanctionApplied, models.ActionSanctionApproved, models.ActionSanctionReturned,
		models.ActionSanctionLifted, models.ActionSanctionEnded, models.ActionAppealExecuted, models.ActionAccountPut,
	}
	return rowKind{
		table: "accounts", group: "account_id", where: "account_id <> 0 AND action IN " + places(len(actions)), args: actions,
		tell: func(t told, e *models.AuditEntry) error {
			switch {
			case e.Action == models.ActionAccountPut && e.After != "":
				delete(t, "in_force_fen")
				return t.said(e, "limit_fen")
			case len(e.After) > 0 && e.After[0] == '{':
				return t.said(e, "status", "reach", "until", "limit_fen", "in_force_fen")
			}
			return nil
		},
		rows: standings,
	}
}

// standings reads where accounts stand, as stateOf says it.
func standings(db *gorm.DB, ids []string) (map[string]map[string]any, error) {
	numbers := parsed(models.PrefixAccount, ids)
	var accounts []models.Account
	if err := db.Select("id", "status", "reach", "status_until", "limit_fen").Where("id IN ?", numbers).Find(&accounts).Error; err != nil {
		return nil, err
	}
	var lines []models.CreditLine
	if err := db.Where("account_id IN ?", numbers).Order("id").Find(&lines).Error; err != nil {
		return nil, err
	}
	own := map[models.ID][]models.CreditLine{}
	for _, l := range lines {
		own[l.AccountID] = append(own[l.AccountID], l)
	}
	out := map[string]map[string]any{}
	for i := range accounts {
		a := &accounts[i]
		s := stateOf(a, own[a.ID])
		out[a.PublicID()] = map[string]any{"status": s.Status, "reach": s.Reach, "until": s.Until, "limit_fen": s.LimitFen, "in_force_fen": s.InForce}
	}
	return out, nil
}
