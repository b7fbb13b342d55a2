package data

import (
	"gorm.io/gorm"

	"candor/models"
)

// sameRequest are the numbers of entries about an object and of all that the requests of people wrote that touched it: asking for
// it, answering it, and what the answer did to other things. What background work does to the object later is about the object itself.
const sameRequest = `seq IN (
SELECT seq FROM audit_entries WHERE object_type = ? AND object_id = ?
UNION
SELECT beside.seq FROM audit_entries own JOIN audit_entries beside ON beside.request_id = own.request_id AND beside.source = 'ui'
WHERE own.object_type = ? AND own.object_id = ? AND own.source = 'ui' AND own.request_id <> '')`

// auditTogether narrows entries to those of one pending action, and to those of one API key.
func auditTogether(q *gorm.DB, f models.AuditFilter) *gorm.DB {
	if f.Key != "" {
		q = whereOr(q, f.Not.Key, "actor_id = ?", f.Key)
	}
	if f.Approval != "" {
		kind, _ := models.ApprovalObject(f.Approval) // of what is none, no entry is about a kind without a name
		q = q.Where(sameRequest, kind, f.Approval, kind, f.Approval)
	}
	return q
}
