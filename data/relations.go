package data

import (
	"context"
	"math"
	"slices"

	"gorm.io/gorm"

	"candor/engine/factor"
	"candor/models"
)

// RefreshRelations recomputes what every account's links say about it, since that changes
// when others fall behind or are sanctioned, and stores the factors that moved. It returns
// how many accounts did.
func (s *Store) RefreshRelations(ctx context.Context, actor models.Actor) (int, error) {
	graph, err := s.loadGraph(ctx)
	if err != nil {
		return 0, err
	}
	moved := 0
	for part := range slices.Chunk(graph.accounts, rescoreBatch) {
		n, err := s.refreshPart(ctx, actor, graph, part)
		if err != nil {
			return moved, err
		}
		moved += n
	}
	return moved, nil
}

// graph is every link between accounts, with what counts about each side.
type graph struct {
	accounts []models.ID // with at least one link, ascending
	links    map[models.ID][]neighbour
	devices  map[models.ID]int
	parent   map[models.ID]models.ID
	size     map[models.ID]int
}

// linkRow is a link with what counts about its other side.
type linkRow struct {
	AccountID   models.ID
	OtherID     models.ID
	Kind        string
	Status      models.AccountStatus
	DaysPastDue int
}

// TableName is the table that the columns without another's name are of.
func (linkRow) TableName() string { return "relationships" }

// loadGraph reads all links and joins them to clusters (disjoint sets with path halving;
// Tarjan and van Leeuwen, Journal of the ACM 31, 1984).
func (s *Store) loadGraph(ctx context.Context) (*graph, error) {
	g := &graph{
		links: map[models.ID][]neighbour{}, devices: map[models.ID]int{},
		parent: map[models.ID]models.ID{}, size: map[models.ID]int{},
	}
	var rows []linkRow
	var owned []struct {
		AccountID models.ID
		N         int
	}
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		rows, err = find[linkRow](db, "account_id, other_id, kind, accounts.status, accounts.days_past_due", "JOIN accounts ON accounts.id = relationships.other_id")
		if err != nil {
			return err
		}
		linked := db.Model(&models.Relationship{}).Select("account_id")
		return db.Model(&models.Device{}).Select("account_id, count(*) AS n").
			Where("account_id IN (?)", linked).Group("account_id").Scan(&owned).Error
	})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if len(g.links[row.AccountID]) == 0 {
			g.accounts = append(g.accounts, row.AccountID)
		}
		n := neighbour{OtherID: row.OtherID, Kind: row.Kind, Status: row.Status, DaysPastDue: row.DaysPastDue}
		g.links[row.AccountID] = append(g.links[row.AccountID], n)
		g.join(row.AccountID, row.OtherID)
	}
	for _, o := range owned {
		g.devices[o.AccountID] = o.N
	}
	slices.Sort(g.accounts)
	return g, nil
}

func (g *graph) root(id models.ID) models.ID {
	if _, ok := g.parent[id]; !ok {
		g.parent[id], g.size[id] = id, 1
	}
	for g.parent[id] != id {
		g.parent[id] = g.parent[g.parent[id]]
		id = g.parent[id]
	}
	return id
}

func (g *graph) join(a, b models.ID) {
	a, b = g.root(a), g.root(b)
	if a == b {
		return
	}
	if g.size[a] < g.size[b] {
		a, b = b, a
	}
	g.parent[b] = a
	g.size[a] += g.size[b]
}

// of returns what the links say about one account.
func (g *graph) of(id models.ID) relations {
	r := countLinks(g.links[id], g.devices[id])
	r.ClusterSize = min(g.size[g.root(id)], clusterMost)
	return r
}

// refreshPart brings the factors of some accounts up to date in one unit, if any moved.
func (s *Store) refreshPart(ctx context.Context, actor models.Actor, g *graph, part []models.ID) (int, error) {
	var moved []models.Features
	err := s.read(ctx, func(db *gorm.DB) error {
		moved = nil
		rows, err := find[models.Features](db, "account_id, vector, at", "WHERE account_id IN "+places(len(part))+" ORDER BY account_id", numbersOf(part)...)
		if err != nil {
			return err
		}
		for _, row := range rows {
			changed, err := relate(&row, g.of(row.AccountID))
			if err != nil {
				return err
			}
			if changed {
				moved = append(moved, row)
			}
		}
		return nil
	})
	if err != nil || len(moved) == 0 {
		return 0, err
	}
	return len(moved), s.write(ctx, actor, func(tx *writeTx) error {
		digest := newDigest()
		for i := range moved {
			row := moved[i]
			// Factors that were recomputed meanwhile already know the links.
			done := tx.db.Model(&models.Features{}).Where("account_id = ? AND at = ?", row.AccountID, row.At).
				Updates(map[string]any{"vector": row.Vector, "at": tx.now, "linked_at": tx.now})
			if done.Error != nil {
				return done.Error
			}
			if err := digestValue(digest, row.Vector); err != nil {
				return err
			}
		}
		after := map[string]any{"accounts": len(moved), "sha256": digestHex(digest)}
		return tx.audit(models.ActionBookRescored, target{kind: "run", id: "relations"}, nil, after, "relations refreshed")
	})
}

// relationKeys is the factors that come from links.
func relationKeys() []string {
	return []string{
		"shared_identity", "linked_defaults", "linked_default_share", "linked_sanctioned", "cluster_size", "shared_devices",
	}
}

// relate puts relations into a stored vector and reports whether that changed it.
func relate(row *models.Features, r relations) (changed bool, err error) {
	old, err := factor.Decode(row.Vector)
	if err != nil {
		return false, err
	}
	id := factor.UnknownIdentity()
	id.SharedIdentity = float64(r.shared)
	fresh := factor.Compute(factor.Facts{
		Identity: id, Relations: r.Relations,
		Background: factor.Background{EmploymentMonths: math.NaN(), AccountMonths: math.NaN()},
	})
	for _, key := range relationKeys() {
		_, at, _ := factor.Lookup(key)
		if old[at] != fresh[at] {
			old[at], changed = fresh[at], true
		}
	}
	if changed {
		row.Vector = factor.Encode(old)
	}
	return changed, nil
}
