package data

import (
	"encoding/hex"
	"encoding/json"
	"net/netip"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// Bounds of counting whom entries would have met: the newest events and, of things that
// accounts were seen with, so many pairs.
const (
	touchEvents = 100_000
	touchPairs  = 200_000
	touchChunk  = 500
)

// touching counts whom the lines of a change would have met.
type touching struct {
	lines    []models.ListLine
	at       map[listKey][]int    // lines by what events carry
	networks decide.Networks[int] // lines by network, none narrower than what events keep
	accounts []map[models.ID]bool // by line
	owners   map[models.ID][]int  // lines that are about an account itself
	memo     map[string][]int     // lines by the network that an event keeps
	reach    models.ListReach
}

// touch fills in, for every line, how many accounts and events of the last
// models.ListReachDays it would have met, and sums up the whole. Events keep the first 24 or
// 48 bits of an address: a narrower network is counted as if it were that wide, so that its
// figures are the most it can be.
func (s *Store) touch(db *gorm.DB, lines []models.ListLine, now time.Time) (models.ListReach, error) {
	t := &touching{lines: lines, at: map[listKey][]int{}, accounts: make([]map[models.ID]bool, len(lines)), owners: map[models.ID][]int{}, memo: map[string][]int{}}
	for i := range lines {
		lines[i].ListTouch = models.ListTouch{}
		t.accounts[i] = map[models.ID]bool{}
		if lines[i].Kind == models.ListNetwork {
			t.addNetwork(i)
		} else {
			k := listKey{lines[i].Kind, lines[i].Token}
			t.at[k] = append(t.at[k], i)
		}
	}
	active := db.Model(&models.Account{}).Where("status NOT IN ?", []models.AccountStatus{models.StatusClosed, models.StatusDeactivated})
	if err := active.Count(&t.reach.Active).Error; err != nil {
		return t.reach, err
	}
	for _, step := range []func(*gorm.DB) error{t.findOwners, t.findSeen} {
		if err := step(db); err != nil {
			return t.reach, err
		}
	}
	if err := t.readEvents(db, models.FirstID(now.AddDate(0, 0, -models.ListReachDays))); err != nil {
		return t.reach, err
	}
	t.sum()
	guards, err := s.listGuards(db)
	guards.Bind(&t.reach)
	return t.reach, err
}

func (t *touching) addNetwork(i int) {
	p, err := netip.ParsePrefix(t.lines[i].Token)
	if err != nil {
		return
	}
	kept, err := netip.ParsePrefix(models.Prefix(p.Addr().String()))
	if err == nil && kept.Bits() < p.Bits() {
		p = kept
	}
	t.networks.Add(p, i)
}

// tokens is the tokens of the lines of a kind.
func (t *touching) tokens(kind string) []string {
	var out []string
	for k := range t.at {
		if k.kind == kind {
			out = append(out, k.token)
		}
	}
	return out
}

// findOwners finds the accounts that lines name by id or by phone.
func (t *touching) findOwners(db *gorm.DB) error {
	own := func(id models.ID, lines []int) {
		t.owners[id] = append(t.owners[id], lines...)
		for _, i := range lines {
			t.accounts[i][id] = true
		}
	}
	for _, token := range t.tokens(models.ListAccount) {
		if id, err := models.ParseID(models.PrefixAccount, token); err == nil {
			own(id, t.at[listKey{models.ListAccount, token}])
		}
	}
	var indexes [][]byte
	for _, token := range t.tokens(models.ListPhone) {
		if index, err := hex.DecodeString(token); err == nil {
			indexes = append(indexes, index)
		}
	}
	for len(indexes) > 0 {
		n := min(len(indexes), touchChunk)
		var found []models.Account
		if err := db.Select("id", "phone_index").Where("phone_index IN ?", indexes[:n]).Limit(touchPairs).Find(&found).Error; err != nil {
			return err
		}
		for _, a := range found {
			own(a.ID, t.at[listKey{models.ListPhone, hex.EncodeToString(a.PhoneIndex)}])
		}
		indexes = indexes[n:]
	}
	return nil
}

// findSeen finds the accounts that were ever seen with a device, card or address.
func (t *touching) findSeen(db *gorm.DB) error {
	for _, kind := range sightKinds {
		tokens := t.tokens(kind)
		for len(tokens) > 0 {
			n := min(len(tokens), touchChunk)
			var pairs []models.Sighting
			err := db.Select("kind", "token", "account_id").Where("kind = ? AND token IN ?", kind, tokens[:n]).Limit(touchPairs).Find(&pairs).Error
			if err != nil {
				return err
			}
			for _, p := range pairs {
				for _, i := range t.at[listKey{p.Kind, p.Token}] {
					t.accounts[i][p.AccountID] = true
				}
			}
			t.reach.Cut = t.reach.Cut || len(pairs) == touchPairs
			tokens = tokens[n:]
		}
	}
	return nil
}

// readEvents goes through the newest events since an id.
func (t *touching) readEvents(db *gorm.DB, since models.ID) error {
	rows, err := db.Model(&models.Event{}).Select("account_id", "body").Where("id >= ?", since).Order("id DESC").Limit(touchEvents).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var account models.ID
		var body []byte
		if err := rows.Scan(&account, &body); err != nil {
			return err
		}
		var b struct{ Device, Card, IP, Payee, Merchant, Prefix string }
		if err := json.Unmarshal(body, &b); err != nil {
			return err
		}
		t.reach.Events++
		for _, k := range [...]listKey{
			{models.ListDevice, b.Device}, {models.ListCard, b.Card}, {models.ListIP, b.IP}, {models.ListPayee, b.Payee}, {models.ListMerchant, b.Merchant},
		} {
			if k.token != "" {
				t.meet(account, t.at[k])
			}
		}
		t.meet(account, t.owners[account])
		t.meet(account, t.around(b.Prefix))
	}
	t.reach.Cut = t.reach.Cut || t.reach.Events == touchEvents
	return rows.Err()
}

func (t *touching) meet(account models.ID, lines []int) {
	for _, i := range lines {
		t.lines[i].Events++
		t.accounts[i][account] = true
	}
}

// around is the lines whose network holds the one that an event keeps.
func (t *touching) around(prefix string) []int {
	if prefix == "" || t.networks.Empty() {
		return nil
	}
	lines, known := t.memo[prefix]
	if !known {
		if p, err := netip.ParsePrefix(prefix); err == nil {
			lines = append(lines, t.networks.All(p.Addr())...)
		}
		t.memo[prefix] = lines
	}
	return lines
}

// sum counts accounts: of each line, and of all new lines of a lane each once.
func (t *touching) sum() {
	blocked, allowed := map[models.ID]bool{}, map[models.ID]bool{}
	for i := range t.lines {
		l := &t.lines[i]
		l.Accounts = int64(len(t.accounts[i]))
		into := blocked
		switch {
		case l.There || l.Lane == models.ListWatch:
			continue
		case l.Lane == models.ListAllow:
			into = allowed
		}
		for id := range t.accounts[i] {
			into[id] = true
		}
	}
	t.reach.Blocked, t.reach.Allowed = int64(len(blocked)), int64(len(allowed))
}
